import type { ShardLoadAnswer, ShardLoadQuestion, WhatIfAnswer } from '@weir/contract';
import { hashOf, overlapOf, widthOf, type Md5 } from '../hash-range.js';
import { coversRing } from '../shard-lineage.js';
import { addLoads, NO_LOAD, ShardRing, type Load, type Shard } from '../shard.js';
import { lostKeysSentence, missingPartSentence } from './sentences.js';
import type { AdviceOptions, AdviceQuestion, ShardAdvice, StreamAdvice } from './shard-advice.js';
import type { KeyedLoad } from './stream-load.js';
import type { WhatIf } from './what-if.js';

/** What is wrong with a question, by field, and what to do about it. */
export interface QuestionFault {
  readonly field: string;
  readonly message: string;
}

export type ReadQuestion =
  | {
      readonly ok: true;
      readonly question: AdviceQuestion;
      readonly options: AdviceOptions;
      /** What of the question could not be judged, in words. */
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly faults: readonly QuestionFault[] };

/** One fault shows what is meant; a hundred thousand would only be long. */
const MOST_FAULTS = 20;

/** Who divides the ring with rounded numbers leaves slits between shards, which hardly a key will ever hit. What is wider is a shard left out. */
const WIDEST_SLIT = 1n << 64n;

/**
 * A question as it came over the wire, whose form has been checked. Shards that overlap are refused, for then a key has two owners. A part
 * of the ring left out, as by who has one page of a listing, is told of: what is there is judged, but how many shards there are in all is
 * not known, so none is counted.
 */
export function readLoadQuestion({ mode, distribution, shards, keys }: ShardLoadQuestion, digest?: Md5): ReadQuestion {
  const known = shards.map(({ id, start, end }): Shard => {
    const range = { start: BigInt(start), end: BigInt(end) };
    return { shardId: id, range, parentShardId: null, adjacentParentShardId: null, open: true };
  });
  const placeOf = new Map(shards.map(({ id }, place) => [id, place]));
  const { gaps, overlaps } = coversRing(known);
  const faults = overlaps.map(({ range, shardIds: [lower, upper] }) => ({
    field: `shards.${String(placeOf.get(upper))}.start`,
    message: `${upper} and ${lower} both claim ${String(range.start)} to ${String(range.end)}; list open shards only, each with its own range`,
  }));
  if (faults.length > 0) return { ok: false, faults: faults.slice(0, MOST_FAULTS) };
  const ring = new ShardRing(known);
  const lost: Load[] = [];
  const loads = keys.flatMap(({ key, bytesPerSecond, recordsPerSecond }): KeyedLoad[] => {
    const hash = hashOf(key, digest);
    const load = { bytesPerSecond, recordsPerSecond };
    if (ring.ownerOf(hash) !== null) return [{ key, hash, load }];
    lost.push(load);
    return [];
  });
  const missing = gaps.filter((gap) => widthOf(gap) > WIDEST_SLIT);
  return {
    ok: true,
    question: { mode, distribution, shards: known, keys: loads },
    options: missing.length > 0 ? { updatesLeft: 0 } : {},
    warnings: [
      ...(missing.length > 0 ? [missingPartSentence(missing)] : []),
      ...(lost.length > 0 ? [lostKeysSentence(lost.length, keys.length, lost.reduce(addLoads, NO_LOAD))] : []),
    ],
  };
}

/** Advice as the wire has it: an even reshard is told for each shard that is hot, with what becomes of its range. */
export function loadAnswerOf(
  { hotShards, steps }: StreamAdvice,
  { shards }: AdviceQuestion,
  warnings: readonly string[] = [],
): ShardLoadAnswer {
  const byId = new Map(shards.map((shard) => [shard.shardId, shard]));
  return {
    hotShards: [...hotShards],
    warnings: [...warnings],
    advice: steps.flatMap((step) => {
      if (step.remedy !== 'reshard-evenly') return [wireAdviceOf(step, step.shardIds[0] ?? '', step.after)];
      return step.shardIds.map((shardId) => {
        const range = byId.get(shardId)?.range;
        const there = step.after.filter((shard) => range === undefined || overlapOf(shard.range, range) !== null);
        return wireAdviceOf(step, shardId, there);
      });
    }),
  };
}

type WireAdvice = ShardLoadAnswer['advice'][number];

function wireAdviceOf({ remedy, change, because }: ShardAdvice, shardId: string, after: ShardAdvice['after']): WireAdvice {
  return {
    shardId,
    remedy,
    ...(change !== null && 'splitAt' in change && { splitAt: String(change.splitAt) }),
    ...(change !== null && 'salt' in change && change.salt),
    ...(change !== null && 'shardCount' in change && { shardCount: change.shardCount }),
    after: after.map((shard) => ({ shardId: shard.shardId, writeUtilisation: shard.writeUtilisation.estimate })),
    because,
  };
}

/** A prediction as the wire has it. */
export function whatIfAnswerOf({ shards, touched }: Extract<WhatIf, { ok: true }>): WhatIfAnswer {
  return {
    shards: shards.map(({ shardId, range, load, writeUtilisation }) => ({
      id: shardId,
      start: String(range.start),
      end: String(range.end),
      ...load,
      writeUtilisation,
      touched: touched.has(shardId),
    })),
  };
}
