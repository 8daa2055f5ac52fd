import { verdictState, type Resource, type VerdictState } from '@weir/contract';

/**
 * The filter language: words separated by spaces, all of which must hold. A word is a name part, or `facet:value`; a leading `-` turns it
 * round. Values with spaces stand in quotes. What is unknown matches no comparison: it is neither above nor below anything.
 */
export const FACETS = ['verdict', 'age', 'depth', 'dlq', 'tag', 'account', 'region', 'system', 'is'] as const;
export type Facet = (typeof FACETS)[number];

/** What a filter looks at. */
export type Filterable = Pick<
  Resource,
  | 'name'
  | 'system'
  | 'verdict'
  | 'accountId'
  | 'accountName'
  | 'region'
  | 'latest'
  | 'tags'
  | 'deadLetter'
  | 'deadLetterSources'
  | 'config'
  | 'deletedAt'
>;

export interface Term {
  /** As typed, so that it can be shown and taken out again. */
  readonly text: string;
  readonly facet: Facet | 'text';
  readonly value: string;
  readonly negated: boolean;
  readonly test: (resource: Filterable) => boolean;
}

export interface ParsedFilter {
  readonly terms: readonly Term[];
  /** Words that look like a facet but mean nothing, with what would: `age:>5m`. */
  readonly problems: readonly string[];
}

export function parseFilter(text: string): ParsedFilter {
  const terms: Term[] = [];
  const problems: string[] = [];
  for (const word of wordsOf(text)) {
    const parsed = parseWord(word);
    if (typeof parsed === 'string') problems.push(parsed);
    else terms.push(parsed);
  }
  return { terms, problems };
}

export const passes = (resource: Filterable, { terms }: ParsedFilter): boolean =>
  terms.every(({ test, negated }) => test(resource) !== negated);

/** Words at spaces, except inside double quotes. */
export function wordsOf(text: string): readonly string[] {
  return text.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? [];
}

function parseWord(text: string): Term | string {
  const negated = text.length > 1 && text.startsWith('-');
  const bare = negated ? text.slice(1) : text;
  const colon = bare.indexOf(':');
  const facet = FACETS.find((known) => known === bare.slice(0, colon).toLowerCase());
  const value = (facet === undefined ? bare : bare.slice(colon + 1)).replaceAll('"', '');
  const test = facet === undefined ? textTest(value) : facetTest(facet, value);
  return typeof test === 'string' ? test : { text, facet: facet ?? 'text', value, negated, test };
}

type Test = (resource: Filterable) => boolean;

function textTest(value: string): Test {
  const wanted = value.toLowerCase();
  return ({ name, system, verdict }) =>
    name.toLowerCase().includes(wanted) || system.toLowerCase().includes(wanted) || verdict.because.toLowerCase().includes(wanted);
}

/** The test of a facet, or what it should have looked like. */
function facetTest(facet: Facet, value: string): Test | string {
  const wanted = value.toLowerCase();
  switch (facet) {
    case 'verdict':
      return verdictTest(wanted);
    case 'age':
      return compare(wanted, secondsOf, 'age:>5m', (resource) => resource.latest.oldestAge?.value ?? null);
    case 'depth':
      return compare(wanted, countOf, 'depth:>1000', (resource) => resource.latest.visible?.value ?? null);
    case 'dlq':
      return deadLetterTest(wanted);
    case 'tag':
      return wanted === '' ? 'tag: wants a key or key=value, like tag:team=payments' : tagTest(wanted);
    case 'account':
      return wanted === ''
        ? 'account: wants a name or an id'
        : ({ accountId, accountName }) => accountId === wanted || accountName.toLowerCase() === wanted;
    case 'region':
      return wanted === '' ? 'region: wants a region, like region:eu-west-1' : ({ region }) => region.startsWith(wanted);
    case 'system':
      return wanted === '' ? 'system: wants a name' : ({ system }) => system.toLowerCase() === wanted;
    case 'is':
      return kindTest(wanted);
  }
}

function verdictTest(wanted: string): Test | string {
  const states = wanted.split(',').filter((state) => state !== '');
  const known = states.filter((state): state is VerdictState => verdictState.options.some((option) => option === state));
  return states.length === 0 || known.length < states.length
    ? `verdict: is one of ${verdictState.options.join(', ')}`
    : ({ verdict }) => known.includes(verdict.state);
}

