import type { EpochMs, StreamAdvice, StreamConfig } from '@weir/contract';
import { adviseShards } from '../advice/advise-shards.js';
import { ADVICE_LIMITS } from '../advice/limits.js';
import { suffixedKey } from '../advice/change.js';
import type { AdviceOptions, AdviceQuestion, ShardAdvice } from '../advice/shard-advice.js';
import { backgroundOf, type KeyedLoad, type StreamLoad } from '../advice/stream-load.js';
import { hashOf, holdsHash, type HashRange } from '../hash-range.js';
import type { Shard } from '../shard.js';
import { scaledSlices, type SampledKeys } from './gather-keys.js';
import type { WeighedKey } from './key-view.js';
import { boundLoads } from './load-bounds.js';
import type { MeasuredShard } from './measured-shard.js';
import type { Bounds } from '../sketch/key-summary.js';

/**
 * What is known of a stream's load, in the terms of advice: heavy keys by name, the rest by where it falls.
 * @param total as of `boundLoads`
 */
export function streamLoadOf(
  shards: readonly Shard[],
  sampled: SampledKeys,
  weighed: readonly WeighedKey[],
  measured: ReadonlyMap<string, MeasuredShard>,
  total = Infinity,
): StreamLoad {
  const keys = weighed.map(({ hash, scaled }): KeyedLoad => ({
    key: scaled.key,
    hash,
    load: { bytesPerSecond: scaled.bytesPerSecond.estimate, recordsPerSecond: scaled.recordsPerSecond.estimate },
    error: {
      bytesPerSecond: scaled.bytesPerSecond.estimate - scaled.bytesPerSecond.low,
      recordsPerSecond: scaled.recordsPerSecond.estimate - scaled.recordsPerSecond.low,
    },
    shortfall: {
      bytesPerSecond: scaled.bytesPerSecond.high - scaled.bytesPerSecond.estimate,
      recordsPerSecond: scaled.recordsPerSecond.high - scaled.recordsPerSecond.estimate,
    },
  }));
  const histogram = sampled.shards.flatMap((shard) => scaledSlices(shard, measured.get(shard.shardId)?.load ?? shard.sampledLoad));
  const open = shards.filter((shard) => shard.open);
  const openIds = new Set(open.map(({ shardId }) => shardId));
  const loads = new Map<string, MeasuredShard['load']>();
  for (const { shardId, sampledLoad } of sampled.shards) if (openIds.has(shardId)) loads.set(shardId, sampledLoad);
  for (const [shardId, { load }] of measured) if (openIds.has(shardId)) loads.set(shardId, load);
  const spans = new Map<string, Bounds>();
  for (const [shardId, { low, estimate, high }] of boundLoads(open, sampled, measured, total))
    if (estimate > 0) spans.set(shardId, { low: low / estimate, high: high / estimate });
  return { shards: open, keys, slices: backgroundOf(disjoint(histogram, open), keys), measured: loads, spans };
}

/** Slices of shards that have closed meanwhile overlap those of their children: the open shards' own count. */
function disjoint<Slice extends { readonly range: Shard['range'] }>(slices: readonly Slice[], open: readonly Shard[]): Slice[] {
  return slices.filter(({ range }) => open.some((shard) => shard.range.start <= range.start && range.end <= shard.range.end));
}

/** Advice as it is shown. */
export function composeAdvice(
  load: StreamLoad,
  config: Pick<StreamConfig, 'mode' | 'distribution'>,
  options: AdviceOptions,
  sampledRecords: number | null,
  now: EpochMs,
  keysAreHidden = false,
): StreamAdvice[] {
  const question: AdviceQuestion = { ...load, mode: config.mode, distribution: config.distribution };
  const steps = adviseShards(question, options).steps.map((step) => [step, shown(step, sampledRecords, now)] as const);
  if (!keysAreHidden) return steps.map(([, advice]) => advice);
  // What follows a salted key supposes where its parts land, which a hidden key does not tell.
  const salted = steps.findIndex(([{ remedy }]) => remedy === 'salt');
  return steps
    .slice(0, salted === -1 ? steps.length : salted + 1)
    .map(([step, advice]) => (step.remedy === 'salt' ? withoutLanding(step, advice) : advice));
}

/** A hidden key cannot be hashed with its suffixes: only how many parts bring one of them under the limit can be told. */
function withoutLanding({ evidence }: ShardAdvice, advice: StreamAdvice): StreamAdvice {
  const { estimate, high } = evidence.keys.find(({ key }) => key === advice.key)?.writeUtilisation ?? evidence.writeUtilisation;
  const suffixesFor = (share: number): number => Math.max(2, Math.ceil(share / ADVICE_LIMITS.hot));
  const suffixes = suffixesFor(estimate);
  return {
    ...advice,
    suffixes,
    suffixesAtMost: suffixesFor(high),
    title: `Salt “${advice.key ?? ''}” over at least ${String(suffixes)} suffixes`,
    because: `One key takes ${String(Math.round(estimate * 100))} % of a shard's write limit, and a key cannot be split. Keys are hidden by configuration, so where its parts would land cannot be foretold; each must find a shard with room for ${String(Math.round((100 * estimate) / suffixes))} %. The order of its records is then kept within a part only, and consumers must bring the parts together again.`,
    after: [],
  };
}

/** Which of the suffixed keys land on a shard; null: none does. */
function suffixesOn(range: HashRange, { key, suffixes }: { readonly key: string; readonly suffixes: number }): string | null {
  const landing = Array.from({ length: suffixes }, (_, suffix) => suffixedKey(key, suffix)).filter((name) =>
    holdsHash(range, hashOf(name)),
  );
  const [first] = landing;
  if (first === undefined) return null;
  return landing.length <= SUFFIXES_NAMED ? landing.join(', ') : `${first} and ${String(landing.length - 1)} more`;
}

const SUFFIXES_NAMED = 3;

function shown(step: ShardAdvice, sampledRecords: number | null, now: EpochMs): StreamAdvice {
  const { change } = step;
  const salt = change !== null && 'salt' in change ? change.salt : null;
  return {
    shardId: step.shardIds[0] ?? null,
    remedy: step.remedy,
    title: step.title,
    because: step.because,
    splitAt: change !== null && 'splitAt' in change ? String(change.splitAt) : null,
    key: salt?.key ?? null,
    suffixes: salt?.suffixes ?? null,
    suffixesAtMost: salt === null ? null : (step.suffixesAtMost ?? salt.suffixes),
    evidence: {
      ...step.evidence.load,
      writeUtilisation: step.evidence.writeUtilisation,
      limitedBy: step.evidence.limitedBy,
      keys: [...step.evidence.keys],
    },
    shardCount: change !== null && 'shardCount' in change ? change.shardCount : null,
    mergeWith: change !== null && 'mergeWith' in change ? (change.mergeWith[1] ?? null) : null,
    savingUsdPerMonth: step.savingUsdPerMonth,
    after: step.after.map(({ shardId, range, writeUtilisation, writeUtilisationNow }) => ({
      shardId,
      writeUtilisationNow,
      writeUtilisation,
      note: salt === null ? null : suffixesOn(range, salt),
    })),
    commands: [...step.commands],
    alternatives: [...step.alternatives],
    computedAt: now,
    sampledRecords,
  };
}
