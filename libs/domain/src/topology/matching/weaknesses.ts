import { fieldTest, type Condition } from './condition.js';
import type { Alternative, EventPattern, PatternField } from './event-pattern.js';
import type { LeafValue } from './leaf.js';
import { matchesPattern } from './matches-pattern.js';
import { readJson } from './read-json.js';
import { nestedSample } from './sample-event.js';
import { sampleValue } from './sample-value.js';
import { asJsonValue } from '../transform/as-json-value.js';
import { jsonText } from '../transform/json-text.js';

/**
 * How a pattern can be met in ways its author may not have meant. Each carries the event that shows it: the matching engine has passed it.
 *
 * - `array-element`: a list with one value that the pattern accepts is enough, whatever else is in it. `excludes`: the pattern means to keep
 *   values out, and lets them in beside another; `requires`: it means to let some values in, and any other comes along. Every form of
 *   condition on a value can be met like that, as EventBridge looks at each element of a list by itself.
 * - `dotted-key`: fields within fields pass for one key with dots in it, and the other way around.
 * - `no-account`: events of every account that may send to the bus match.
 */
export type Weakness =
  | {
      readonly kind: 'array-element';
      readonly field: PatternField;
      readonly how: 'excludes' | 'requires';
      /** What by itself would be kept out. */
      readonly smuggled: LeafValue;
      /** JSON of an event that gets through. */
      readonly proof: string;
    }
  | { readonly kind: 'dotted-key'; readonly field: PatternField; readonly proof: string }
  | { readonly kind: 'no-account' };

/** What senders choose: AWS sets the other fields, or checks them. Source: EventBridge User Guide, event structure. */
const PAYLOAD = 'detail';

/** What is weak about a pattern of a rule, fields in the order of their names, each once. */
export function weaknessesOf(pattern: EventPattern): Weakness[] {
  const { alternatives } = pattern;
  const found = new Map<string, Weakness>();
  for (const fields of alternatives)
    for (const field of fields) {
      if (!field.path.startsWith(`${PAYLOAD}.`)) continue;
      for (const weakness of [smuggling(pattern, fields, field), dotting(pattern, fields, field)])
        if (weakness !== null) found.set(`${field.path} ${weakness.kind}`, weakness);
    }
  const byPath = [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, weakness]) => weakness);
  return [...(alternatives.every(hasAccount) ? [] : [{ kind: 'no-account' } as const]), ...byPath];
}

/** Whether only named accounts match: to exclude some, or to ask for any, lets the rest in. */
const hasAccount = (fields: Alternative): boolean =>
  fields.some(({ path, conditions }) => path === 'account' && conditions.every(({ rule }) => rule === 'equals'));

/** A value that is kept out by itself and comes in beside one that is accepted. */
function smuggling(pattern: EventPattern, fields: Alternative, field: PatternField): Weakness | null {
  const wanted = sampleValue(field.conditions);
  if (wanted === undefined) return null;
  for (const [how, smuggled] of keptOut(field.conditions)) {
    const alone = eventWith(fields, field, smuggled, 'as-written');
    const among = eventWith(fields, field, [smuggled, wanted], 'as-written');
    if (alone !== null && among !== null && !passes(pattern, alone) && passes(pattern, among))
      return { kind: 'array-element', field, how, smuggled, proof: among };
  }
  return null;
}

/** The same event with its keys joined, or taken apart where the pattern itself has them joined. */
function dotting(pattern: EventPattern, fields: Alternative, field: PatternField): Weakness | null {
  const keys = field.path.split('.');
  const wanted = sampleValue(field.conditions);
  if (keys.length < 3 || wanted === undefined) return null;
  const event = eventWith(fields, field, wanted, field.depth === keys.length ? 'dotted' : 'as-written');
  return event !== null && passes(pattern, event) ? { kind: 'dotted-key', field, proof: event } : null;
}

/** Values that the conditions reject: first what they name as unwanted, then anything else. */
function keptOut(conditions: readonly Condition[]): readonly (readonly ['excludes' | 'requires', LeafValue])[] {
  const { accepts } = fieldTest(conditions);
  const excluded = conditions.flatMap((condition) => {
    if (condition.rule !== 'anything-but') return [];
    return 'values' in condition ? condition.values.slice(0, 1) : [sampleValue(condition.none.slice(0, 1)) ?? ''];
  });
  const others: LeafValue[] = conditions.flatMap((condition): LeafValue[] => {
    if (condition.rule === 'numeric')
      return [...(condition.high ? [condition.high.value + 1] : []), ...(condition.low ? [condition.low.value - 1] : [])];
    if (condition.rule === 'cidr') return ['198.51.100.7', '2001:db8::7'];
    return condition.rule === 'equals' && typeof condition.value === 'boolean' ? [!condition.value] : [];
  });
  return [
    ...excluded.map((value) => ['excludes', value] as const),
    ...[...others, 'anything', -1].map((value) => ['requires', value] as const),
  ].filter(([, value]) => !accepts(value));
}

/** What AWS puts into every event. Source: EventBridge User Guide, "Event structure". */
const ENVELOPE = {
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'anything',
  source: 'anything',
  account: '111122223333',
  time: '2026-01-01T00:00:00Z',
  region: 'eu-west-1',
  resources: [],
};

type Placed = LeafValue | readonly LeafValue[];

/** JSON of the plainest event for an alternative, with another value in one of its fields; null: its fields stand in each other's way. */
function eventWith(fields: Alternative, field: PatternField, value: Placed, keys: 'as-written' | 'dotted'): string | null {
  const rest = nestedSample(fields.filter(({ path }) => path !== field.path));
  if (rest === null) return null;
  const event: Record<string, unknown> = { ...ENVELOPE, ...rest };
  const [top = PAYLOAD, ...inner] = field.path.split('.');
  const detail = typeof event[top] === 'object' ? (event[top] as Record<string, unknown>) : {};
  event[top] = put(detail, keys === 'dotted' ? [inner.join('.')] : inner, value);
  return jsonText(asJsonValue(event));
}

/** By its text: what is shown is what was tried. */
function passes(pattern: EventPattern, event: string): boolean {
  const read = readJson(event);
  return read.ok && matchesPattern(pattern, read.value);
}

/** A copy with a value under these keys. */
function put(
  into: Readonly<Record<string, unknown>>,
  [key, ...rest]: readonly string[],
  value: unknown,
): Readonly<Record<string, unknown>> {
  if (key === undefined) return into;
  const inner = Object.hasOwn(into, key) ? into[key] : undefined;
  const next = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? (inner as Record<string, unknown>) : {};
  return Object.fromEntries([...Object.entries(into), [key, rest.length === 0 ? value : put(next, rest, value)]]);
}
