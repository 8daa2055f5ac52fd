import { leafOf } from '../matching/leaf.js';
import { DEEPEST_EVENT, type JsonValue } from '../matching/read-json.js';

/** A value that came as JSON. What JSON has not, or nests deeper than AWS takes events, becomes null. */
export function asJsonValue(value: unknown, depth = 0): JsonValue {
  const leaf = leafOf(value);
  if (leaf !== undefined) return leaf;
  if (depth >= DEEPEST_EVENT || typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value)) return value.map((item) => asJsonValue(item, depth + 1));
  const object = Object.create(null) as Record<string, JsonValue>;
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) object[key] = asJsonValue(inner, depth + 1);
  return object;
}
