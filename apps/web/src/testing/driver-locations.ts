import type { StreamAdvice, StreamConsumer } from '@weir/contract';
import { RING_SIZE } from '@weir/domain';
import { at, FIXTURE_NOW } from './estate-fixture.js';
import { fixtureKey, shardIdOf, type FixtureShard, type FixtureStream } from './fixture-stream.js';
import { consumer, HOT, makeStream, NO_ADVICE, SAMPLING, shard, wobble } from './make-stream.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

const SPLIT = at(11, 40);
const MERGE = at(12, 50);
const hours = (moment: number, since: number) => (moment - since) / HOUR_MS;

/** The stream of the reference picture: a hot key that a split could not help, and a merge that came too early. */
const DRIVER_SHARDS: readonly FixtureShard[] = [
  shard(0, 0, 0.125, wobble(0.33, 1)),
  shard(1, 0.125, 0.25, (moment) => wobble(0.66 + Math.max(0, hours(moment, at(8, 0))) * 0.09, 2, 0.1)(moment), { closedAt: SPLIT }),
  shard(2, 0.25, 0.375, wobble(0.38, 3)),
  shard(3, 0.375, 0.5, wobble(0.34, 4)),
  shard(4, 0.5, 0.625, wobble(0.44, 5)),
  shard(5, 0.625, 0.75, wobble(0.42, 6), { closedAt: MERGE }),
  shard(6, 0.75, 0.875, wobble(0.3, 7), { closedAt: MERGE }),
  shard(7, 0.875, 1, wobble(0.29, 8)),
  shard(8, 0.125, 0.1875, wobble(0.19, 9), { openedAt: SPLIT, parents: [1] }),
  shard(
    9,
    0.1875,
    0.25,
    (moment) =>
      moment < HOT
        ? wobble(0.72 + Math.max(0, hours(moment, SPLIT)) * 0.11, 10, 0.04)(moment)
        : wobble(1.04 + hours(moment, HOT) * 0.36, 10, 0.02)(moment),
    { openedAt: SPLIT, parents: [1] },
  ),
  shard(10, 0.625, 0.875, wobble(0.82, 11, 0.05), { openedAt: MERGE, parents: [5, 6] }),
];

const STREAM_BYTES = 3.4 * 1_048_576;
const HOT_KEYS = [
  fixtureKey('fleet-berlin-07', 9, 1.31, 0.021, STREAM_BYTES),
  fixtureKey('fleet-paris-02', 10, 0.31, 0.016, STREAM_BYTES),
  fixtureKey('fleet-rome-09', 10, 0.27, 0.015, STREAM_BYTES),
  fixtureKey('fleet-lisbon-04', 9, 0.082, 0.014, STREAM_BYTES),
  fixtureKey('fleet-vienna-03', 2, 0.069, 0.013, STREAM_BYTES),
  fixtureKey('driver-88213', 0, 0.022, 0.013, STREAM_BYTES),
];
/** The picture's keys lie where the picture has them, not where MD5 would put their invented names. */
const PLACES = [0.2108, 0.71, 0.82, 0.24, 0.3, 0.05];
const KEYS = HOT_KEYS.map((key, index) => ({
  ...key,
  hash: ((RING_SIZE * BigInt(Math.round((PLACES[index] ?? 0) * 10_000))) / 10_000n).toString(),
}));

const SPLIT_AT = ((RING_SIZE * 751n) / 1_000n).toString();

