import type { Condition } from './condition.js';
import type { Alternative, EventPattern, PatternField } from './event-pattern.js';
import { sampleValue } from './sample-value.js';

/**
 * How a pattern can be met in ways its author may not have meant.
 *
 * - `array-element`: a list with one value that the pattern accepts is enough, whatever else is in it. `excludes`: the pattern means to keep
 *   values out, and lets them in beside another; `requires`: it means to let one value in, and the others come along.
 * - `dotted-key`: one key with dots in it passes for fields within fields.
 * - `no-account`: events of every account that may send to the bus match.
 */
export type Weakness =
  | {
      readonly kind: 'array-element';
      readonly path: string;
      readonly how: 'excludes' | 'requires';
      /** JSON that gets through, such as `{"detail":{"state":["closed","other"]}}`. */
      readonly example: string;
    }
  | { readonly kind: 'dotted-key'; readonly path: string; readonly example: string }
  | { readonly kind: 'no-account' };

/** What senders choose: AWS sets the other fields, or checks them. Source: EventBridge User Guide, event structure. */
const PAYLOAD = 'detail';

/** What is weak about a pattern of a rule, fields in the order of their names, each once. */
export function weaknessesOf({ alternatives }: EventPattern): Weakness[] {
  const fields = new Map<string, PatternField>();
  for (const field of alternatives.flat()) if (field.path.startsWith(`${PAYLOAD}.`)) fields.set(field.path, field);
  const byPath = [...fields.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return [...(alternatives.every(hasAccount) ? [] : [{ kind: 'no-account' } as const]), ...byPath.flatMap(weaknessesOfField)];
}

/** Whether only named accounts match: to exclude some, or to ask for any, lets the rest in. */
const hasAccount = (fields: Alternative): boolean =>
  fields.some(({ path, conditions }) => path === 'account' && conditions.every(({ rule }) => rule === 'equals'));

function weaknessesOfField({ path, conditions }: PatternField): Weakness[] {
  const keys = path.split('.').slice(1);
  const value = sampleValue(conditions);
  if (value === undefined) return [];
  const excluded = excludedValue(conditions);
  const elements = excluded === undefined ? ['anything', value] : [excluded, value];
  const isExistence = conditions.some(({ rule }) => rule === 'exists');
  const arrays: Weakness[] = isExistence
    ? []
    : [{ kind: 'array-element', path, how: excluded === undefined ? 'requires' : 'excludes', example: payloadText(keys, elements) }];
  return keys.length < 2 ? arrays : [...arrays, { kind: 'dotted-key', path, example: payloadText([keys.join('.')], value) }];
}

/** A value that the conditions keep out, when keeping out is what they do. */
function excludedValue(conditions: readonly Condition[]): unknown {
  for (const condition of conditions) {
    if (condition.rule !== 'anything-but') continue;
    return 'values' in condition ? condition.values[0] : sampleValue(condition.none.slice(0, 1));
  }
  return undefined;
}

const payloadText = (keys: readonly string[], value: unknown): string =>
  JSON.stringify({ [PAYLOAD]: keys.reduceRight((inner, key) => ({ [key]: inner }), value) }, (_key, inner: unknown) =>
    typeof inner === 'bigint' ? Number(inner) : inner,
  );
