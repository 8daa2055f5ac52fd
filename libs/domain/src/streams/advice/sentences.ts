import { countOf, countText } from '../../verdicts/wording.js';
import { SHARD_WRITE_LIMIT, type Load } from '../shard.js';
import { WHOLE_RING, type HashRange } from '../hash-range.js';
import { suffixedKey } from './change.js';
import { ADVICE_LIMITS, RESHARDING_LIMITS } from './limits.js';
import type { SaltObstacle } from './salting.js';
import { shareWithin } from './shard-content.js';
import type { BoundedShare } from './what-if.js';

/** The words of advice: figures in, sentences out. */

const THIN = '\u202f';
const MOST_SHOWN_CHARACTERS = 60;
const MOST_KEY_CHARACTERS = 256;

/** `79.6 %`, `105 %`. */
export function shareText(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.05) return `<0.1${THIN}%`;
  return `${percent < 100 ? String(Number(percent.toFixed(1))) : countText(percent)}${THIN}%`;
}

/** Beyond this a bound is worth saying: what is said is rounded to whole percents anyway. */
const LEAST_BOUND_TOLD = 0.05;

/** `134 % (between 100 and 201 %)`; without bounds where they say nothing more. */
export function boundedText({ low, estimate, high }: BoundedShare): string {
  if (high - low <= LEAST_BOUND_TOLD * estimate) return shareText(estimate);
  return `${shareText(estimate)} (between ${countText(low * 100)} and ${countText(high * 100)}${THIN}%)`;
}

/** A key in quotation marks, without what could disturb the line it stands in, cut where it is long. */
export function keyText(key: string): string {
  const characters = [...key.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '·')];
  return characters.length <= MOST_SHOWN_CHARACTERS
    ? `“${characters.join('')}”`
    : `“${characters.slice(0, MOST_SHOWN_CHARACTERS).join('')}…”`;
}

/** Which of a shard's two limits a load is nearer to. */
export const limitOf = ({ bytesPerSecond, recordsPerSecond }: Load): 'bytes' | 'records' =>
  bytesPerSecond / SHARD_WRITE_LIMIT.bytesPerSecond >= recordsPerSecond / SHARD_WRITE_LIMIT.recordsPerSecond ? 'bytes' : 'records';

const HOT = shareText(ADVICE_LIMITS.hot);

export interface SplitFigures {
  readonly shardId: string;
  /** The shard that splits is a child of an earlier step. */
  readonly again: boolean;
  readonly now: BoundedShare;
  readonly limitedBy: 'bytes' | 'records';
  /** What the two children would take. */
  readonly children: readonly number[];
}

export function splitSentence({ shardId, again, now, limitedBy, children }: SplitFigures): string {
  const subject = again ? `The part of ${shardId} that holds this hash would take` : `${shardId} takes`;
  const outcome =
    Math.max(...children) < ADVICE_LIMITS.hot
      ? `both children stay below ${HOT}.`
      : `that is not enough yet, and the hotter child is divided in a later step.`;
  return (
    `${subject} ${boundedText(now)} of a shard's write limit, by ${limitedBy}. Splitting at this hash leaves ` +
    `${children.map(shareText).join(' and ')}, and no other hash leaves the hotter child cooler; ${outcome}`
  );
}

export interface SaltFigures {
  readonly key: string;
  /** The key as it may be told. */
  readonly shown: string;
  readonly shardId: string;
  readonly suffixes: number;
  /** null: every shard that gets a suffix stays below the hot limit. */
  readonly obstacle: SaltObstacle | null;
  /** Needed if the load is as great as it may be. */
  readonly suffixesAtMost: number;
  /** What the key alone takes of one shard's limit, and its shard in all. */
  readonly alone: BoundedShare;
  readonly now: BoundedShare;
  readonly limitedBy: 'bytes' | 'records';
  /** Of the shards that get a suffix. */
  readonly hottest: number;
}

