import { isInBlock, readIp, type IpBlock } from './ip-address.js';
import { isComparable, leafText, type LeafValue, type NumberRange } from './leaf.js';
import { eitherCase, endsWithLetters, isSameLetters, startsWithLetters } from './letter-case.js';
import { fitsWildcard, type Wildcard } from './wildcard.js';

/** One end of a numeric range. */
export interface NumberBound {
  readonly value: number;
  readonly inclusive: boolean;
}

/** How a text is compared. */
export type TextRule =
  | { readonly rule: 'prefix' | 'suffix'; readonly text: string; readonly ignoreCase: boolean }
  | { readonly rule: 'equals-ignore-case'; readonly text: string }
  | { readonly rule: 'wildcard'; readonly text: string; readonly wildcard: Wildcard };

/** One of the values that a pattern lists for a field; one that holds is enough. */
export type Condition =
  | { readonly rule: 'equals'; readonly value: LeafValue }
  | TextRule
  | { readonly rule: 'numeric'; readonly low: NumberBound | null; readonly high: NumberBound | null; readonly range: NumberRange }
  | { readonly rule: 'cidr'; readonly text: string; readonly block: IpBlock }
  /** `filled`: an empty text and null do not count as being there. */
  | { readonly rule: 'exists'; readonly wanted: boolean; readonly filled: boolean }
  | { readonly rule: 'anything-but'; readonly values: readonly LeafValue[] }
  /** None of these may hold. */
  | { readonly rule: 'anything-but'; readonly none: readonly TextRule[] };

export type ValueTest = (value: LeafValue) => boolean;

/**
 * What all conditions on a field come to. Values compared for equality are in one set, however many there are.
 *
 * `exact` is null when it does not decide alone.
 */
export interface FieldTest {
  readonly accepts: ValueTest;
  /** A field that is not there is fine too. */
  readonly acceptsAbsent: boolean;
  /** The values that are accepted, when nothing else is: what an index may be built over. */
  readonly exact: ReadonlySet<LeafValue> | null;
}

/** Compiles conditions of which one must hold. */
export function fieldTest(conditions: readonly Condition[]): FieldTest {
  const exact = new Set<LeafValue>();
  const tests: ValueTest[] = [];
  let acceptsAbsent = false;
  for (const condition of conditions) {
    if (condition.rule === 'exists' && !condition.wanted) {
      acceptsAbsent = true;
    } else if (condition.rule === 'equals' && !isAddress(condition.value)) {
      exact.add(condition.value);
    } else {
      tests.push(valueTest(condition));
    }
  }
  const [first, ...rest] = tests;
  if (first === undefined) return { accepts: (value) => exact.has(value), acceptsAbsent, exact: acceptsAbsent ? null : exact };
  if (rest.length === 0 && exact.size === 0) return { accepts: first, acceptsAbsent, exact: null };
  return { accepts: (value) => exact.has(value) || tests.some((test) => test(value)), acceptsAbsent, exact: null };
}

/** Whether a value that is there meets a condition. */
export function valueTest(condition: Condition): ValueTest {
  switch (condition.rule) {
    case 'equals':
      return equalityTest(condition.value);
    case 'prefix':
    case 'suffix':
    case 'equals-ignore-case':
    case 'wildcard':
      return onText(textTest(condition));
    case 'numeric':
      return numericTest(condition);
    case 'cidr':
      return onText((text) => isInBlock(text, condition.block));
    case 'exists':
      return condition.filled ? (value) => condition.wanted && value !== null && value !== '' : () => condition.wanted;
    case 'anything-but':
      return anythingButTest(condition);
  }
}

const onText =
  (test: (text: string) => boolean): ValueTest =>
  (value) =>
    typeof value === 'string' && test(value);

const isAddress = (value: LeafValue): boolean => typeof value === 'string' && readIp(value) !== null;