function deadLetterTest(wanted: string): Test | string {
  switch (wanted) {
    case 'none':
      return ({ deadLetter, deadLetterSources, config }) => config !== null && deadLetter === null && deadLetterSources.length === 0;
    case 'any':
      return ({ deadLetter }) => deadLetter !== null;
    case 'held':
      return ({ deadLetter }) => (deadLetter?.visible ?? 0) > 0;
    default:
      return 'dlq: is none, any or held';
  }
}

function tagTest(wanted: string): Test {
  const [key = '', value] = wanted.split('=', 2);
  return ({ tags }) =>
    Object.entries(tags).some(([name, content]) => name.toLowerCase() === key && (value === undefined || content.toLowerCase() === value));
}

function kindTest(wanted: string): Test | string {
  switch (wanted) {
    case 'fifo':
      return ({ config }) => config?.fifo === true;
    case 'dlq':
      return ({ deadLetterSources }) => deadLetterSources.length > 0;
    case 'deleted':
      return ({ deletedAt }) => deletedAt !== null;
    default:
      return 'is: is fifo, dlq or deleted';
  }
}

function compare(
  text: string,
  read: (text: string) => number | null,
  example: string,
  valueOf: (resource: Filterable) => number | null,
): Test | string {
  const [, sign = '', rest = ''] = /^(>=|<=|>|<|=)?(.*)$/.exec(text) ?? [];
  const bound = read(rest);
  if (bound === null) return `${example.split(':')[0] ?? ''}: wants a comparison, like ${example}`;
  return (resource) => {
    const value = valueOf(resource);
    if (value === null) return false;
    if (sign === '<') return value < bound;
    if (sign === '<=') return value <= bound;
    if (sign === '>') return value > bound;
    return sign === '=' ? value === bound : value >= bound;
  };
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3_600, d: 86_400 };

/** `30s`, `5m`, `2h`, `1d`; a bare number is seconds. */
function secondsOf(text: string): number | null {
  const [, amount, unit = 's'] = /^(\d+(?:\.\d+)?)(s|m|min|h|d)?$/.exec(text) ?? [];
  return amount === undefined ? null : Number(amount) * (SECONDS[unit] ?? 1);
}

const THOUSANDS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6 };

/** `1000`, `52.4k`, `2m` (million). */
function countOf(text: string): number | null {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(k|m)?$/.exec(text) ?? [];
  return amount === undefined ? null : Number(amount) * (THOUSANDS[unit] ?? 1);
}

/** The filter without one of its words. */
export function withoutTerm(text: string, term: Pick<Term, 'text'>): string {
  const words = [...wordsOf(text)];
  const place = words.indexOf(term.text);
  if (place >= 0) words.splice(place, 1);
  return words.join(' ');
}

/** The states the filter asks for; empty when it asks for none in particular. */
export function verdictsOf({ terms }: ParsedFilter): ReadonlySet<string> {
  return new Set(
    terms.filter(({ facet, negated }) => facet === 'verdict' && !negated).flatMap(({ value }) => value.toLowerCase().split(',')),
  );
}

/** The filter with one state more, or one less when it already asks for it. */
export function toggleVerdict(text: string, state: VerdictState): string {
  const filter = parseFilter(text);
  const states = verdictsOf(filter);
  const next = states.has(state) ? [...states].filter((other) => other !== state) : [...states, state];
  const others = filter.terms.filter(({ facet, negated }) => facet !== 'verdict' || negated).map((term) => term.text);
  return [...(next.length === 0 ? [] : [`verdict:${next.join(',')}`]), ...others].join(' ');
}

/** The word whose removal brings back most, for a list that came out empty. Null when no single word does. */
export function wordToDrop(resources: readonly Filterable[], filter: ParsedFilter): { readonly term: Term; readonly found: number } | null {
  let best: { term: Term; found: number } | null = null;
  for (const term of filter.terms) {
    const rest = { ...filter, terms: filter.terms.filter((other) => other !== term) };
    const found = resources.filter((resource) => passes(resource, rest)).length;
    if (found > (best?.found ?? 0)) best = { term, found };
  }
  return best;
}
