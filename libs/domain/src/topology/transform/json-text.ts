import { leafText } from '../matching/leaf.js';
import { readJson, type JsonValue } from '../matching/read-json.js';

/** The value as JSON without spaces. */
export function jsonText(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return leafText(value);
  if (isList(value)) return `[${value.map(jsonText).join(',')}]`;
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}:${jsonText(inner)}`)
    .join(',')}}`;
}

export const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);

/** The JSON that a text holds, or undefined. */
export function jsonIn(text: string): JsonValue | undefined {
  const read = readJson(text);
  return read.ok ? read.value : undefined;
}

/** Keys, lengths and kinds of a value without its texts and numbers: what injection changes. */
export function shapeOf(value: JsonValue): string {
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
  if (isList(value)) return `[${value.map(shapeOf).join(',')}]`;
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}:${shapeOf(inner)}`)
    .join(',')}}`;
}
