import { EventFields } from './event-fields.js';
import type { Alternative, EventPattern, PatternField } from './event-pattern.js';
import type { LeafValue } from './leaf.js';
import { matchesAlternative } from './match-alternative.js';

/** One way for a rule to match, by the number of the rule. */
interface Way {
  readonly rule: number;
  readonly fields: Alternative;
}

/**
 * Many patterns at once. Most of them are never looked at: each is filed under the values of the one field that sets it apart most, such
 * as its `detail-type`, and only what an event's own values lead to is tried.
 *
 * @typeParam Id what stands for a rule; any value, given back as it is
 */
export class RuleSet<Id> {
  readonly #ids: readonly Id[];
  readonly #filed: ReadonlyMap<string, ReadonlyMap<LeafValue, readonly Way[]>>;
  /** Ways without a field that lists plain values. */
  readonly #unfiled: readonly Way[];

  constructor(rules: Iterable<readonly [Id, EventPattern]>) {
    const entries = [...rules];
    this.#ids = entries.map(([id]) => id);
    const ways = entries.flatMap(([, { alternatives }], rule) => alternatives.map((fields): Way => ({ rule, fields })));
    const { filed, unfiled } = fileWays(ways);
    this.#filed = filed;
    this.#unfiled = unfiled;
  }

  get size(): number {
    return this.#ids.length;
  }

  /** The rules that match the event, in the order they were given. */
  matching(event: unknown): Id[] {
    const fields = EventFields.of(event);
    if (fields.isTooDeep) return [];
    const matched = new Set<number>();
    for (const [path, byValue] of this.#filed) {
      for (const value of valuesAt(fields, path)) tryWays(byValue.get(value) ?? [], fields, matched);
    }
    tryWays(this.#unfiled, fields, matched);
    return [...matched].sort((a, b) => a - b).flatMap((rule) => this.#ids.slice(rule, rule + 1));
  }
}

function tryWays(ways: readonly Way[], event: EventFields, matched: Set<number>): void {
  for (const { rule, fields } of ways) {
    if (!matched.has(rule) && matchesAlternative(fields, event)) matched.add(rule);
  }
}

/** Each once: an array may repeat a value. */
function valuesAt(event: EventFields, path: string): Iterable<LeafValue> {
  const leaves = event.at(path) ?? [];
  return leaves.length === 1 ? leaves.map(({ value }) => value) : new Set(leaves.map(({ value }) => value));
}

function fileWays(ways: readonly Way[]) {
  const sharers = countSharers(ways);
  const filed = new Map<string, Map<LeafValue, Way[]>>();
  const unfiled: Way[] = [];
  for (const way of ways) {
    const field = mostTelling(way.fields, sharers);
    if (field?.test.exact == null) {
      unfiled.push(way);
      continue;
    }
    const byValue = filed.get(field.path) ?? new Map<LeafValue, Way[]>();
    filed.set(field.path, byValue);
    for (const value of field.test.exact) {
      const there = byValue.get(value);
      if (there === undefined) byValue.set(value, [way]);
      else there.push(way);
    }
  }
  return { filed, unfiled };
}

type Sharers = ReadonlyMap<string, ReadonlyMap<LeafValue, number>>;

/** How many ways name each value of each path. */
function countSharers(ways: readonly Way[]): Sharers {
  const sharers = new Map<string, Map<LeafValue, number>>();
  for (const { path, test } of ways.flatMap(({ fields }) => fields)) {
    const byValue = sharers.get(path) ?? new Map<LeafValue, number>();
    sharers.set(path, byValue);
    for (const value of test.exact ?? []) byValue.set(value, (byValue.get(value) ?? 0) + 1);
  }
  return sharers;
}

/** The field whose values lead to the fewest other ways. */
function mostTelling(fields: Alternative, sharers: Sharers): PatternField | undefined {
  let best: PatternField | undefined;
  let fewest = Infinity;
  for (const field of fields) {
    if (field.test.exact === null) continue;
    const most = Math.max(...[...field.test.exact].map((value) => sharers.get(field.path)?.get(value) ?? 0));
    if (most < fewest) {
      best = field;
      fewest = most;
    }
  }
  return best;
}
