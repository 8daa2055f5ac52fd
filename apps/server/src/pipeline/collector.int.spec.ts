import { afterEach, describe, expect, it } from 'vitest';
import type { AbsenceReason } from '@weir/contract';
import { MINUTE_MS, minuteOf } from '@weir/domain';
import { CollectorRig, QUEUES_SELDOM } from '../testing/collector-rig.js';
import { TWO_PLACES } from '../testing/company-scopes.js';
import { incidentsSince } from '../testing/incident-log.js';
import { compareAbsences, type Disturbance } from '../testing/compare-absences.js';
import { compareWithTruth } from '../testing/compare-with-truth.js';
import type { TrueDepths } from '../testing/true-depths.js';
import { useDatabaseServer } from '../testing/fresh-database.js';

useDatabaseServer();

const START = Date.UTC(2026, 10, 24, 9, 0);
/** By then every minute was closed, settled and read again, also of queues that sleep and are read hourly. */
const SETTLED_BY_MINUTES = 75;
const WITHOUT_HISTORY = { cloudwatch: { backfillDays: 0 } };

describe('the collector, over the wire, in virtual time', () => {
  let rig: CollectorRig;
  afterEach(async () => {
    await rig.stop();
  });

  const fault = (effect: object, match: object = {}) => rig.simulator.admin('POST', 'faults', { faults: [{ match, effect }] });
  const heal = () => rig.simulator.admin('DELETE', 'faults');

  /** From now on only CloudWatch is asked often: what was read live was compared already. */
  function restLiveReadings(): void {
    Object.assign(rig.config.cadence, QUEUES_SELDOM);
  }

  /** Lets the dust settle; then every minute from `from` up to now is there once and true. */
  async function expectTruth(from: number): Promise<void> {
    const to = Math.floor(rig.now / MINUTE_MS) * MINUTE_MS;
    await rig.advance(SETTLED_BY_MINUTES, 60);
    const { equal, differences } = await compareWithTruth(rig, from, to);
    expect(differences).toEqual([]);
    expect(equal).toBeGreaterThan(1000);
  }

  /** Each live minute stored since `depths` are watched says what was true at a moment of it. */
  async function expectTrueDepths(depths: TrueDepths, atLeast: number): Promise<void> {
    const { equal, differences } = await depths.compare(rig.store, rig.now);
    expect(differences).toEqual([]);
    expect(equal).toBeGreaterThan(atLeast);
  }

  /** Each minute of the last ones that has no value says why, as it was; returns how often each reason was given. */
  async function expectTypedAbsences(from: number, disturbances: readonly Disturbance[]): Promise<ReadonlyMap<AbsenceReason, number>> {
    const { right, differences } = await compareAbsences(rig, from, minuteOf(rig.now), disturbances);
    expect(differences).toEqual([]);
    return right;
  }

  it('stores what happened, and judges the estate, on a calm morning with revised points and a week of history', async () => {
    rig = await CollectorRig.start('stopped-consumer', START, { cloudwatch: { backfillDays: 1 } });
    await rig.advance(2);
    const depths = await rig.watchDepths();
    await rig.advance(18);
    await expectTrueDepths(depths, 1000);
    await expectTypedAbsences(START, []);
    await expectTruth(START - 3 * 60 * MINUTE_MS);
    const catalogue = await rig.store.catalogue.list();
    const states = await rig.store.state.load();
    const verdictOf = (name: string) =>
      states.find(({ resourceId }) => resourceId === catalogue.find((queue) => queue.name === name)?.id)?.verdict;
    expect(verdictOf('shipping-labels')).toMatchObject({ state: 'stopped' });
    expect(states.filter(({ verdict }) => verdict.state === 'unknown')).toEqual([]);
    const [incident, ...others] = await incidentsSince(rig.store, 0);
    expect(incident).toMatchObject({ root: 'shipping-labels', reason: 'nobody-receiving', severity: 2, others: [] });
    expect(others).toEqual([]);
  }, 480_000);

  it('loses nothing when three calls in ten are throttled, pages are tiny and connections drop', async () => {
    rig = await CollectorRig.start('queues-only', START, WITHOUT_HISTORY, TWO_PLACES);
    await rig.advance(10);
    const depths = await rig.watchDepths();
    const disturbed = rig.now;
    await rig.simulator.admin('POST', 'faults', {
      faults: [
        { effect: { kind: 'throttle', share: 0.3 } },
        { effect: { kind: 'small-pages', size: 40 } },
        { effect: { kind: 'drop', share: 0.05 } },
        { effect: { kind: 'result-status', share: 0.1, status: 'InternalError' } },
      ],
    });
    await rig.advance(15);
    await heal();
    await rig.advance(5);
    await expectTrueDepths(depths, 400);
    // A dropped connection is Weir's own side, an internal error is CloudWatch's, which comes later. Throttled, Weir asks less often.
    await expectTypedAbsences(START, [
      { from: disturbed, to: rig.now, region: null, reasons: ['throttled', 'late', 'collector-down', 'not-asked'] },
    ]);
    restLiveReadings();
    await expectTruth(START);
  }, 480_000);

  it('shows a denied region as unknown, never as zero, leaves the others alone, and fills the hole afterwards', async () => {
    rig = await CollectorRig.start('queues-only', START, WITHOUT_HISTORY, TWO_PLACES);
    await rig.advance(10);
    const depths = await rig.watchDepths();
    const denied = { from: rig.now, region: 'us-east-1', reasons: ['denied'] as const };
    await fault({ kind: 'deny', by: 'identity' }, { region: 'us-east-1' });
    await rig.advance(50, 15);
    const catalogue = await rig.queues();
    const states = new Map((await rig.store.state.load()).map((state) => [state.resourceId, state]));
    for (const { id, region, name } of catalogue) {
      const state = states.get(id);
      if (region === 'us-east-1') {
        expect([name, state?.verdict.state, state?.latest.visible?.state]).toEqual([name, 'unknown', 'denied']);
        const live = (await rig.store.series.window([id], START + 12 * MINUTE_MS, rig.now)).filter(({ family }) => family === 'sqs.live');
        expect(live).toEqual([]);
      } else {
        expect([name, state?.verdict.state === 'unknown' || state?.verdict.state === 'stale']).toEqual([name, false]);
      }
    }
    const scope = (await rig.store.state.scopes()).find(({ region }) => region === 'us-east-1');
    expect(scope?.live).toMatchObject({ state: 'denied' });
    expect(scope?.live.detail).toContain('sqs:GetQueueAttributes');
    await expectTrueDepths(depths, 400);
    const reasons = await expectTypedAbsences(START, [{ ...denied, to: rig.now }]);
    expect(reasons.get('denied')).toBeGreaterThan(300);
    await heal();
    await rig.advance(5);
    restLiveReadings();
    await expectTruth(START);
  }, 480_000);

  it('says that it was down, fills two hours in from CloudWatch, and has every minute once', async () => {
    rig = await CollectorRig.start('queues-only', START, { cloudwatch: { backfillDays: 1 } }, TWO_PLACES);
    await rig.advance(30);
    await rig.crash();
    await rig.pass(120);
    await rig.restart();
    const down = START + 60 * MINUTE_MS;
    const [queue] = await rig.queues();
    if (!queue) throw new Error('no queue was found');
    const before = await rig.store.series.read({
      resourceId: queue.id,
      metric: 'visible',
      from: down,
      to: down + 10 * MINUTE_MS,
      stepSeconds: 60,
      now: rig.now,
    });
    expect(before.points.every(([, value]) => value === null)).toBe(true);
    expect(before.absences).toEqual([{ from: down, to: down + 10 * MINUTE_MS, reason: 'collector-down' }]);
    const silence = { from: START + 30 * MINUTE_MS, to: rig.now, region: null, reasons: ['collector-down'] as const };
    const reasons = await expectTypedAbsences(START, [silence]);
    expect(reasons.get('collector-down')).toBeGreaterThan(3_000);
    await rig.advance(5);
    restLiveReadings();
    await expectTruth(START - 60 * MINUTE_MS);
  }, 480_000);

  it('survives a database that is killed mid-write and comes back', async () => {
    rig = await CollectorRig.start('queues-only', START, WITHOUT_HISTORY, TWO_PLACES);
    await rig.advance(10);
    const depths = await rig.watchDepths();
    await rig.killPostgresDuring(() => rig.advance(5));
    await rig.advance(5);
    await expectTrueDepths(depths, 200);
    await expectTypedAbsences(START, []);
    restLiveReadings();
    await expectTruth(START);
  }, 480_000);

  it('leaves accounts to the collector that holds them, and takes over when that one ends', async () => {
    rig = await CollectorRig.start('queues-only', START, WITHOUT_HISTORY, TWO_PLACES);
    await rig.advance(6);
    const joined = rig.now;
    await rig.addStandBy();
    await rig.advance(6);
    const worse = (await rig.store.state.transitions({ from: joined, to: rig.now + 1, limit: 1000 })).filter(
      ({ to }) => to === 'unknown' || to === 'stale',
    );
    expect(worse).toEqual([]);
    await rig.crashToStandBy();
    await rig.advance(3);
    const states = await rig.store.state.load((await rig.queues()).map(({ id }) => id));
    expect(states.length).toBeGreaterThan(20);
    for (const { verdict, latest } of states) {
      expect(verdict.judgedAt).toBeGreaterThan(rig.now - 2 * MINUTE_MS);
      expect(latest.visible?.state).toBe('live');
    }
  }, 240_000);

  it('finds no queue in an empty account and says so without failing', async () => {
    rig = await CollectorRig.start('empty-account', START);
    await rig.advance(3);
    // Every account has a default bus and a default group of schedules.
    const found = (await rig.store.catalogue.list()).map(({ kind, name }) => `${kind} ${name}`);
    expect([...new Set(found)].sort()).toEqual(['bus default', 'schedule-group default']);
    expect((await rig.store.state.scopes()).map(({ discovery }) => discovery.state)).toEqual(['ok', 'ok', 'ok', 'ok']);
  }, 240_000);

  it('keeps queues in the catalogue whose settings it may never read, as denied, and judges them once it may', async () => {
    rig = await CollectorRig.start('queues-only', START, WITHOUT_HISTORY, TWO_PLACES);
    await fault({ kind: 'deny', by: 'identity' }, { region: 'us-east-1', service: 'sqs', api: 'GetQueueAttributes' });
    await rig.advance(8);
    const american = (await rig.queues()).filter(({ region }) => region === 'us-east-1');
    expect(american.length).toBeGreaterThan(0);
    for (const { id, name, config } of american) {
      const [state] = await rig.store.state.load([id]);
      expect([name, config, state?.verdict.state, state?.verdict.reason]).toEqual([name, null, 'unknown', 'denied']);
      expect(state?.latest.visible).toEqual({ value: null, at: null, state: 'denied' });
    }
    await heal();
    await rig.advance(12);
    const readable = (await rig.queues()).filter(({ region }) => region === 'us-east-1');
    expect(readable.map(({ id }) => id)).toEqual(american.map(({ id }) => id));
    for (const { id, name } of readable) {
      const [state] = await rig.store.state.load([id]);
      expect([name, ['ok', 'idle', 'slow'].includes(state?.verdict.state ?? '')]).toEqual([name, true]);
    }
  }, 480_000);

  it('does not call a refused queue fine because back-fill brought a depth', async () => {
    rig = await CollectorRig.start('queues-only', START, WITHOUT_HISTORY, TWO_PLACES);
    await rig.advance(8);
    await rig.crash();
    await fault({ kind: 'deny', by: 'identity' }, { region: 'us-east-1', service: 'sqs', api: 'GetQueueAttributes' });
    await rig.pass(30);
    await rig.restart();
    const american = (await rig.queues()).filter(({ region }) => region === 'us-east-1');
    for (let minute = 0; minute < 12; minute += 1) {
      await rig.advance(1);
      for (const { id, name } of american) {
        const [state] = await rig.store.state.load([id]);
        expect([minute, name, ['stale', 'unknown'].includes(state?.verdict.state ?? '')]).toEqual([minute, name, true]);
      }
    }
  }, 480_000);

  it('takes hostile names and malformed settings as they come', async () => {
    rig = await CollectorRig.start('hostile-settings', START, WITHOUT_HISTORY);
    await rig.advance(8);
    const catalogue = await rig.store.catalogue.list();
    const odd = catalogue.find(({ name }) => name === 'odd-redrive-not-json');
    if (odd?.kind !== 'queue') throw new Error('the odd queue is not in the catalogue');
    expect(odd.config?.redrive).toBeNull();
    expect(odd.config?.problems.join()).toContain('RedrivePolicy');
    expect(catalogue.find(({ name }) => name === 'odd-script-tags')?.tags['system']).toBe('<script>alert(1)</script>');
    const states = await rig.store.state.load();
    // A mapping of a queue has no state of its own: its queue shows how it does.
    const queues = new Set(catalogue.flatMap(({ kind, arn }) => (kind === 'queue' ? [arn] : [])));
    const judged = catalogue.filter((entry) => entry.kind !== 'consumer' || !queues.has(entry.config?.sourceArn ?? ''));
    expect(states.map(({ resourceId }) => resourceId).sort()).toEqual(judged.map(({ id }) => id).sort());
  }, 240_000);
});
