import { md5 } from '@noble/hashes/legacy.js';
import {
  adviseShards,
  changed,
  type Change,
  type KeyMinute,
  type MeasuredShard,
  measureShards,
  MINUTE_MS,
  pictureOf,
  predicted,
  type PredictedShard,
  recentKeys,
  sampleDetail,
  type ShardAdvice,
  type ShardReadings,
  ShardTally,
  showKey,
  SHARD_WRITE_LIMIT,
  type StreamLoad,
  streamLoadOf,
  weighKeys,
} from '@weir/domain';
import { describe, expect, it } from 'vitest';
import { DATA } from '../estate/accounts.js';
import { estateOf, type ScenarioName } from '../estate/scenarios.js';
import type { StreamBlueprint } from '../estate/stream-blueprint.js';
import { World } from '../world/world.js';
import type { SimulatedStream } from './simulated-stream.js';
import { streamTruth } from './stream-truth.js';

const NOW = Date.UTC(2026, 10, 24, 14, 32);
/** What advice is computed from, and what it is compared with afterwards. */
const MINUTES = 5;
const READS = 12;
const READ_RECORDS = 60;
const NO_SAMPLING: KeyMinute['document']['sampling'] = {
  state: 'reading',
  because: '',
  since: null,
  shardsRead: 0,
  callsPerSecond: 0,
  shareOfBytes: null,
  shareOfReadCalls: 0,
  recordsRead: 0,
  bytesRead: 0,
  spentUsd: 0,
  budgetUsd: 1,
  aggregatedShare: null,
  missingKeyShare: null,
};

/** @param as how the stream differs from the one of the company */
function streamOf(scenario: ScenarioName, name: string, as: (blueprint: StreamBlueprint) => StreamBlueprint): SimulatedStream {
  const estate = estateOf(scenario, NOW);
  const redrawn = (streams: readonly StreamBlueprint[]) => streams.map((one) => (one.name === name ? as(one) : one));
  const turns = estate.turns.map((turn) => ({ ...turn, streams: redrawn(turn.streams) }));
  const world = new World({ estate: { ...estate, streams: redrawn(estate.streams), turns }, seed: 1, startedAt: NOW });
  const stream = world.scope(DATA, 'eu-west-1')?.streams.at(name, NOW);
  if (!stream) throw new Error(`no ${name}`);
  return stream;
}

/** What each shard accepted and refused, minute by minute, as CloudWatch would have it. */
function readingsOf(stream: SimulatedStream, from: number): ShardReadings[] {
  const truth = streamTruth(stream, from, from + MINUTES * MINUTE_MS, from + MINUTES * MINUTE_MS);
  return Array.from({ length: MINUTES }, (_, minute) => {
    const at = from + minute * MINUTE_MS;
    const size = stream.lineage.shards.length;
    const [bytes, records, refused] = [0, 1, 2].map(() => new Float64Array(size).fill(Number.NaN));
    for (const { shardId, minutes } of truth.shards) {
      const index = stream.lineage.find(shardId)?.index ?? 0;
      for (const [start, told] of minutes)
        if (start === at) [bytes![index], records![index], refused![index]] = [told.bytes, told.records, told.rejected];
    }
    const known = (values: Float64Array) => ({ values, known: new Uint8Array(size).fill(1) });
    return {
      at,
      source: 'metrics',
      settled: true,
      values: { incomingBytes: known(bytes!), incomingRecords: known(records!), writeThrottled: known(refused!) },
    };
  });
}

const placed = (stream: SimulatedStream, now: number) =>
  stream.openShards(now).map(({ shardId, index, range, parent, adjacentParent }) => ({
    shardId,
    ordinal: index,
    range,
    parentShardId: parent?.shardId ?? null,
    adjacentParentShardId: adjacentParent?.shardId ?? null,
    open: true,
  }));

/** A minute of samples: reads of a few dozen records each, spread over it. */
function sampled(stream: SimulatedStream, at: number, slices: number): KeyMinute {
  const shards = stream.openShards(at).map((shard) => {
    const tally = new ShardTally(shard.shardId, shard.range, slices, showKey('show'), md5);
    for (let read = 0; read < READS; read += 1) {
      const from = at + Math.floor(((read + 0.5) / READS) * MINUTE_MS);
      const tip = from + 2_000;
      const { records, atTip } = stream.reader.read(shard, { at: from, order: 0 }, 0, { records: READ_RECORDS, bytes: Infinity }, tip);
      const taken = records.map(({ partitionKey, data, position }) => ({
        partitionKey,
        data: Uint8Array.from(atob(data), (character) => character.charCodeAt(0)),
        arrivedAt: position.at,
      }));
      tally.take({ records: taken, from, to: atTip ? tip : (taken.at(-1)?.arrivedAt ?? from) });
    }
    return tally.toSample(20);
  });
  return { at, document: { version: 1, shards, sampling: NO_SAMPLING } };
}

