import type { NumberRange } from './leaf.js';

/** Where a pattern is used. `pipe` is what EventBridge Pipes filter with; the others are SNS. */
export type Dialect = 'event-bus' | 'pipe' | 'sns';

export const OPERATORS = [
  'exactly',
  'prefix',
  'suffix',
  'equals-ignore-case',
  'wildcard',
  'anything-but',
  'numeric',
  'exists',
  'cidr',
] as const;
export type Operator = (typeof OPERATORS)[number];

/** What a dialect lets a pattern say and how much of it. */
export interface PatternLimits {
  readonly operators: ReadonlySet<Operator>;
  /** What may stand in `anything-but` besides values. */
  readonly anythingBut: ReadonlySet<Operator>;
  /** `$or` between fields. */
  readonly or: boolean;
  /** `exists` asks for more than an empty text or null. */
  readonly existsFilled: boolean;
  readonly numbers: NumberRange;
  /** Characters of the pattern as JSON. */
  readonly longest: number;
  readonly deepest: number;
  /** Fields that have conditions. */
  readonly mostKeys: number;
  /** Alternatives that all `$or` together come to. */
  readonly mostAlternatives: number;
  /** Values of all fields multiplied, times the depth of each field. */
  readonly mostCombinations: number;
  /** Asterisks in one value. */
  readonly mostWildcards: number;
  readonly mostWildcardPoints: number;
  /**
   * A field that gets conditions twice, in its own right and in an `$or` or under a dotted key. In AWS's engine what is written last silently
   * replaces what came before, unless it is set to refuse such patterns.
   */
  readonly repeatedPath: 'refuse' | 'last-wins';
}

const ALL: ReadonlySet<Operator> = new Set(OPERATORS);
const COMPOUND: ReadonlySet<Operator> = new Set(['prefix', 'suffix', 'equals-ignore-case', 'wildcard']);

const EVENT_BUS: PatternLimits = {
  operators: ALL,
  anythingBut: COMPOUND,
  or: true,
  existsFilled: false,
  // Source: event-ruler, `ComparableNumber`; EventBridge User Guide, comparison operators.
  numbers: { greatest: 5e9, decimals: 6 },
  // The quota is 2,048 and can be raised to this. Source: EventBridge API reference, `EventPattern`; EventBridge quotas.
  longest: 4_096,
  deepest: 1_000,
  mostKeys: Infinity,
  mostAlternatives: 1_000,
  mostCombinations: Infinity,
  mostWildcards: Infinity,
  mostWildcardPoints: Infinity,
  repeatedPath: 'last-wins',
};

const LIMITS: Readonly<Record<Dialect, PatternLimits>> = {
  'event-bus': EVENT_BUS,
  // Source: EventBridge User Guide, event pattern operators: no wildcard, and anything-but with values only.
  pipe: { ...EVENT_BUS, operators: new Set(OPERATORS.filter((operator) => operator !== 'wildcard')), anythingBut: new Set() },
  // Source: SNS Developer Guide, filter policy constraints and key matching.
  sns: {
    ...EVENT_BUS,
    existsFilled: true,
    // Of numeric matching, which is numeric and anything-but; of numbers that are merely listed the guide states no limit.
    numbers: { greatest: 1e9, decimals: 5 },
    longest: 256 * 1024,
    mostKeys: 5,
    mostCombinations: 150,
    mostWildcards: 3,
    mostWildcardPoints: 100,
  },
};

/** The limits of a dialect, with those given instead. */
export const limitsOf = (dialect: Dialect, given: Partial<PatternLimits> = {}): PatternLimits => ({ ...LIMITS[dialect], ...given });
