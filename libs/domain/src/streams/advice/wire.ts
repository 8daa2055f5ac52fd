import type { ShardLoadAnswer, ShardLoadQuestion, WhatIfAnswer } from '@weir/contract';
import { hashOf, overlapOf, widthOf, type Md5 } from '../hash-range.js';
import { coversRing } from '../shard-lineage.js';
import { ShardRing, type Shard } from '../shard.js';
import type { AdviceQuestion, ShardAdvice, StreamAdvice } from './shard-advice.js';
import type { KeyedLoad } from './stream-load.js';
import type { WhatIf } from './what-if.js';

/** What is wrong with a question, by field, and what to do about it. */
export interface QuestionFault {
  readonly field: string;
  readonly message: string;
}

export type ReadQuestion =
  { readonly ok: true; readonly question: AdviceQuestion } | { readonly ok: false; readonly faults: readonly QuestionFault[] };

/** One fault shows what is meant; a hundred thousand would only be long. */
const MOST_FAULTS = 20;

/**
 * Who divides the ring with rounded numbers leaves slits between shards, which no key will ever hit. What is wider is a shard left out, and
 * would have its load fall out of the reckoning.
 */
const WIDEST_SLIT = 1n << 64n;

/** A question as it came over the wire, whose form has been checked. Shards that overlap or leave a part of the ring out are refused. */
export function readLoadQuestion({ mode, distribution, shards, keys }: ShardLoadQuestion, digest?: Md5): ReadQuestion {
  const known = shards.map(({ id, start, end }): Shard => {
    const range = { start: BigInt(start), end: BigInt(end) };
    return { shardId: id, range, parentShardId: null, adjacentParentShardId: null, open: true };
  });
  const placeOf = new Map(shards.map(({ id }, place) => [id, place]));
  const { gaps, overlaps } = coversRing(known);
  const faults: QuestionFault[] = [
    ...overlaps.map(({ range, shardIds: [lower, upper] }) => ({
      field: `shards.${String(placeOf.get(upper))}.start`,
      message: `${upper} and ${lower} both claim ${String(range.start)} to ${String(range.end)}; list open shards only, each with its own range`,
    })),
    ...gaps
      .filter((gap) => widthOf(gap) > WIDEST_SLIT)
      .map(({ start, end }) => ({
        field: 'shards',
        message: `no shard covers ${String(start)} to ${String(end)}; list all open shards of the stream`,
      })),
  ];
  if (faults.length > 0) return { ok: false, faults: faults.slice(0, MOST_FAULTS) };
  const ring = new ShardRing(known);
  const loads = keys.map(({ key, bytesPerSecond, recordsPerSecond }, place): KeyedLoad => {
    const hash = hashOf(key, digest);
    if (faults.length < MOST_FAULTS && ring.ownerOf(hash) === null) {
      faults.push({ field: `keys.${String(place)}.key`, message: `its hash ${String(hash)} belongs to no shard; list all open shards` });
    }
    return { key, hash, load: { bytesPerSecond, recordsPerSecond } };
  });
  return faults.length > 0 ? { ok: false, faults } : { ok: true, question: { mode, distribution, shards: known, keys: loads } };
}

/** Advice as the wire has it: an even reshard is told for each shard that is hot, with what becomes of its range. */
export function loadAnswerOf({ hotShards, steps }: StreamAdvice, { shards }: AdviceQuestion): ShardLoadAnswer {
  const byId = new Map(shards.map((shard) => [shard.shardId, shard]));
  return {
    hotShards: [...hotShards],
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
