import type { Condition } from './condition.js';
import { limitsOf, type Dialect, type PatternLimits } from './dialect.js';
import {
  alternativesOf,
  byPath,
  countAlternatives,
  multipliedOptions,
  type Alternative,
  type EventPattern,
  type PatternField,
  type PatternGroup,
} from './event-pattern.js';
import { ProblemList, type PatternProblem } from './problem.js';
import { GroupReader, whyOrIsPlain } from './read-group.js';
import { readJson } from './read-json.js';
import { asterisksIn } from './wildcard.js';

export type ParsedPattern =
  { readonly ok: true; readonly pattern: EventPattern } | { readonly ok: false; readonly problems: readonly PatternProblem[] };

export interface PatternOptions {
  /** `pipe` for the filters of pipes, which know neither `wildcard` nor operators inside `anything-but`. */
  readonly dialect?: 'event-bus' | 'pipe';
  /** Limits that differ from those documented, such as a raised quota. */
  readonly limits?: Partial<PatternLimits>;
}

/**
 * Reads an EventBridge event pattern, given as JSON or as its text. Semantics are those of event-ruler, which AWS matches with; a text is
 * refused for keys given twice too. Problems name the place and the rule.
 */
export function parseEventPattern(source: unknown, { dialect = 'event-bus', limits }: PatternOptions = {}): ParsedPattern {
  return readPattern(source, dialect, limits);
}

/** As `parseEventPattern`, for every dialect. */
export function readPattern(source: unknown, dialect: Dialect, given?: Partial<PatternLimits>): ParsedPattern {
  const limits = limitsOf(dialect, given);
  const problems = new ProblemList();
  const value = readSource(source, limits, problems);
  if (problems.all.length > 0) return { ok: false, problems: problems.all };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.add([], 'object', 'must be a JSON object of fields');
    return { ok: false, problems: problems.all };
  }
  // An SNS filter policy without keys is no filter at all; an event pattern without fields is refused.
  const isEmptyPolicy = dialect === 'sns' && Object.keys(value).length === 0;
  if (isEmptyPolicy) return { ok: true, pattern: { group: [], alternatives: [[]], replaced: new Set() } };

  const whyPlain = limits.or ? whyOrIsPlain(value) : 'there is no $or here';
  const group = new GroupReader(limits, whyPlain === null, problems).read(value);
  if (problems.all.length > 0) return { ok: false, problems: problems.all.map((problem) => explainPlainOr(problem, whyPlain)) };

  const replaced = new Set<string>();
  const alternatives = readAlternatives(group, replaced, limits, problems);
  checkWildcards(group, limits, problems);
  return problems.all.length > 0 ? { ok: false, problems: problems.all } : { ok: true, pattern: { group, alternatives, replaced } };
}

function readSource(source: unknown, limits: PatternLimits, problems: ProblemList): unknown {
  if (typeof source !== 'string') {
    const length = lengthOf(source);
    if (length === null) problems.add([], 'nesting', `is nested deeper than ${DEEPEST_SOURCE} levels`);
    else checkLength(length, limits, problems);
    return source;
  }
  checkLength(source.length, limits, problems);
  if (problems.all.length > 0) return source;
  const read = readJson(source);
  if (read.ok) return read.value;
  problems.take(read.problem);
  return source;
}

function checkLength(length: number, { longest }: PatternLimits, problems: ProblemList): void {
  if (length > longest) problems.add([], 'length', `has ${length} characters; at most ${longest} are allowed`);
}

/** A pattern as long as AWS takes them has no room for more. */
const DEEPEST_SOURCE = 1_500;

/** Characters of the value as JSON, or null when it is nested too deeply to be written. */
function lengthOf(value: unknown): number | null {
  if (!isWithinDepth(value, DEEPEST_SOURCE)) return null;
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? Number(inner) : inner))?.length ?? 0;
}

/** Level by level: a value nested a hundred thousand deep must not exhaust the stack. */
export function isWithinDepth(value: unknown, deepest: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    const inner = level.flatMap((item) => (typeof item === 'object' && item !== null ? (Object.values(item) as unknown[]) : []));
    if (depth > deepest) return false;
    level = inner;
  }
  return true;
}

const explainPlainOr = (problem: PatternProblem, whyPlain: string | null): PatternProblem =>
  whyPlain !== null && /(^|\.)\$or\b/.test(problem.path)
    ? { ...problem, message: `${problem.message} ($or is taken for the name of a field, since ${whyPlain})` }
    : problem;

function readAlternatives(group: PatternGroup, replaced: Set<string>, limits: PatternLimits, problems: ProblemList): Alternative[] {
  const ways = Math.max(countAlternatives(group), multipliedOptions(group));
  if (ways > limits.mostAlternatives) {
    problems.add([], 'combinations', `comes to ${ways} alternatives by its $or; at most ${limits.mostAlternatives} are allowed`);
    return [];
  }
  const alternatives = alternativesOf(group).map((fields) => withoutRepeats(fields, replaced));
  if (limits.repeatedPath === 'refuse') {
    const message = 'gets conditions twice, and only one of them would count; join them in one place';
    for (const path of replaced) problems.take({ path, rule: 'repeated-path', message });
  }
  checkKeys(alternatives, limits, problems);
  return alternatives.map((fields) => fields.sort(byPath));
}

/** Where a path gets conditions twice, what was written last counts. */
function withoutRepeats(fields: readonly PatternField[], replaced: Set<string>): PatternField[] {
  const byName = new Map<string, PatternField>();
  for (const field of fields) {
    if (byName.has(field.path)) replaced.add(field.path);
    byName.set(field.path, field);
  }
  return [...byName.values()];
}

function checkKeys(alternatives: readonly PatternField[][], limits: PatternLimits, problems: ProblemList): void {
  const keys = new Set(alternatives.flat().map(({ path }) => path)).size;
  if (keys > limits.mostKeys) problems.add([], 'keys', `has conditions on ${keys} keys; at most ${limits.mostKeys} are allowed`);
  const combinations = alternatives.reduce((sum, fields) => sum + combinationsOf(fields), 0);
  if (combinations > limits.mostCombinations) {
    const how = 'the number of values of each key, times the depth of the key, multiplied over all keys';
    problems.add([], 'combinations', `comes to ${combinations} combinations (${how}); at most ${limits.mostCombinations} are allowed`);
  }
}

/** Source: SNS Developer Guide, filter policy constraints. */
const combinationsOf = (fields: readonly PatternField[]): number =>
  fields.reduce((product, { depth, conditions }) => product * conditions.length * depth, 1);

function checkWildcards(group: PatternGroup, { mostWildcardPoints }: PatternLimits, problems: ProblemList): void {
  const points = wildcardPoints(group);
  if (points > mostWildcardPoints) {
    problems.add([], 'wildcard-complexity', `has wildcards of ${points} points; at most ${mostWildcardPoints} are allowed`);
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const wildcardPoints = (group: PatternGroup): number =>
  sum(group.map((part) => ('options' in part ? sum(part.options.map(wildcardPoints)) : sum(part.conditions.map(pointsOf)))));

/** A value with one wildcard counts 1, with several 3. */
function pointsOf(condition: Condition): number {
  if (condition.rule === 'wildcard') return asterisksIn(condition.wildcard) > 1 ? 3 : asterisksIn(condition.wildcard);
  return condition.rule === 'anything-but' && 'none' in condition ? sum(condition.none.map(pointsOf)) : 0;
}
