import type { Bounds, Ledger, LedgerEvidence, LedgerLine, ResourceKind, Resource } from '@weir/contract';
import { exactNumber, NARROW_SPACE, shortNumber } from '../format/index.js';
import { isExact, LEDGER_FATES, ledgerParts, withinDue, type LedgerPart } from './ledger-parts.js';

/** What each part of a bar is called. `failed` is what was given up and kept nowhere. */
export const PART_WORDS: Readonly<Record<LedgerPart['part'], string>> = {
  delivered: 'delivered',
  filtered: 'filtered',
  failed: 'failed',
  deadLettered: 'dead-lettered',
  unexplained: 'unexplained',
  open: 'not told apart',
};

/** The class of a part, shared by bar and legend. */
export const PART_CLASSES: Readonly<Record<LedgerPart['part'], string>> = {
  delivered: 'l-delivered',
  filtered: 'l-filtered',
  failed: 'l-failed',
  deadLettered: 'l-dead',
  unexplained: 'l-unexplained',
  open: 'l-open',
};

/** A count within its bounds: `131`, `131 to 140`, `≤ 38`. Bounds that read alike are told in full. */
export function boundsWords(bounds: Bounds, number: (value: number) => string = shortNumber): string {
  const { low, high } = bounds;
  if (isExact(bounds)) return number(low);
  if (low === 0) return `≤${NARROW_SPACE}${number(high)}`;
  const [from, to] = [number(low), number(high)];
  return from === to && number !== exactNumber ? boundsWords(bounds, exactNumber) : `${from} to ${to}`;
}

/** Where a subscriber's figures come from, as a sentence's end. */
export const EVIDENCE_WORDS: Readonly<Record<LedgerEvidence, string>> = {
  'only-subscriber': 'exact: it is the only one, the counters are its own',
  'delivery-logs': 'counted one by one: from the delivery log',
  'delivery-logs-partly': 'bounded by the delivery log, which has a part of it',
  'downstream-queue': 'bounded by what arrived in its queue',
  totals: 'follows from the totals: it filters nothing and nothing was lost',
  'cannot-tell': 'cannot be told from the others: AWS counts them together',
  'perhaps-others': 'not exact: whether there were others before Weir first looked is not known',
};

/** A whole line as one sentence, for those who do not see its bar, and for the tooltip. */
export function lineSentence(counted: LedgerLine): string {
  const line = withinDue(counted);
  if (line.expected.high === 0 && ledgerParts(line).length === 0) return 'nothing was due';
  const told = LEDGER_FATES.filter((fate) => line[fate].high > 0).map(
    (fate) => `${boundsWords(line[fate], exactNumber)} ${PART_WORDS[fate]}`,
  );
  return `${boundsWords(line.expected, exactNumber)} due: ${told.length === 0 ? 'nothing settled yet' : told.join(', ')}`;
}

const IN_WORDS: Readonly<Partial<Record<ResourceKind, string>>> = {
  rule: 'matched',
  bus: 'put',
  pipe: 'polled',
  'schedule-group': 'invoked',
  function: 'invoked',
  'delivery-stream': 'put in',
};
/** What comes in is called after what takes it: published to a topic, matched by a rule, run where the clock starts it. */
export function inWord(kind: ResourceKind, settings: Resource['fanout'] = null): string {
  if (settings?.kind === 'rule' && settings.schedule !== null) return settings.pattern === null ? 'runs' : 'matched or run';
  return IN_WORDS[kind] ?? 'published';
}

const BELOW_WORDS: Readonly<Partial<Record<ResourceKind, string>>> = {
  rule: 'target',
  bus: 'rule',
  pipe: 'target',
  'schedule-group': 'schedule',
};
export const belowWord = (kind: ResourceKind): string => BELOW_WORDS[kind] ?? 'subscriber';

const FILTER_WORDS: readonly (readonly [keyof Ledger['filteredBy'], string])[] = [
  ['attributes', 'an attribute did not match'],
  ['body', 'the body did not match'],
  ['noAttributes', 'the message had no attributes'],
  ['invalidAttributes', 'an attribute was not readable'],
  ['invalidBody', 'the body was no JSON'],
];

/** Why messages were filtered, the most frequent first; reasons that did not occur are left out. */
export const filteredReasons = (filteredBy: Ledger['filteredBy']): readonly { readonly words: string; readonly count: number }[] =>
  FILTER_WORDS.map(([key, words]) => ({ words, count: filteredBy[key] }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
