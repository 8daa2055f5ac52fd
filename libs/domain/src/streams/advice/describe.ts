import { writeUtilisation } from '../shard.js';
import { mergeCommand, splitCommand, updateShardCountCommand } from './commands.js';
import type { EvenReshard } from './even-reshard.js';
import { HOURS_PER_MONTH } from './limits.js';
import type { Done, Plan } from './plan.js';
import { dominantKey, type Salting } from './salting.js';
import {
  helplessSentence,
  limitOf,
  mergeSentence,
  noneSentence,
  notApplicableSentence,
  nothingMeasuredSentence,
  reshardSentence,
  saltAlternatives,
  saltSentence,
  splitSentence,
  unplacedSaltSentence,
  type Helpless,
} from './sentences.js';
import type { AdviceEvidence, ShardAdvice, ShardAfter } from './shard-advice.js';
import { boundsOfMass, sumOf, utilisationOf, type KeyMass, type ShardContent } from './shard-content.js';
import { predicted, type BoundedShare } from './what-if.js';

/** Steps as advice: what is done and foreseen, in figures, words and commands. */

const MOST_KEYS_NAMED = 3;

const NOTHING_MORE = { change: null, suffixesAtMost: null, savingUsdPerMonth: null, commands: [], alternatives: [] } as const;

export function describeSplit(plan: Plan, done: Done, parent: ShardContent, splitAt: bigint): ShardAdvice {
  const shardId = plan.givenOwner(splitAt);
  const again = !plan.exists(parent);
  return {
    ...NOTHING_MORE,
    remedy: 'split',
    shardIds: [shardId],
    title: again ? `Split a part of ${shardId}` : `Split ${shardId}`,
    because: splitSentence({
      shardId,
      again,
      now: predicted(parent).writeUtilisation,
      limitedBy: limitOf(parent.load),
      children: done.touched.map(utilisationOf),
    }),
    change: { splitAt },
    after: plan.descendants(splitAt).map((content) => afterOf(content, done)),
    commands: splitCommand(plan.stream, again ? { startsAt: parent.range.start } : { id: shardId }, splitAt),
    evidence: evidenceOf(parent),
  };
}

/** A key that is to be salted, where it is, and how. */
interface SaltedKey {
  readonly home: ShardContent;
  readonly mass: KeyMass;
  readonly salting: Salting;
  /** What it takes at most; null: the load is exact. */
  readonly most: Salting | null;
}

export function describeSalt(plan: Plan, done: Done, { home, mass, salting, most }: SaltedKey): ShardAdvice {
  const { suffixes, obstacle } = salting;
  const shardId = plan.givenOwner(mass.hash);
  const shown = plan.showKey(mass.key);
  const limitedBy = limitOf(mass.load);
  const receiving = done.touched.filter(({ keys }) => keys.some(({ salted }) => salted));
  return {
    ...NOTHING_MORE,
    remedy: 'salt',
    shardIds: [shardId],
    title: `Salt ${shown} over ${String(suffixes)} suffixes`,
    because: saltSentence({
      key: mass.key,
      shown,
      shardId,
      suffixes,
      obstacle,
      limitedBy,
      suffixesAtMost: most?.suffixes ?? suffixes,
      alone: shareOfKey(mass),
      now: predicted(home).writeUtilisation,
      hottest: hottestOf(receiving),
    }),
    change: { salt: { key: mass.key, suffixes } },
    suffixesAtMost: most?.suffixes ?? null,
    after: done.touched.map((content) => afterOf(content, done)),
    alternatives: saltAlternatives(shown, limitedBy),
    evidence: evidenceOf(home),
  };
}

/** A key that must be salted although its suffixes cannot all be placed: nothing is foreseen of them. */
export function describeUnplacedSalt(plan: Plan, { home, mass, salting, most }: SaltedKey): ShardAdvice {
  const { suffixes } = salting;
  const shardId = plan.givenOwner(mass.hash);
  const shown = plan.showKey(mass.key);
  return {
    ...NOTHING_MORE,
    remedy: 'salt',
    shardIds: [shardId],
    title: `Salt ${shown} over ${String(suffixes)} suffixes`,
    because: unplacedSaltSentence(shown, shardId, writeUtilisation(mass.load), utilisationOf(home), suffixes),
    change: { salt: { key: mass.key, suffixes } },
    suffixesAtMost: most?.suffixes ?? null,
    after: [],
    alternatives: saltAlternatives(shown, limitOf(mass.load)),
    evidence: evidenceOf(home),
  };
}

