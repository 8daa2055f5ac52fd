import type { StreamDetail } from '@weir/contract';
import type { Scope } from '@weir/domain';
import { afterEach, describe, expect, it } from 'vitest';
import { MEDIA_EU, MEDIA_US, SHOP_EU } from '../../testing/company-scopes.js';
import { incidentsSince } from '../../testing/incident-log.js';
import { StreamRig } from '../../testing/stream-rig.js';
import { useDatabaseServer } from '../../testing/fresh-database.js';

useDatabaseServer();

/** What a person sees of a stream some minutes after Weir first looked, beside the simulator's own account of it. */
interface Scenario {
  readonly name: string;
  readonly stream: string;
  /** What Weir watches; all unless told. */
  readonly scope?: Scope;
  readonly verdict: readonly [state: string, reason: string];
  /** The keys that cause it, as Weir names them first; their true shares must lie within the stated bounds. */
  readonly keys: readonly string[];
  /** The shard that is hot by the simulator's account: where the first key lands. */
  readonly isHot: boolean;
  readonly remedy: StreamDetail['advice'][number]['remedy'];
  /** The reader it is about, and its verdict. */
  readonly reader?: readonly [name: string, state: string, reason: string];
}

const SCENARIOS: readonly Scenario[] = [
  { name: 'one-hot-key', stream: 'clickstream', verdict: ['slow', 'shard-throttled'], keys: ['tenant-acme'], isHot: true, remedy: 'salt' },
  {
    name: 'bad-luck-shard',
    stream: 'driver-locations',
    scope: MEDIA_EU,
    verdict: ['slow', 'shard-throttled'],
    keys: ['depot-021', 'depot-037', 'depot-041'],
    isHot: true,
    remedy: 'split',
  },
  {
    name: 'gradual-skew',
    stream: 'clickstream',
    scope: MEDIA_EU,
    verdict: ['slow', 'shard-throttled'],
    keys: ['tenant-acme'],
    isHot: true,
    remedy: 'salt',
  },
  {
    name: 'kpl-producer',
    stream: 'clickstream',
    scope: MEDIA_EU,
    verdict: ['slow', 'shard-throttled'],
    keys: ['tenant-acme'],
    isHot: true,
    remedy: 'salt',
  },
  {
    name: 'reshard-during-traffic',
    stream: 'driver-locations',
    scope: MEDIA_EU,
    verdict: ['ok', 'flowing'],
    keys: ['driver-fleet-hub'],
    isHot: false,
    remedy: 'merge',
  },
  {
    name: 'on-demand-stream',
    stream: 'order-events',
    scope: SHOP_EU,
    verdict: ['ok', 'flowing'],
    keys: ['order-wholesale'],
    isHot: false,
    remedy: 'not-applicable',
  },
  {
    name: 'auto-distribution',
    stream: 'telemetry',
    scope: MEDIA_US,
    verdict: ['ok', 'flowing'],
    keys: [],
    isHot: false,
    remedy: 'not-applicable',
  },
  {
    name: 'consumer-stopped',
    stream: 'clickstream',
    scope: MEDIA_EU,
    verdict: ['ok', 'flowing'],
    keys: [],
    isHot: false,
    remedy: 'merge',
    reader: ['clickstream-enricher', 'stopped', 'switched-off'],
  },
  {
    name: 'poison-batch',
    stream: 'clickstream',
    scope: MEDIA_EU,
    verdict: ['poisoned', 'readers-poisoned'],
    keys: [],
    isHot: false,
    remedy: 'merge',
    reader: ['clickstream-enricher', 'poisoned', 'batch-retried'],
  },
  {
    name: 'thousand-shards',
    stream: 'fleet-telemetry',
    scope: MEDIA_EU,
    verdict: ['slow', 'shard-throttled'],
    keys: ['fleet-berlin'],
    isHot: true,
    remedy: 'salt',
  },
  {
    name: 'on-demand-spike',
    stream: 'order-events',
    verdict: ['slow', 'spike-throttled'],
    keys: [],
    isHot: false,
    remedy: 'not-applicable',
  },
];

