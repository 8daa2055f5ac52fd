import { fieldTest, type Condition, type FieldTest } from './condition.js';

/** A field with what it has to meet. Keys are joined with dots: AWS does not tell `{"a.b": 1}` from `{"a": {"b": 1}}`. */
export interface PatternField {
  readonly path: string;
  /** One that holds is enough. */
  readonly conditions: readonly Condition[];
  /** Levels of keys as they were written: a dotted key is one. */
  readonly depth: number;
  readonly test: FieldTest;
}

/** One of the options of an `$or`, or all of a pattern: every field and every `$or` in it must hold. In the order they were written. */
export type PatternGroup = readonly (PatternField | PatternChoice)[];

/** An `$or`: one option that holds is enough. */
export interface PatternChoice {
  /** Where it stands, such as `detail.$or`. */
  readonly path: string;
  readonly options: readonly PatternGroup[];
}

/** One way to match: the fields of the pattern with one option of each `$or`, ordered by path as AWS visits them. */
export type Alternative = readonly PatternField[];

/** A pattern ready to match any number of events. */
export interface EventPattern {
  readonly group: PatternGroup;
  readonly alternatives: readonly Alternative[];
  /** Paths that get conditions more than once within an alternative, of which only the last ones count. */
  readonly replaced: ReadonlySet<string>;
}

export const patternField = (keys: readonly string[], conditions: readonly Condition[]): PatternField => ({
  path: keys.join('.'),
  conditions,
  depth: keys.length,
  test: fieldTest(conditions),
});

/** How many alternatives the group comes to, without building them. */
export const countAlternatives = (group: PatternGroup): number => product(group, (options) => sumOf(options.map(countAlternatives)));

/** The lengths of every `$or` multiplied, also of those within others, which is more than the alternatives there are. */
export const multipliedOptions = (group: PatternGroup): number =>
  product(group, (options) => options.length * options.reduce((ways, option) => ways * multipliedOptions(option), 1));

const sumOf = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const product = (group: PatternGroup, waysOf: (options: readonly PatternGroup[]) => number): number =>
  group.reduce((ways, part) => ('options' in part ? ways * waysOf(part.options) : ways), 1);

/** Every way to meet the group, with its fields in the order they were written. `countAlternatives` says how many that is. */
export function alternativesOf(group: PatternGroup): PatternField[][] {
  let ways: PatternField[][] = [[]];
  for (const part of group) {
    if ('options' in part) {
      const inside = part.options.flatMap(alternativesOf);
      ways = ways.flatMap((way) => inside.map((fields) => [...way, ...fields]));
    } else {
      for (const way of ways) way.push(part);
    }
  }
  return ways;
}

/** By UTF-16 units, as AWS orders them: what `exists: false` means inside arrays depends on it. */
export const byPath = (a: PatternField, b: PatternField): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
