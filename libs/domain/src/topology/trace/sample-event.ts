import { type EventPattern, matchesPattern, matchesPolicy, parseEventPattern, parseFilterPolicy, sampleValue } from '../matching/index.js';

type Json = Record<string, unknown>;

/**
 * An event that an event pattern lets pass, made from the pattern alone: a plain value for each field it asks for. null: the pattern is not
 * valid, or asks for something this cannot think of; what is made is tried on the pattern before it is given.
 */
export function sampleForPattern(pattern: string): Json | null {
  const parsed = parseEventPattern(pattern);
  return parsed.ok ? (samplesOf(parsed.pattern).find((event) => matchesPattern(parsed.pattern, event)) ?? null) : null;
}

/** The same for a filter policy: a message with attributes, or with a body. */
export function sampleForPolicy(
  policy: string,
  scope: 'MessageAttributes' | 'MessageBody',
): { readonly event: unknown; readonly attributes: Json } | null {
  const parsed = parseFilterPolicy(policy, scope);
  if (!parsed.ok) return null;
  const messages = samplesOf(parsed.policy.pattern).map((fields) =>
    scope === 'MessageBody' ? { event: fields, attributes: {} } : { event: 'a message', attributes: fields },
  );
  return messages.find(({ event, attributes }) => matchesPolicy(parsed.policy, { attributes, body: event })) ?? null;
}

/** One object for each alternative. A field that may only be absent is left out. */
function samplesOf({ alternatives }: EventPattern): readonly Json[] {
  return alternatives.map((fields) => {
    const made: Json = {};
    for (const { path, conditions } of fields) {
      const value = sampleValue(conditions);
      if (value !== undefined) put(made, path.split('.'), value);
    }
    return made;
  });
}

function put(into: Json, keys: readonly string[], value: unknown): void {
  const [key, ...rest] = keys;
  if (key === undefined || key === '__proto__') return;
  if (rest.length === 0) {
    into[key] = value;
    return;
  }
  const inner = into[key];
  const next: Json = typeof inner === 'object' && inner !== null ? (inner as Json) : {};
  into[key] = next;
  put(next, rest, value);
}
