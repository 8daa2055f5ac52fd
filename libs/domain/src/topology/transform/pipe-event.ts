import { asJsonValue } from './as-json-value.js';
import { jsonIn } from './json-text.js';
import type { JsonValue } from '../matching/read-json.js';

/** Fields of a record that hold JSON as text. Source: EventBridge User Guide, pipes, implicit body data parsing. */
const TEXT_FIELDS: ReadonlySet<string> = new Set(['body']);
/** Fields of a record that hold it as base64. */
const BASE64_FIELDS: ReadonlySet<string> = new Set(['data', 'key', 'value']);

/** A record as filters and templates of a pipe see it: JSON in the body of a message or the data of a record can be looked into. */
export function pipeEvent(record: unknown): JsonValue {
  const value = asJsonValue(record);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const event = Object.create(null) as Record<string, JsonValue>;
  for (const [key, inner] of Object.entries(value)) event[key] = decoded(key, inner);
  return event;
}

function decoded(key: string, value: JsonValue): JsonValue {
  if (typeof value !== 'string') return value;
  if (TEXT_FIELDS.has(key)) return jsonIn(value) ?? value;
  const text = BASE64_FIELDS.has(key) ? base64Text(value) : null;
  return text === null ? value : (jsonIn(text) ?? value);
}

function base64Text(base64: string): string | null {
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null;
  const bytes = Uint8Array.from(atob(base64), (unit) => unit.charCodeAt(0));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // It is no text, which is as good an answer as any: records may hold anything.
    return null;
  }
}
