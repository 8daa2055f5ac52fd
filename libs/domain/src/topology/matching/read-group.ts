import { patternField, type PatternChoice, type PatternField, type PatternGroup } from './event-pattern.js';
import type { PatternLimits } from './dialect.js';
import { OPERATORS } from './dialect.js';
import type { ProblemList } from './problem.js';
import { readConditions } from './read-conditions.js';

/** Names that cannot be fields inside an `$or`. Source: event-ruler, `Constants`. */
const RESERVED: ReadonlySet<string> = new Set([
  ...OPERATORS,
  ...['=', '<', '<=', '>', '>=', 'regex', 'not-wildcard', 'not-equals-ignore-case'],
  ...['date-after', 'date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range'],
  ...['ip-address-in-range', 'ip-address-not-in-range'],
]);

const OR = '$or';

type Steps = readonly (string | number)[];

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Why an `$or` in the pattern is no choice, or null when all are. AWS then takes every `$or` of the pattern for a key like any other, so
 * that patterns from before there was `$or` keep their meaning.
 */
export function whyOrIsPlain(value: unknown, insideOr = false): string | null {
  if (!isObject(value)) return null;
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
    if (key !== OR) {
      if (insideOr && RESERVED.has(key)) return `"${key}" cannot name a field inside $or`;
      const why = whyOrIsPlain(inner, insideOr);
      if (why !== null) return why;
      continue;
    }
    if (!Array.isArray(inner)) return '$or is no list';
    const options: readonly unknown[] = inner;
    if (options.length < 2) return '$or has fewer than two options';
    if (!options.every(isObject)) return '$or has options that are no objects';
    for (const option of options) {
      const why = whyOrIsPlain(option, true);
      if (why !== null) return why;
    }
  }
  return null;
}

/** Reads the objects of a pattern down to the lists of conditions. What is wrong goes to `problems`. */
export class GroupReader {
  readonly #keys: string[] = [];

  constructor(
    private readonly limits: PatternLimits,
    private readonly orIsChoice: boolean,
    private readonly problems: ProblemList,
  ) {}

  read(value: object, steps: Steps = []): PatternGroup {
    const parts: (PatternField | PatternChoice)[] = [];
    const entries = Object.entries(value) as [string, unknown][];
    if (entries.length === 0) this.problems.add(steps, 'empty', 'is an empty object; name a field, or leave it out');
    for (const [key, inner] of entries) {
      const at = [...steps, key];
      if (key === OR && this.orIsChoice && Array.isArray(inner)) {
        parts.push(this.#choice(inner, at));
        continue;
      }
      this.#keys.push(key);
      if (Array.isArray(inner)) {
        parts.push(patternField(this.#keys, readConditions(inner, at, this.limits, this.problems)));
      } else if (!isObject(inner)) {
        this.problems.add(at, 'list', 'must be a list of values, or an object of fields; put a single value in brackets');
      } else if (steps.length + 1 >= this.limits.deepest) {
        this.problems.add(
          at,
          'nesting',
          this.limits.deepest === 1
            ? 'cannot be nested here; name the attribute and list its values'
            : `is nested deeper than ${this.limits.deepest} levels`,
        );
      } else {
        parts.push(...this.read(inner, at));
      }
      this.#keys.pop();
    }
    return parts;
  }

  #choice(options: readonly unknown[], at: Steps): PatternChoice {
    return {
      path: [...this.#keys, OR].join('.'),
      options: options.filter(isObject).map((option, index) => this.read(option, [...at, index])),
    };
  }
}