interface Seen {
  readonly load: StreamLoad;
  readonly measured: ReadonlyMap<string, MeasuredShard>;
  readonly steps: readonly ShardAdvice[];
}

/** What Weir knows of the stream after five minutes, and advises. */
function look(stream: SimulatedStream): Seen {
  const from = NOW - MINUTES * MINUTE_MS;
  const shards = placed(stream, NOW);
  const { slices } = sampleDetail(shards.length);
  const keys = recentKeys([sampled(stream, NOW - MINUTE_MS, slices)]);
  const measured = measureShards(shards, readingsOf(stream, from), keys.shards);
  const load = streamLoadOf(shards, keys, weighKeys(keys, measured), measured);
  return { load, measured, steps: adviseShards({ ...load, mode: 'PROVISIONED', distribution: 'USER_PARTITION_KEY' }).steps };
}

const changesOf = (steps: readonly ShardAdvice[]): Change[] => steps.flatMap(({ change }) => change ?? []);

/** The stream as the steps together foresee it. */
function foretold(load: StreamLoad, changes: readonly Change[]): PredictedShard[] {
  let { contents } = pictureOf(load);
  for (const change of changes) {
    const result = changed(contents, change);
    if (!result.ok) throw new Error(result.reason);
    ({ contents } = result);
  }
  return contents.entries.map(predicted);
}

/** Does what was advised, step by step. @returns when the last step has taken effect */
function apply(stream: SimulatedStream, changes: readonly Change[]): number {
  let now = NOW;
  for (const change of changes) {
    const { lineage } = stream;
    if ('salt' in change) stream.salt(change.salt.key, change.salt.suffixes, now);
    else
      stream.reshard((at) => {
        if ('shardCount' in change) lineage.equalise(change.shardCount, at);
        else if ('splitAt' in change) lineage.split(ownerOf(stream, change.splitAt, at), change.splitAt, at);
        else if ('mergeWith' in change) {
          const [one, other] = change.mergeWith.map((shardId) => lineage.find(shardId));
          if (one && other) lineage.merge(one, other, at);
        }
      }, now);
    now += 5_000;
    stream.advance(now);
  }
  return Math.ceil((now + MINUTE_MS) / MINUTE_MS) * MINUTE_MS;
}

function ownerOf(stream: SimulatedStream, hash: bigint, at: number) {
  const owner = stream.lineage.epochAt(at).open.find(({ range }) => range.start <= hash && hash <= range.end);
  if (!owner) throw new Error('no shard there');
  return owner;
}

interface TrueLoad {
  readonly utilisation: number;
  readonly refused: number;
}

/** What each shard takes in truth, by where it starts. */
function truthFrom(stream: SimulatedStream, from: number): ReadonlyMap<bigint, TrueLoad> {
  const to = from + MINUTES * MINUTE_MS;
  stream.advance(to);
  const { shards } = streamTruth(stream, from, to, to);
  return new Map(
    shards.map(({ shardId, minutes }) => {
      const sum = (of: 'bytes' | 'records' | 'rejected') => minutes.reduce((total, [, minute]) => total + minute[of], 0);
      const seconds = 60 * MINUTES;
      const utilisation = Math.max(
        sum('bytes') / seconds / SHARD_WRITE_LIMIT.bytesPerSecond,
        sum('records') / seconds / SHARD_WRITE_LIMIT.recordsPerSecond,
      );
      return [stream.lineage.find(shardId)?.range.start ?? -1n, { utilisation, refused: sum('rejected') }];
    }),
  );
}

/** Shards whose true load is not within what was foretold of them, with both. Empty: every one is. */
function outside(shards: readonly PredictedShard[], truth: ReadonlyMap<bigint, TrueLoad>) {
  return shards.flatMap(({ range, writeUtilisation }) => {
    const real = truth.get(range.start)?.utilisation ?? Number.NaN;
    return writeUtilisation.low <= real && real <= writeUtilisation.high ? [] : [{ start: range.start, real, ...writeUtilisation }];
  });
}

const producing = (attempts: number) => (blueprint: StreamBlueprint) => ({
  ...blueprint,
  traffic: blueprint.traffic && { ...blueprint.traffic, producer: { kind: 'plain', attempts } as const },
});