const ADVICE: readonly StreamAdvice[] = [
  {
    ...NO_ADVICE,
    shardId: shardIdOf(9),
    remedy: 'salt',
    title: 'Salt fleet-berlin-07 over 3 suffixes',
    because:
      'The key alone writes 1.31 MiB/s, 131 % of a shard. No split can help: one key is one hash. Three is the fewest that keeps every landing shard under 85 %.',
    key: 'fleet-berlin-07',
    suffixes: 3,
    suffixesAtMost: 4,
    evidence: {
      bytesPerSecond: 1_489_000,
      recordsPerSecond: 1_024,
      writeUtilisation: { low: 1, estimate: 1.42, high: 1.98 },
      limitedBy: 'bytes',
      keys: [{ key: 'fleet-berlin-07', writeUtilisation: { low: 0.92, estimate: 1.31, high: 1.84 } }],
    },
    after: [
      {
        shardId: shardIdOf(2),
        writeUtilisationNow: 0.38,
        writeUtilisation: { low: 0.62, estimate: 0.82, high: 1.1 },
        note: 'fleet-berlin-07#0',
      },
      {
        shardId: shardIdOf(3),
        writeUtilisationNow: 0.34,
        writeUtilisation: { low: 0.58, estimate: 0.78, high: 1.06 },
        note: 'fleet-berlin-07#1',
      },
      {
        shardId: shardIdOf(7),
        writeUtilisationNow: 0.29,
        writeUtilisation: { low: 0.53, estimate: 0.73, high: 1.01 },
        note: 'fleet-berlin-07#2',
      },
    ],
    commands: [],
    alternatives: [
      'Salting breaks the order of records within the key: a reader that needs it has to sort by a sequence of its own.',
      'Aggregate at the producer: 40 records in one take the records limit away, not the bytes.',
      'Give fleet-berlin-07 a stream of its own with two shards: 21.90 $ a month.',
      'Key by driver instead of fleet: order is then kept per driver.',
    ],
  },
  {
    ...NO_ADVICE,
    shardId: shardIdOf(10),
    remedy: 'split',
    title: 'Split shard 10 at this hash',
    because: 'Leaves 43 % and 39 %. It was 42 and 30 before the 12:50 merge.',
    splitAt: SPLIT_AT,
    evidence: {
      bytesPerSecond: 860_000,
      recordsPerSecond: 610,
      writeUtilisation: { low: 0.8, estimate: 0.82, high: 0.84 },
      limitedBy: 'bytes',
      keys: [],
    },
    after: [],
    commands: [
      `aws kinesis split-shard --stream-name driver-locations --shard-to-split ${shardIdOf(10)} --new-starting-hash-key ${SPLIT_AT}`,
    ],
    alternatives: [],
  },
];

const DRIVER_CONSUMERS: readonly StreamConsumer[] = [
  consumer(
    {
      name: 'track-eta',
      type: 'event-source-mapping',
      state: 'Enabled',
      lagGrowth: 64,
      drain: { kind: 'never' },
      loss: {
        earliestAt: FIXTURE_NOW + 23 * HOUR_MS + 55 * MINUTE_MS,
        latestAt: FIXTURE_NOW + 26 * HOUR_MS,
        count: 186_000,
        kind: 'lag-expiry',
      },
      facts: ['batch 100', 'bisects on error', 'retries 10 times', 'failures go to track-eta-failures'],
      verdict: {
        state: 'slow',
        reason: 'falls-behind',
        because: 'reads 2 410 /s, 2 723 /s arrive',
        since: at(13, 31),
        judgedAt: at(14, 31),
      },
    },
    250_000,
    'slow',
  ),
  consumer({ name: 'geofence', type: 'enhanced-fan-out', state: 'ACTIVE', facts: ['2 MiB/s per shard of its own'] }, 310),
  consumer({ name: 'archive', type: 'delivery-stream', state: 'ACTIVE', facts: ['to S3, buffers 5 min'] }, 62_000),
  consumer({ name: 'all that poll', type: 'shared-readers', facts: ['AWS tells them apart no further'] }, 1_200),
];

export const driverLocations = (): FixtureStream => {
  const [first] = KEYS;
  return makeStream({
    name: 'driver-locations',
    system: 'driver-locations',
    state: 'slow',
    reason: 'writes-refused',
    because: 'writes refused on shard 9',
    shards: DRIVER_SHARDS,
    absences: [{ from: at(9, 40), to: at(9, 55), reason: 'collector-down' }],
    change: {
      acceptedPerSecond: 2_723,
      refusedPerSecond: 177,
      topKey: first ?? null,
      hotKeys: KEYS,
      advice: [...ADVICE],
      consumers: [...DRIVER_CONSUMERS],
      sampling: SAMPLING,
      lag: { consumer: 'track-eta', milliseconds: 250_000, loss: DRIVER_CONSUMERS[0]?.loss ?? null },
    },
  });
};
