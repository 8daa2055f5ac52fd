/** A value as JSON has it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Deeper than this nobody reads, and whoever sends it may mean harm. */
const MOST_LEVELS = 100;

export type JsonReading = { readonly value: Json } | { readonly problem: string | null };

/** Text as JSON. `problem` null: it is none, which is no fault. Text that is neither an object nor a list is text, whatever JSON makes of it. */
export function readJson(text: string): JsonReading {
  const trimmed = text.trimStart();
  if (!trimmed.startsWith('{') && !trimmed.startsWith('[')) return { problem: null };
  if (levelsOf(trimmed) > MOST_LEVELS) return { problem: `JSON: nested deeper than ${String(MOST_LEVELS)} levels, shown as text` };
  try {
    return { value: JSON.parse(trimmed) as Json };
  } catch {
    // Messages that are almost JSON are common among those that fail: they are text.
    return { problem: null };
  }
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** How deep brackets nest, those within strings left out. */
function levelsOf(text: string): number {
  let [depth, deepest, isInString] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (isInString) {
      if (char === '\\') at++;
      else if (char === '"') isInString = false;
    } else if (char === '"') isInString = true;
    else if (char === '{' || char === '[') deepest = Math.max(deepest, ++depth);
    else if (char === '}' || char === ']') depth--;
  }
  return deepest;
}