describe('streams, over the wire, in virtual time', () => {
  let rig: StreamRig;
  afterEach(async () => {
    await rig.stop();
  });

  it.each(SCENARIOS)(
    '$name: $verdict, $remedy',
    async ({ name, stream, scope, verdict, keys, isHot, remedy, reader }) => {
      rig = await StreamRig.start(name, {}, scope ? [scope] : null);
      await rig.advance(6);
      const detail = await rig.detail(stream);
      const truth = await rig.truth(detail, 6);
      const { state, reason } = detail.resource.verdict;
      expect([state, reason]).toEqual(verdict);
      // The head of the page tells what was written, and of which minutes that is.
      expect([detail.ratesOf !== null, (detail.acceptedPerSecond ?? 0) > 0]).toEqual([true, true]);
      expect(
        detail.hotKeys
          .slice(0, keys.length)
          .map(({ key }) => key)
          .sort(),
      ).toEqual(keys);
      for (const key of keys) {
        const found = detail.hotKeys.find((candidate) => candidate.key === key);
        const accepted = truth.shards
          .filter(({ shardId }) => shardId === found?.shardId)
          .flatMap(({ minutes }) => minutes.map(([, { bytes }]) => bytes))
          .reduce((sum, bytes) => sum + bytes, 0);
        const ofShard = (truth.keys.find((candidate) => candidate.key === key)?.bytes ?? 0) / accepted;
        // A stream that reshards gives a key several shards in turn.
        if (isHot)
          expect([key, ofShard >= (found?.shareOfShard.low ?? 1), ofShard <= (found?.shareOfShard.high ?? 0)]).toEqual([key, true, true]);
        const share = truth.keys.find((candidate) => candidate.key === key)?.byteShare ?? 0;
        const bounds = detail.hotKeys.find((candidate) => candidate.key === key)?.shareOfStream;
        expect([key, share > 0, share >= (bounds?.low ?? 1), share <= (bounds?.high ?? 0)]).toEqual([key, true, true, true]);
      }
      if (isHot) expect(detail.hottest?.shardId).toBe(truth.keys.find(({ key }) => key === keys[0])?.shardIds[0]);
      expect(detail.advice[0]?.remedy).toBe(remedy);
      if (remedy === 'split')
        expect(detail.advice.at(-1)?.after.every(({ writeUtilisation }) => writeUtilisation.estimate < 0.8)).toBe(true);
      if (remedy === 'salt')
        expect(detail.advice.at(-1)?.after.every(({ writeUtilisation }) => writeUtilisation.estimate < 0.8)).toBe(true);
      if (reader) {
        const [readerName, ...expected] = reader;
        const found = detail.consumers.find((consumer) => consumer.name === readerName);
        expect([found?.verdict.state, found?.verdict.reason]).toEqual(expected);
        expect(found?.loss?.kind).toBe('lag-expiry');
      }
      // One incident of the reader, however many shards and streams it shows in; what is only slow is not worth one yet.
      expect((await incidentsSince(rig.rig.store, 0)).map(({ root }) => root)).toEqual(reader ? [reader[0]] : []);
      // Two bytes in a hundred, whatever the trouble, and what the newest read may overdraw until it is paid back: a quiet stream has large
      // records for its size. Scenarios with a hot key are held to two in a hundred by `time-to-key.int.spec.ts`.
      expect(detail.sampling.shareOfBytes).toBeLessThanOrEqual(0.025);
      // The others are well, and nobody's heat is laid at their door.
      for (const { resource } of await rig.list()) {
        if (resource.name !== stream)
          expect([resource.name, ['ok', 'idle'].includes(resource.verdict.state)]).toEqual([resource.name, true]);
      }
    },
    180_000,
  );

  it('keeps what it knew when it is killed, and goes on', async () => {
    rig = await StreamRig.start('one-hot-key', {}, [MEDIA_EU]);
    await rig.advance(4);
    const before = await rig.detail('clickstream');
    await rig.restart(20);
    await rig.advance(6);
    const after = await rig.detail('clickstream');
    expect(after.resource.verdict).toMatchObject({ state: 'slow', since: before.resource.verdict.since });
    const { values } = await rig.heatmap('clickstream', 30);
    // Twenty minutes without Weir are filled from CloudWatch, shard by shard.
    expect(values.filter(Number.isNaN).length / values.length).toBeLessThan(0.15);
  }, 180_000);
});
