import type { LedgerFigures } from '@weir/domain';
import { COPY_FATES, noCopies, type CopyBook, type CopyFates } from '../../delivery/copy-book.js';

/** A ledger's columns with what truly became of the copies. `unexplained`: under way or abandoned, which counters do not tell apart. */
export interface TrueFates {
  readonly expected: number;
  readonly delivered: number;
  readonly filtered: number;
  readonly failed: number;
  readonly deadLettered: number;
  readonly unexplained: number;
}

export const FATE_COLUMNS = ['expected', 'delivered', 'filtered', 'failed', 'deadLettered', 'unexplained'] as const;

/** What became, up to now, of the copies of one subscriber that were published within [from, to). */
export function fatesIn(copies: CopyBook, from: number, to: number): CopyFates {
  return copies.between(from, to).reduce((sum, [, fates]) => addFates(sum, fates), noCopies());
}

export const addFates = (a: CopyFates, b: CopyFates): CopyFates =>
  Object.fromEntries(COPY_FATES.map((fate) => [fate, a[fate] + b[fate]])) as CopyFates;

export const columnsOf = ({ due, filtered, delivered, deadLettered, lost }: CopyFates): TrueFates => ({
  expected: due,
  delivered,
  filtered,
  failed: lost,
  deadLettered,
  unexplained: due - filtered - delivered - deadLettered - lost,
});

export const totalOf = (all: readonly TrueFates[], column: keyof TrueFates): number => all.reduce((sum, fates) => sum + fates[column], 0);

/** Lines that do not add up, whatever is true: what was due is what became of it. Empty: all do. */
export function unbalanced({ line, subscribers }: Pick<LedgerFigures, 'line' | 'subscribers'>): string[] {
  return [line, ...subscribers.map((subscriber) => subscriber.line)].flatMap(({ expected, ...fates }) => {
    const parts = FATE_COLUMNS.flatMap((column) => (column === 'expected' ? [] : [fates[column]]));
    const least = parts.reduce((sum, { low }) => sum + low, 0);
    const most = parts.reduce((sum, { high }) => sum + high, 0);
    return least <= expected.high && expected.low <= most ? [] : [`${least}…${most} became of ${expected.low}…${expected.high}`];
  });
}

/** Those who left before anybody looked: no line is theirs. */
export interface Gone {
  /** What became of their copies, as far as anything did: the rest no counter tells of. */
  readonly fates: readonly TrueFates[];
  /** How many of what AWS counted are theirs, and may hide as many copies of others that are under way. */
  readonly hidden: number;
}

const NOBODY_GONE: Gone = { fates: [], hidden: 0 };

/** Of somebody who is gone, what is told of. */
export const toldOf = (fates: TrueFates): TrueFates => ({ ...fates, expected: fates.expected - fates.unexplained, unexplained: 0 });

/** Truths that lie outside of what a ledger says of them; empty: none does. @param truths by the subscriber's key */
export function contradictions(
  { line, subscribers, underWay }: Pick<LedgerFigures, 'line' | 'subscribers' | 'underWay'>,
  truths: ReadonlyMap<string, TrueFates>,
  waiting: number,
  gone: Gone = NOBODY_GONE,
): string[] {
  const found: string[] = [];
  const hold = (what: string, { low, high }: { readonly low: number; readonly high: number }, truth: number): void => {
    if (!(low - gone.hidden <= truth && truth <= high + gone.hidden)) found.push(`${what}: ${truth} is not within ${low}…${high}`);
  };
  for (const column of FATE_COLUMNS) hold(`${column} of all`, line[column], totalOf([...truths.values(), ...gone.fates], column));
  hold('under way', underWay, waiting);
  const told = new Map(subscribers.map((subscriber) => [subscriber.subscriber.key, subscriber.line]));
  for (const [key, truth] of truths) {
    const own = told.get(key);
    if (own === undefined && truth.expected > 0 && subscribers.length > 0) found.push(`${key}: not in the ledger`);
    if (own) for (const column of FATE_COLUMNS) hold(`${column} of ${key}`, own[column], truth[column]);
  }
  return found;
}
