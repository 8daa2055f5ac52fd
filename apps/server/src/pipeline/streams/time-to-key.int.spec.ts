import { writeFile } from 'node:fs/promises';
import { MINUTE_MS } from '@weir/domain';
import { afterEach, describe, expect, it } from 'vitest';
import { MEDIA_EU } from '../../testing/company-scopes.js';
import { StreamRig } from '../../testing/stream-rig.js';
import { useDatabaseServer } from '../../testing/fresh-database.js';

useDatabaseServer();

/** A stream gets hot while Weir looks on, or is hot when Weir first looks. */
interface HotKeyScenario {
  readonly name: string;
  readonly stream: string;
  /** Named is who is named first, and as what fills so much of a shard: a heavy key heads the list on a quiet day too. */
  readonly keys: readonly string[];
  readonly atLeast: number;
  /**
   * What the seconds are counted from. `set`: the scenario befalls a healthy company, and refuses records, or sends the key, from that
   * second on. `grows`: the first minute in which a record is refused, if it is not named by then. `met`: the stream was throttling already when Weir met it, which is
   * when its shards are listed.
   */
  readonly from: 'set' | 'grows' | 'met';
  /** Between ticks of the collector, 5 unless told. The server has one a second, and begins fewer reads at once. */
  readonly stepSeconds?: number;
  /** Nobody pays for shard metrics: what shards take is known by samples alone. */
  readonly isUnmetered?: boolean;
}

const SCENARIOS: readonly HotKeyScenario[] = [
  { name: 'one-hot-key', stream: 'clickstream', keys: ['tenant-acme'], atLeast: 0.8, from: 'set' },
  { name: 'bad-luck-shard', stream: 'driver-locations', keys: ['depot-021', 'depot-037', 'depot-041'], atLeast: 0.2, from: 'set' },
];
/** For `npm run bench -- --only time-to-key`: these take minutes. */
const LONG: readonly HotKeyScenario[] = [
  { name: 'kpl-producer', stream: 'clickstream', keys: ['tenant-acme'], atLeast: 0.8, from: 'set', stepSeconds: 1 },
  // The key has about three quarters of the limit when the others on its shard first bring a second above it.
  { name: 'gradual-skew', stream: 'clickstream', keys: ['tenant-acme'], atLeast: 0.7, from: 'grows' },
  { name: 'reshard-during-traffic', stream: 'driver-locations', keys: ['driver-fleet-hub'], atLeast: 0.15, from: 'set' },
  { name: 'thousand-shards', stream: 'fleet-telemetry', keys: ['fleet-berlin'], atLeast: 0.8, from: 'met' },
  { name: 'thousand-shards', stream: 'fleet-telemetry', keys: ['fleet-berlin'], atLeast: 0.8, from: 'met', isUnmetered: true },
];

const AIM_SECONDS = 60;
/** Of the stream’s bytes, and of its read calls. */
const AIM_SHARE = 0.02;
const LONGEST_MS = 5 * MINUTE_MS;
const STEP_MINUTES = 1 / 12;
/** What grows is looked at from here on: nothing is refused yet. */
const GROWS_MINUTES = 145;

/** Where the benchmark wants the figures. */
const FIGURES_FILE = process.env['WEIR_BENCH_FILE'];

describe('a key that makes a shard hot', () => {
  const figures: { readonly name: string; readonly seconds: number; readonly shareOfBytes: number; readonly shareOfReadCalls: number }[] =
    [];
  let rig: StreamRig;
  afterEach(async () => {
    await rig.stop();
    if (FIGURES_FILE !== undefined) await writeFile(FIGURES_FILE, JSON.stringify(figures));
  });

  it.each(FIGURES_FILE === undefined ? SCENARIOS : [...SCENARIOS, ...LONG])(
    'is named within a minute for two bytes in a hundred: $name',
    async (scenario) => {
      const began = await begin(scenario);
      const seconds = await secondsUntilNamed(scenario, began);
      const { sampling } = await rig.detail(scenario.stream);
      const name = scenario.isUnmetered === true ? `${scenario.name} without shard metrics` : scenario.name;
      const found = { name, seconds, shareOfBytes: sampling.shareOfBytes ?? 1, shareOfReadCalls: sampling.shareOfReadCalls };
      figures.push(found);
      expect(seconds).toBeLessThanOrEqual(AIM_SECONDS);
      expect(Math.max(found.shareOfBytes, found.shareOfReadCalls)).toBeLessThanOrEqual(AIM_SHARE);
    },
    900_000,
  );

  /** Brings about what the scenario is about. @returns when it began, epoch milliseconds */
  async function begin(scenario: HotKeyScenario): Promise<number> {
    const { name, stream, from } = scenario;
    rig = await StreamRig.start(from === 'met' ? name : 'healthy', {}, [MEDIA_EU]);
    if (scenario.isUnmetered === true) await withoutShardMetrics(stream);
    if (from === 'met') return untilMet(stream);
    await rig.advance(6, scenario.stepSeconds);
    await rig.set(name);
    if (from === 'set') return rig.now;
    await rig.rig.pass(GROWS_MINUTES);
    await rig.advance(6);
    let namedSince: number | null = null;
    for (let steps = 0; steps < 120 / STEP_MINUTES; steps += 1) {
      namedSince = (await isNamed(scenario)) ? (namedSince ?? rig.now) : null;
      const { shards } = await rig.truth(await rig.detail(stream), 2);
      const hot = shards.flatMap((shard) => shard.minutes).find(([, { rejected }]) => rejected > 0);
      // Named before anything is refused, it took no time.
      if (hot) return namedSince === null ? hot[0] : rig.now - Math.max(0, namedSince - hot[0]);
      await rig.advance(STEP_MINUTES);
    }
    throw new Error(`${stream} never refuses a record`);
  }

  async function withoutShardMetrics(stream: string): Promise<void> {
    const place = rig.rig.config.accounts.map(({ id, regions }) => ({ accountId: id, region: regions[0] ?? '' }));
    const asked = await Promise.all(
      place.map(async (one) => {
        const input = { StreamName: stream, ShardLevelMetrics: ['ALL'] };
        return (await (await rig.operator(one)).ask('kinesis', 'DisableEnhancedMonitoring', input)).ok;
      }),
    );
    expect(asked).toContain(true);
  }

  async function untilMet(stream: string): Promise<number> {
    for (let steps = 0; steps < 10 / STEP_MINUTES; steps += 1) {
      await rig.advance(STEP_MINUTES);
      if ((await rig.list()).some(({ resource, openShards }) => resource.name === stream && openShards !== null)) return rig.now;
    }
    throw new Error(`${stream} is not met`);
  }

  async function isNamed({ stream, keys, atLeast }: HotKeyScenario): Promise<boolean> {
    const first = (await rig.detail(stream)).hotKeys.slice(0, keys.length);
    return (
      first.length === keys.length &&
      first.every(({ key, shareOfShardLimit }) => keys.includes(key) && shareOfShardLimit.estimate >= atLeast)
    );
  }

  async function secondsUntilNamed(scenario: HotKeyScenario, began: number): Promise<number> {
    for (;;) {
      if (await isNamed(scenario)) return (rig.now - began) / 1000;
      if (rig.now - began > LONGEST_MS) return Infinity;
      await rig.advance(STEP_MINUTES, scenario.stepSeconds);
    }
  }
});