export function saltSentence(figures: SaltFigures): string {
  const { key, shown, shardId, suffixes, suffixesAtMost, obstacle, alone, now, limitedBy, hottest } = figures;
  const cause = `${shown} alone takes ${boundedText(alone)} of a shard's write limit, by ${limitedBy}, of the ${shareText(now.estimate)} on ${shardId}; a key cannot be split.`;
  const spread = `Written in turn under ${String(suffixes)} keys, ${shown} followed by #0 to #${String(suffixes - 1)}, it lands by their hashes, which are evenly spread in expectation only; hashed one by one, the hottest shard that gets one is at ${shareText(hottest)}.`;
  const most = suffixesAtMost > suffixes ? ` Were it as heavy as it may be, it would take ${String(suffixesAtMost)} suffixes.` : '';
  const shards = obstacle === null ? '' : ` ${obstacleText(obstacle)}`;
  const tooLong =
    [...suffixedKey(key, suffixes - 1)].length > MOST_KEY_CHARACTERS
      ? ' With its suffix the key is longer than the 256 characters AWS allows: shorten it, and ask again.'
      : '';
  return `${cause} ${spread}${most}${shards}${tooLong} The order of its records is then kept within a suffix only, and consumers must bring the parts together again.`;
}

function obstacleText(obstacle: SaltObstacle): string {
  if (obstacle.kind === 'too-few-shards') {
    return `The stream has too few shards to keep them below ${HOT}, whatever the number of suffixes, so shards are added in later steps.`;
  }
  const { enough } = obstacle;
  const without =
    enough === null
      ? `No number up to ${countText(ADVICE_LIMITS.mostSuffixes)} lands so that the present shards stay below ${HOT}`
      : `On the present shards it takes ${countText(enough)} suffixes to stay below ${HOT}, more than consumers can well bring together again`;
  return `${without}; with ${enough === null ? 'these' : 'these few'}, shards are added in later steps.`;
}

export function saltAlternatives(shown: string, limitedBy: 'bytes' | 'records'): string[] {
  const less =
    limitedBy === 'records'
      ? 'Aggregate at the producer: many user records in one, as the KPL does, count as one against the 1,000 records a second.'
      : 'Write less: compress the records of this key, or aggregate what consumers need only in sum.';
  return [
    less,
    `Choose a finer key where order matters only within it, such as ${shown} together with the thing the record is about.`,
    `Give ${shown} a stream of its own: the other keys are then safe, though one key still ends in one shard there and needs salting too.`,
  ];
}

export interface ReshardFigures {
  readonly hot: number;
  readonly present: number;
  readonly shardCount: number;
  /** Utilisation of all shards together: how many shards' worth of load there is. */
  readonly total: number;
  readonly hottest: number;
  readonly stillHot: number;
  /** The shard count to go to after this step; null: none. */
  readonly next: number | null;
  /** Of the calls a stream has in 24 hours; null: not known. */
  readonly updatesLeft: number | null;
}

export function reshardSentence({ hot, present, shardCount, total, hottest, stillHot, next, updatesLeft }: ReshardFigures): string {
  const load = String(Number(total.toFixed(1)));
  const cause = `The heat is that of the stream: ${String(hot)} of ${countOf(present, 'shard', 'shards')} are above ${HOT}, and it writes what ${load} full shards take.`;
  const outcome = ` ${String(shardCount)} equal shards bring the hottest to ${shareText(hottest)}.`;
  const rest =
    next !== null
      ? ` One call may at most double the shards; ${String(next)} is next.`
      : stillHot > 0
        ? ` ${countOf(stillHot, 'shard stays', 'shards stay')} above ${HOT} and ${stillHot === 1 ? 'is' : 'are'} dealt with after it.`
        : '';
  const left = updatesLeft === null ? 'how many are left is not known, for AWS does not tell' : `${String(updatesLeft)} are left`;
  return `${cause}${outcome}${rest} A stream takes ${String(RESHARDING_LIMITS.updatesPerDay)} such calls in 24 hours; ${left}.`;
}

export interface MergeFigures {
  readonly pair: readonly string[];
  /** What each takes, and both as one. */
  readonly shares: readonly number[];
  readonly merged: number;
  readonly usdPerMonth: number;
  /** What each took at its hottest, and over how many hours that is known. Empty: not known. */
  readonly peaks: readonly number[];
  readonly hours: number;
}

export function mergeSentence({ pair, shares, merged, usdPerMonth, peaks, hours }: MergeFigures): string {
  const peak = peaks.reduce((sum, utilisation) => sum + utilisation, 0);
  const known = hours >= 48 ? countOf(Math.floor(hours / 24), 'day', 'days') : countOf(Math.max(1, Math.floor(hours)), 'hour', 'hours');
  const before =
    peaks.length === pair.length
      ? ` Each at its hottest of the ${known} that are known, they took ${shareText(peak)} together.`
      : ' How hot they get at other times is not known.';
  return (
    `The neighbours ${pair.join(' and ')} take ${shares.map(shareText).join(' and ')} of their write limits, and ` +
    `${shareText(merged)} as one.${before} That saves $${usdPerMonth.toFixed(2)} a month.`
  );
}

