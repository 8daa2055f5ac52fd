/** What is open on the bench, as its address tells it. */
export interface BenchSearch {
  /** The group that is open. */
  readonly group?: string | undefined;
  /** Which of its samples, from 0. */
  readonly n?: number | undefined;
  readonly q?: string | undefined;
  /** Groups that are chosen for a redrive. */
  readonly sel?: readonly string[] | undefined;
  /** How the body is read: `1 json`. */
  readonly layer?: string | undefined;
}

const LONGEST = 200;
const MOST_SELECTED = 100;
const MOST_SAMPLES = 1_000;

/** Reads an address that may have been typed by anyone: what makes no sense is left out. */
export function readBenchSearch(search: Readonly<Record<string, unknown>>): BenchSearch {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' && value.length <= LONGEST ? value : undefined);
  // The router reads digits in an address as a number.
  const word = (value: unknown) => text(typeof value === 'number' ? String(value) : value);
  const { n } = search;
  const isPlace = typeof n === 'number' && Number.isInteger(n) && n >= 0 && n <= MOST_SAMPLES;
  const sel = (Array.isArray(search['sel']) ? search['sel'] : []).slice(0, MOST_SELECTED).flatMap((each) => word(each) ?? []);
  return {
    group: word(search['group']),
    n: isPlace ? n : undefined,
    q: word(search['q']),
    sel: sel.length === 0 ? undefined : sel,
    layer: text(search['layer']),
  };
}
