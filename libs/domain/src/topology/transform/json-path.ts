import { isList } from './json-text.js';
import type { JsonValue } from '../matching/read-json.js';

/** One step into a value: a key, an element, or all of either. */
export type PathStep = { readonly key: string } | { readonly index: number } | { readonly all: true };

export type ReadPath = { readonly ok: true; readonly steps: readonly PathStep[] } | { readonly ok: false; readonly message: string };

const STEP = /\.(\*|[^.[\]'"<>*\s]+)|\[(?:(\*)|(\d{1,9})|'([^'\\<>]*)'|"([^"\\<>]*)")\]/y;

/**
 * Reads the part of JSONPath that EventBridge knows: dots, element numbers and `*`, from `$` on. Keys in brackets and quotes are
 * understood too. Source: EventBridge User Guide, input transformation.
 */
export function readPath(text: string): ReadPath {
  if (!text.startsWith('$')) return { ok: false, message: 'must begin with $, such as $.detail.id' };
  const steps: PathStep[] = [];
  STEP.lastIndex = 1;
  for (let at = 1; at < text.length; at = STEP.lastIndex) {
    const [, dotted, all, index, single, double] = STEP.exec(text) ?? [];
    if (all !== undefined || dotted === '*') steps.push({ all: true });
    else if (index !== undefined) steps.push({ index: Number(index) });
    else {
      const key = dotted ?? single ?? double;
      if (key === undefined) return { ok: false, message: `is no path from character ${at + 1} on; use keys after dots, [0] and *` };
      steps.push({ key });
    }
  }
  return { ok: true, steps };
}

/** What a path leads to: one value, the list of what `*` finds, or undefined for nothing. */
export function selectPath(root: JsonValue, steps: readonly PathStep[]): JsonValue | undefined {
  let values: JsonValue[] = [root];
  for (const step of steps) values = values.flatMap((value) => stepInto(value, step));
  return steps.some((step) => 'all' in step) && values.length > 0 ? values : values[0];
}

function stepInto(value: JsonValue, step: PathStep): readonly JsonValue[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('all' in step) return Object.values(value);
  if ('index' in step) return isList(value) ? value.slice(step.index, step.index + 1) : [];
  if (Array.isArray(value) || !Object.hasOwn(value, step.key)) return [];
  return [(value as Readonly<Record<string, JsonValue>>)[step.key] ?? null];
}