/** An address equals itself in every notation: `::1` is `0:0:0:0:0:0:0:1`. */
function equalityTest(value: LeafValue): ValueTest {
  const ip = typeof value === 'string' ? readIp(value) : null;
  if (ip === null) return (seen) => seen === value;
  return onText((text) => text === value || isInBlock(text, { bits: ip.bits, first: ip.value, last: ip.value }));
}

function textTest(rule: TextRule): (text: string) => boolean {
  switch (rule.rule) {
    case 'prefix': {
      if (!rule.ignoreCase) return (text) => text.startsWith(rule.text);
      const letters = eitherCase(rule.text);
      return (text) => startsWithLetters(text, letters);
    }
    case 'suffix': {
      if (!rule.ignoreCase) return (text) => text.endsWith(rule.text);
      const letters = eitherCase(rule.text);
      return (text) => endsWithLetters(text, letters);
    }
    case 'equals-ignore-case': {
      const letters = eitherCase(rule.text);
      return (text) => isSameLetters(text, letters);
    }
    case 'wildcard':
      return (text) => fitsWildcard(text, rule.wildcard);
  }
}

function numericTest({ low, high, range }: Extract<Condition, { rule: 'numeric' }>): ValueTest {
  return (value) => {
    if (!isComparable(value, range)) return false;
    if (low !== null && !(low.inclusive ? value >= low.value : value > low.value)) return false;
    return high === null || (high.inclusive ? value <= high.value : value < high.value);
  };
}

/** Whatever it is, as long as it is none of these: numbers, truth values and null differ from every text. */
function anythingButTest(condition: Extract<Condition, { rule: 'anything-but' }>): ValueTest {
  if ('values' in condition) {
    const values = new Set(condition.values);
    return (value) => !values.has(value);
  }
  const tests = condition.none.map(textTest);
  return (value) => typeof value !== 'string' || !tests.some((test) => test(value));
}

/** The condition in words that continue "the value …": `starts with "ab"`. */
export function describeCondition(condition: Condition): string {
  switch (condition.rule) {
    case 'equals':
      return `is ${leafText(condition.value)}`;
    case 'prefix':
    case 'suffix':
    case 'equals-ignore-case':
    case 'wildcard':
      return describeText(condition, '');
    case 'numeric':
      return describeRange(condition);
    case 'cidr':
      return `is an address in ${condition.text}`;
    case 'exists':
      if (!condition.wanted) return 'does not exist';
      return condition.filled ? 'exists and is not empty' : 'exists';
    case 'anything-but':
      return 'values' in condition
        ? `exists and is not ${condition.values.map(leafText).join(' or ')}`
        : `exists and ${condition.none.map((rule) => describeText(rule, 'not ')).join(', ')}`;
  }
}

function describeText(rule: TextRule, not: '' | 'not '): string {
  const text = leafText(rule.text);
  switch (rule.rule) {
    case 'prefix':
      return `${not === '' ? 'starts' : 'does not start'} with ${text}${rule.ignoreCase ? ', in any case' : ''}`;
    case 'suffix':
      return `${not === '' ? 'ends' : 'does not end'} with ${text}${rule.ignoreCase ? ', in any case' : ''}`;
    case 'equals-ignore-case':
      return `is ${not}${text}, in any case`;
    case 'wildcard':
      return `${not === '' ? 'fits' : 'does not fit'} the wildcard ${text}`;
  }
}

function describeRange({ low, high }: Extract<Condition, { rule: 'numeric' }>): string {
  if (low !== null && high !== null && low.value === high.value && low.inclusive && high.inclusive) return `is the number ${low.value}`;
  const ends = [
    ...(low === null ? [] : [`${low.inclusive ? 'at least' : 'above'} ${low.value}`]),
    ...(high === null ? [] : [`${high.inclusive ? 'at most' : 'below'} ${high.value}`]),
  ];
  return `is a number ${ends.join(' and ')}`;
}