const same = (blueprint: StreamBlueprint): StreamBlueprint => blueprint;
/** Four shards' worth of many light keys, on four shards. */
const broad = (blueprint: StreamBlueprint): StreamBlueprint => ({
  ...blueprint,
  shardCount: 4,
  reshards: { kind: 'none' },
  traffic: blueprint.traffic && {
    ...blueprint.traffic,
    peakRecordsPerSecond: 3_600,
    shape: 'flat',
    heads: [],
    tail: { prefix: 'k', count: 4_000, dataBytes: 200 },
  },
});

describe('advice that is taken does what was foretold, within the bound that was stated', () => {
  it.each([
    ['a key is salted', 'one-hot-key', 'clickstream', 'salt', same],
    ['a key is salted whose producers never try again', 'one-hot-key', 'clickstream', 'salt', producing(1)],
    ['a shard is split', 'bad-luck-shard', 'driver-locations', 'split', same],
    ['a shard is split whose producers never try again', 'bad-luck-shard', 'driver-locations', 'split', producing(1)],
    ['the stream is resharded evenly', 'healthy', 'clickstream', 'reshard-evenly', broad],
    ['cold neighbours are merged', 'healthy', 'clickstream', 'merge', same],
  ] as const)('%s', (_what, scenario, name, remedy, as) => {
    const stream = streamOf(scenario, name, as);
    const { load, steps } = look(stream);
    expect(steps[0]?.remedy).toBe(remedy);
    const changes = changesOf(steps);
    const after = foretold(load, changes);
    const truth = truthFrom(stream, apply(stream, changes));
    expect(after).toHaveLength(truth.size);
    expect(outside(after, truth)).toEqual([]);
  });
});

describe('what is demanded of a shard that refuses', () => {
  /** Of all shards, with the hot key in so many parts that nothing is refused: then what is accepted is what is demanded. */
  const demanded = (() => {
    const stream = streamOf('one-hot-key', 'clickstream', same);
    stream.salt('tenant-acme', 1_000, NOW);
    return [...truthFrom(stream, NOW + MINUTE_MS).values()].reduce((sum, { utilisation: share }) => sum + share, 0);
  })();

  it.each([
    [1, 'at the upper bound'],
    [3, 'at the estimate'],
    [8, 'between the lower bound and the estimate'],
  ])('lies within what is said, of producers that try %i times: %s', (attempts, where) => {
    const stream = streamOf('one-hot-key', 'clickstream', producing(attempts));
    const { steps, measured } = look(stream);
    const others = [...measured].reduce((sum, [, shard]) => sum + utilisation(shard), 0);
    const hot = measured.get(steps[0]?.shardIds[0] ?? '');
    if (hot === undefined) throw new Error('no hot shard was measured');
    const truth = demanded - (others - utilisation(hot));
    const said = { low: utilisation(hot) * hot.span.low, estimate: utilisation(hot), high: utilisation(hot) * hot.span.high };
    expect([said.low <= truth, truth <= said.high]).toEqual([true, true]);
    const place =
      Math.abs(truth - said.estimate) < 0.04
        ? 'at the estimate'
        : Math.abs(truth - said.high) < 0.1 * truth
          ? 'at the upper bound'
          : 'between the lower bound and the estimate';
    expect(place).toBe(where);
  });

  it('leads to the fewest suffixes that suffice, and says how many do whatever is true', () => {
    const usual = look(streamOf('one-hot-key', 'clickstream', same)).steps[0];
    expect(usual?.change).toEqual({ salt: { key: 'tenant-acme', suffixes: 2 } });
    expect(usual?.suffixesAtMost).toBe(3);
    expect(usual?.evidence.writeUtilisation.estimate).toBeCloseTo(1.34, 1);
    expect(usual?.because).toContain('Were it as heavy as it may be, it would take 3 suffixes.');
    // The upper bound may be the truth, and then that many do suffice.
    const stream = streamOf('one-hot-key', 'clickstream', producing(1));
    const salted = look(stream).steps[0];
    const [suffixes, most] = [salted?.change && 'salt' in salted.change ? salted.change.salt.suffixes : 0, salted?.suffixesAtMost ?? 0];
    expect(most).toBeGreaterThanOrEqual(suffixes);
    const truth = truthFrom(stream, apply(stream, [{ salt: { key: 'tenant-acme', suffixes: most } }]));
    expect([...truth.values()].filter(({ utilisation: share, refused }) => share >= 0.8 || refused > 0)).toEqual([]);
  });
});

const utilisation = ({ load }: MeasuredShard): number =>
  Math.max(load.bytesPerSecond / SHARD_WRITE_LIMIT.bytesPerSecond, load.recordsPerSecond / SHARD_WRITE_LIMIT.recordsPerSecond);