export function notApplicableSentence(
  reason: 'ON_DEMAND' | 'AUTO',
  shardId: string,
  now: number,
  hot: boolean,
  dominant: string | null,
): string {
  const state = hot ? `${shardId} takes ${shareText(now)} of a shard's write limit, but` : `No shard is above ${HOT}, and`;
  if (reason === 'AUTO') {
    return `${state} records are distributed without regard to their keys (AUTO): no key decides which shard it loads, and AWS shifts the load itself.`;
  }
  const key =
    dominant === null
      ? ''
      : ` AWS cannot divide one key either: ${dominant} is too heavy for a shard by itself. Salt it at the producer, or let AWS distribute records by itself (AUTO) if their order does not matter.`;
  return `${state} the stream is on demand: AWS splits and merges its shards by itself, and refuses to on request.${key}`;
}

export const nothingMeasuredSentence = 'No load is known, so there is nothing to judge, and no reason to merge either.';

/** That no shard is hot is said only where none can be: of a few samples the busiest may take more than it seems to. */
export const noneSentence = (shardId: string, now: BoundedShare): string =>
  now.high < ADVICE_LIMITS.hot
    ? `No shard is above ${HOT} of its write limit: the busiest, ${shardId}, takes ${shareText(now.estimate)}.`
    : `Nothing is advised, for too little was seen to tell whether a shard is above ${HOT} of its write limit: the busiest, ${shardId}, takes ${boundedText(now)}.`;

/** A key is to be salted, and where its suffixes land cannot all be told. */
export function unplacedSaltSentence(shown: string, shardId: string, alone: number, now: number, suffixes: number): string {
  return (
    `${shown} alone takes ${shareText(alone)} of a shard's write limit, of the ${shareText(now)} on ${shardId}; a key cannot be split. Written in ` +
    `turn under ${String(suffixes)} keys each is light enough for two to meet on a shard, but not all of them land on a shard that is known: what ` +
    `shards would take after it is not foreseen.`
  );
}

const MOST_PARTS_NAMED = 3;

/** Shards were listed that do not cover the ring. */
export function missingPartSentence(parts: readonly HashRange[]): string {
  const share = parts.reduce((sum, part) => sum + shareWithin(WHOLE_RING, part), 0);
  const named = parts.slice(0, MOST_PARTS_NAMED).map(({ start, end }) => `${String(start)} to ${String(end)}`);
  const more = parts.length > MOST_PARTS_NAMED ? ` and ${countOf(parts.length - MOST_PARTS_NAMED, 'other part', 'other parts')}` : '';
  return (
    `The shards leave ${shareText(share)} of the ring out (${named.join(', ')}${more}). What is written there is not judged, and an even reshard ` +
    `is not considered, for how many shards the stream has is not known. List all its open shards for a whole answer.`
  );
}

/** Keys were given that land on no shard of those listed. */
export function lostKeysSentence(lost: number, all: number, { bytesPerSecond, recordsPerSecond }: Load): string {
  return (
    `${String(lost)} of ${countOf(all, 'key', 'keys')}, with ${countText(bytesPerSecond)} bytes and ${countText(recordsPerSecond)} records a second, ` +
    `${lost === 1 ? 'lands' : 'land'} on no shard of those listed and ${lost === 1 ? 'is' : 'are'} left out.`
  );
}

export type Helpless = 'indivisible' | 'suffix-too-heavy' | 'quota' | 'beyond-quota' | 'later';

export function helplessSentence(why: Helpless, shardId: string, now: number, count: number): string {
  const state = `${shardId} takes ${shareText(now)} of a shard's write limit, by the steps before this one.`;
  switch (why) {
    case 'indivisible':
      return `${state} The heat sits in one place that cannot be divided, and no single key is known to cause it: sample the shard to find out.`;
    case 'suffix-too-heavy':
      return `${state} One suffix of a salted key is too heavy by itself: the key writes more than a stream is meant for. Divide its source.`;
    case 'quota':
      return `${state} The account may have no more shards: have the quota raised, or write less.`;
    case 'beyond-quota':
      return `The stream writes more than the ${countOf(count, 'shard', 'shards')} take that the account may have: check the figures, or write less.`;
    case 'later':
      return `${state} ${countOf(count, 'shard is', 'shards are')} still hot after so many steps: take these, and ask again.`;
  }
}