/** @param next the shard count of the even reshard that must follow; null: none */
export function describeReshard(plan: Plan, done: Done, { shardCount, stillHot, hot }: EvenReshard, next: number | null): ShardAdvice {
  const { entries } = done.before;
  const load = sumOf(entries);
  const total = writeUtilisation(load);
  const present = entries.length;
  const [low, high] = [sumOf(entries.map((content) => ({ load: content.low }))), sumOf(entries.map((content) => ({ load: content.high })))];
  return {
    ...NOTHING_MORE,
    remedy: 'reshard-evenly',
    shardIds: hot,
    title: `Reshard evenly to ${String(shardCount)} shards`,
    because: reshardSentence({
      ...{ hot: hot.length, present, shardCount, total, stillHot, next },
      hottest: hottestOf(done.touched),
      updatesLeft: plan.updatesLeft,
    }),
    change: { shardCount },
    after: done.touched.map((content) => afterOf(content, done)),
    commands: updateShardCountCommand(plan.stream, shardCount),
    evidence: {
      load,
      writeUtilisation: { low: writeUtilisation(low) / present, estimate: total / present, high: writeUtilisation(high) / present },
      limitedBy: limitOf(load),
      keys: heaviestOf(entries.flatMap(({ keys }) => keys)),
    },
  };
}

export function describeMerge(plan: Plan, done: Done, lower: ShardContent, upper: ShardContent): ShardAdvice {
  const saving = plan.shardHourUsd * HOURS_PER_MONTH;
  return {
    ...NOTHING_MORE,
    remedy: 'merge',
    shardIds: [lower.shardId, upper.shardId],
    title: `Merge ${lower.shardId} and ${upper.shardId}`,
    because: mergeSentence({
      pair: [lower.shardId, upper.shardId],
      shares: [utilisationOf(lower), utilisationOf(upper)],
      merged: hottestOf(done.touched),
      usdPerMonth: saving,
      peaks: [lower, upper].flatMap(({ shardId }) => plan.peaks.utilisation.get(shardId) ?? []),
      hours: plan.peaks.hours,
    }),
    change: { mergeWith: [lower.shardId, upper.shardId] },
    after: done.touched.map((content) => afterOf(content, done)),
    savingUsdPerMonth: saving,
    commands: mergeCommand(plan.stream, lower.shardId, upper.shardId),
    evidence: evidenceOf(lower),
  };
}

export function describeNone(busiest: ShardContent): ShardAdvice {
  const now = predicted(busiest).writeUtilisation;
  const because = now.estimate === 0 ? nothingMeasuredSentence : noneSentence(busiest.shardId, now);
  return leftAlone('none', busiest.shardId, busiest, 'Leave it', because);
}

/** @param count shards that are still hot, or that there may be, where the reason is about that */
export function describeHelpless(plan: Plan, content: ShardContent, why: Helpless, count: number): ShardAdvice {
  const shardId = plan.givenOwner(content.range.start);
  const because = helplessSentence(why, shardId, utilisationOf(content), count);
  return leftAlone('none', shardId, content, `Nothing to do for ${shardId} yet`, because);
}

export function describeNotApplicable(plan: Plan, content: ShardContent, reason: 'ON_DEMAND' | 'AUTO', hot: boolean): ShardAdvice {
  const dominant = dominantKey(content);
  const key = dominant === null ? null : plan.showKey(dominant.key);
  const because = notApplicableSentence(reason, content.shardId, utilisationOf(content), hot, key);
  return leftAlone('not-applicable', content.shardId, content, 'Leave it to AWS', because);
}

function leftAlone(remedy: 'none' | 'not-applicable', shardId: string, content: ShardContent, title: string, because: string): ShardAdvice {
  const after = [{ ...predicted(content), writeUtilisationNow: utilisationOf(content) }];
  return { ...NOTHING_MORE, remedy, shardIds: [shardId], title, because, after, evidence: evidenceOf(content) };
}

function afterOf(content: ShardContent, { before }: Done): ShardAfter {
  const same = before.ownerOf(content.range.start);
  return { ...predicted(content), writeUtilisationNow: same?.shardId === content.shardId ? utilisationOf(same) : null };
}

const hottestOf = (contents: readonly ShardContent[]): number =>
  contents.reduce((hottest, content) => Math.max(hottest, utilisationOf(content)), 0);

function evidenceOf(content: ShardContent): AdviceEvidence {
  const { load, keys } = content;
  return { load, writeUtilisation: predicted(content).writeUtilisation, limitedBy: limitOf(load), keys: heaviestOf(keys) };
}

function shareOfKey(mass: KeyMass): BoundedShare {
  const { low, high } = boundsOfMass(mass);
  return { low: writeUtilisation(low), estimate: writeUtilisation(mass.load), high: writeUtilisation(high) };
}

function heaviestOf(keys: readonly KeyMass[]): AdviceEvidence['keys'] {
  const heaviest: { mass: KeyMass; weight: number }[] = [];
  for (const mass of keys) {
    const weight = writeUtilisation(mass.load);
    if (heaviest.length === MOST_KEYS_NAMED && weight <= (heaviest.at(-1)?.weight ?? 0)) continue;
    heaviest.push({ mass, weight });
    heaviest.sort((a, b) => b.weight - a.weight).splice(MOST_KEYS_NAMED);
  }
  return heaviest.map(({ mass }) => ({ key: mass.key, writeUtilisation: shareOfKey(mass) }));
}
