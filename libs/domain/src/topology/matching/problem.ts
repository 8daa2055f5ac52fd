import { pathOf, type JsonProblem } from './read-json.js';

/** What a pattern breaks. */
export type PatternRule =
  | JsonProblem['rule']
  | 'object'
  | 'empty'
  | 'value'
  | 'list'
  | 'operator'
  | 'text'
  | 'number'
  | 'numeric'
  | 'exists'
  | 'cidr'
  | 'wildcard'
  | 'anything-but'
  | 'or'
  | 'repeated-path'
  | 'nesting'
  | 'length'
  | 'keys'
  | 'combinations'
  | 'wildcard-count'
  | 'wildcard-complexity';

/** Why a pattern is refused. `path` is the place in the pattern, `''` for all of it; `message` continues it and says what to do. */
export interface PatternProblem {
  readonly path: string;
  readonly rule: PatternRule;
  readonly message: string;
}

/** A pattern of many like faults shows with the first few what is meant. */
const MOST_PROBLEMS = 20;

/** Collects what is wrong with a pattern while it is walked. */
export class ProblemList {
  readonly #problems: PatternProblem[] = [];

  add(steps: readonly (string | number)[], rule: PatternRule, message: string): void {
    this.take({ path: pathOf(steps), rule, message });
  }

  take(problem: PatternProblem): void {
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push(problem);
  }

  get all(): readonly PatternProblem[] {
    return this.#problems;
  }
}
