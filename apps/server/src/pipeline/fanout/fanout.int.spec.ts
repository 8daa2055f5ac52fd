import { type CatalogueFanout, isFanout, MINUTE_MS, minuteOf, type ResourceState } from '@weir/domain';
import { afterEach, describe, expect, it } from 'vitest';
import { CollectorRig, QUEUES_SELDOM } from '../../testing/collector-rig.js';
import { SHOP_EU, SHOP_US } from '../../testing/company-scopes.js';
import { compareFanout } from '../../testing/compare-fanout.js';
import { loggedRows, readTopicLedger, trueSubscriptions } from '../../testing/logged-truth.js';
import { useDatabaseServer } from '../../testing/fresh-database.js';

useDatabaseServer();

const START = Date.UTC(2026, 10, 24, 9, 0);
const STEP_SECONDS = 30;
/** By then every minute was closed, settled and read again, also of functions, which tell late, and of what sleeps. */
const SETTLED_BY_MINUTES = 45;
const WITHOUT_HISTORY = { cloudwatch: { backfillDays: 0 }, cadence: QUEUES_SELDOM };
/** A topic that logs every success and every failure, and one that logs a tenth of its successes. */
const LOGGED = { whole: 'order-returns', sampled: 'encoding-completed' };
const LOGS_READ = { fanout: { deliveryLogs: { read: Object.values(LOGGED).map((topic) => ({ topic })) } } };

describe('what passes events on, over the wire, in virtual time', () => {
  let rig: CollectorRig;
  afterEach(async () => {
    await rig.stop();
  });

  const fault = (effect: object, match: object = {}) => rig.simulator.admin('POST', 'faults', { faults: [{ match, effect }] });
  const heal = () => rig.simulator.admin('DELETE', 'faults');
  const fanouts = async (): Promise<readonly CatalogueFanout[]> => (await rig.store.catalogue.list()).filter(isFanout);
  const states = async (entries: readonly CatalogueFanout[]): Promise<ReadonlyMap<string, ResourceState>> =>
    new Map((await rig.store.state.load(entries.map(({ id }) => id))).map((state) => [state.resourceId, state]));

  /** Lets the dust settle; then every minute from `from` up to now is there once and as CloudWatch tells it ever after. */
  async function expectTruth(from: number): Promise<void> {
    const to = minuteOf(rig.now);
    await rig.advance(SETTLED_BY_MINUTES, 60);
    const { equal, differences } = await compareFanout(rig, from, to);
    expect(differences).toEqual([]);
    expect(equal).toBeGreaterThan(500);
  }

  const subscriptionsOf = async (topic: string): Promise<readonly CatalogueFanout[]> =>
    (await fanouts()).filter(({ config }) => config?.kind === 'subscription' && config.topicArn.endsWith(`:${topic}`));
  /** Every stored minute of a delivery log is as the simulator knows it. */
  async function expectLogged(topic: string, from: number): Promise<void> {
    const [one] = await subscriptionsOf(topic);
    const topicArn = one?.config?.kind === 'subscription' ? one.config.topicArn : '';
    let logged = 0;
    for (const { arn, minutes } of await trueSubscriptions(rig, topicArn, from, minuteOf(rig.now))) {
      for (const [at, row] of await loggedRows(rig, arn, from, minuteOf(rig.now))) {
        const { delivered, givenUp } = minutes.get(at) ?? { delivered: 0, givenUp: 0 };
        const place = [arn, new Date(at).toISOString()];
        expect([...place, row.loggedFailures]).toEqual([...place, givenUp]);
        if (topic === LOGGED.whole) expect([...place, row.loggedSuccesses, row.sampledSuccesses]).toEqual([...place, delivered, null]);
        else expect([...place, row.loggedSuccesses, (row.sampledSuccesses ?? Infinity) <= delivered]).toEqual([...place, null, true]);
        logged += 1;
      }
    }
    expect(logged).toBeGreaterThan(10);
  }

  /** What was last told of a topic's delivery log. */
  const logNote = async (topic: string, window = '10m'): Promise<string | undefined> =>
    (await readTopicLedger(rig, topic, window)).notes.at(-1);

  /** Whoever refuses the log is named, with the permission that lacks. What was missed is read when it may be. */
  async function expectRefusalTold(): Promise<void> {
    await fault({ kind: 'deny', by: 'identity' }, { service: 'logs' });
    await rig.advance(4, 60);
    expect(await logNote(LOGGED.whole)).toContain('logs:FilterLogEvents');
    await heal();
  }

  /** Every minute of the log from the first that was read up to `to` is there. */
  async function expectWholeLog(topic: string, to: number): Promise<void> {
    const [one] = await subscriptionsOf(topic);
    const read = [...(await loggedRows(rig, one?.arn ?? '', START, to)).keys()].sort((a, b) => a - b);
    const first = read[0] ?? to;
    expect(first).toBeLessThan(to - 15 * MINUTE_MS);
    expect(read).toEqual(Array.from({ length: (to - first) / MINUTE_MS }, (_, minute) => first + minute * MINUTE_MS));
  }

  /** A day's budget that is spent ends the reading, and the ledger says so. */
  async function expectSpentBudgetTold(): Promise<void> {
    Object.assign(rig.config.fanout.deliveryLogs.budget, { pagesPerDay: 1 });
    await rig.advance(5, 60);
    expect(await logNote(LOGGED.whole)).toContain('the budget of the day was spent');
  }

  /** Where every delivery is logged, each subscriber's figures are the truth. */
  async function expectCountedByLog(): Promise<void> {
    const ledger = await readTopicLedger(rig, LOGGED.whole, '10m', rig.now - 10 * MINUTE_MS);
    const [own] = await subscriptionsOf(LOGGED.whole);
    const topicArn = own?.config?.kind === 'subscription' ? own.config.topicArn : '';
    const truth = new Map((await trueSubscriptions(rig, topicArn, ledger.from, ledger.to)).map((each) => [each.arn, each]));
    expect(ledger.subscribers).toHaveLength(3);
    for (const { key, name, evidence, delivered, failed } of ledger.subscribers) {
      const fates = truth.get(key)?.copies(ledger.from, ledger.to);
      expect([name, evidence, delivered.low, delivered.high]).toEqual([name, 'delivery-logs', fates?.delivered, fates?.delivered]);
      expect([name, failed]).toEqual([name, { low: 0, high: 0 }]);
    }
    expect(ledger.published.low).toBeGreaterThan(0);
    expect(ledger.notes.at(-1)).toContain('come from the delivery log');
  }

  /** Failures are logged whole: the log says whose they are, and that the others have none. */
  async function expectNamedByLog(): Promise<void> {
    await rig.simulator.admin('POST', 'scenario', { name: 'one-dead-subscriber' });
    await rig.advance(14, STEP_SECONDS);
    const ledger = await readTopicLedger(rig, LOGGED.sampled, '5m', rig.now - 8 * MINUTE_MS);
    const [own] = await subscriptionsOf(LOGGED.sampled);
    const topicArn = own?.config?.kind === 'subscription' ? own.config.topicArn : '';
    const truth = await trueSubscriptions(rig, topicArn, ledger.from, ledger.to);
    let failing = 0;
    for (const { arn, copies } of truth) {
      const line = ledger.subscribers.find(({ key }) => key === arn);
      const { delivered, failed } = copies(ledger.from, ledger.to);
      const within = ({ low, high }: { low: number; high: number } = { low: Infinity, high: 0 }, count: number) =>
        low <= count && count <= high;
      expect([arn, within(line?.delivered, delivered), within(line?.failed, failed)]).toEqual([arn, true, true]);
      if (failed > 0) expect(line?.failed.low).toBeGreaterThan(failed / 2);
      // Mail is in no log.
      else if (line?.protocol !== 'email') expect([arn, line?.failed.high]).toEqual([arn, 0]);
      failing += Number(failed > 0);
    }
    expect(failing).toBe(1);
  }

  it('finds it, stores what happened, and has a verdict on all of it', async () => {
    rig = await CollectorRig.start('healthy', START, { ...WITHOUT_HISTORY, ...LOGS_READ });
    await rig.advance(20, STEP_SECONDS);
    const found = await fanouts();
    expect(new Set(found.map(({ kind }) => kind))).toContain('topic');
    const judged = await states(found);
    for (const { id, kind, name } of found) expect([kind, name, judged.get(id)?.verdict.state]).not.toContain(undefined);
    const hoses = found.filter(({ kind }) => kind === 'delivery-stream');
    expect(hoses.map(({ name }) => name)).toContain('media-events');
    for (const { id, name } of hoses) expect([name, ['ok', 'idle'].includes(judged.get(id)?.verdict.state ?? '')]).toEqual([name, true]);
    // Queues are discovered on a way of their own: none is called missing for being seen later than what hands on to it.
    const toQueues = found.filter(({ config }) => config?.kind === 'subscription' && config.protocol === 'sqs');
    expect(toQueues.map(({ id }) => judged.get(id)?.verdict.reason)).not.toContain('endpoint-missing');
    await expectRefusalTold();
    const healedAt = minuteOf(rig.now);
    await expectTruth(START - 30 * MINUTE_MS);
    await expectWholeLog(LOGGED.whole, healedAt);
    expect(await logNote(LOGGED.whole, '1h')).toContain('come from the delivery log');
    for (const topic of Object.values(LOGGED)) await expectLogged(topic, START);
    await expectCountedByLog();
    await expectNamedByLog();
    await expectSpentBudgetTold();
  }, 600_000);

  it('loses nothing when three calls in ten are throttled, pages are tiny and connections drop', async () => {
    rig = await CollectorRig.start('healthy', START, WITHOUT_HISTORY, [SHOP_EU, SHOP_US]);
    await rig.advance(6, STEP_SECONDS);
    await rig.simulator.admin('POST', 'faults', {
      faults: [
        { effect: { kind: 'throttle', share: 0.3 } },
        { effect: { kind: 'small-pages', size: 40 } },
        { effect: { kind: 'drop', share: 0.05 } },
        { effect: { kind: 'result-status', share: 0.1, status: 'InternalError' } },
      ],
    });
    await rig.advance(15, STEP_SECONDS);
    await heal();
    await rig.advance(5, STEP_SECONDS);
    await expectTruth(START);
  }, 600_000);

  it('shows a denied region as unknown and the others as they are, and fills the hole afterwards', async () => {
    rig = await CollectorRig.start('healthy', START, WITHOUT_HISTORY, [SHOP_EU, SHOP_US]);
    await rig.advance(10, STEP_SECONDS);
    const denied = minuteOf(rig.now);
    const { region } = (await fanouts())[0] ?? { region: '' };
    await fault({ kind: 'deny', by: 'identity' }, { region });
    await rig.advance(30, STEP_SECONDS);
    const found = await fanouts();
    const judged = await states(found);
    for (const { id, kind, name, region: of } of found) {
      const blind = ['unknown', 'stale'].includes(judged.get(id)?.verdict.state ?? '');
      if (of === region && kind === 'topic') expect([kind, name, blind]).toEqual([kind, name, true]);
      if (of === region && kind === 'topic') {
        const { absences } = await rig.store.series.read({
          resourceId: id,
          metric: 'published',
          from: denied + 10 * MINUTE_MS,
          to: denied + 20 * MINUTE_MS,
          stepSeconds: 60,
          now: rig.now,
        });
        expect([name, absences.map(({ reason }) => reason)]).toEqual([name, ['denied']]);
      }
      if (of !== region && kind === 'topic') expect([kind, name, blind]).toEqual([kind, name, false]);
    }
    const listingsOf = async (of: string) => (await rig.store.state.scopes()).find((scope) => scope.region === of)?.listings ?? {};
    for (const service of ['sqs', 'sns', 'events', 'pipes', 'scheduler', 'lambda', 'kinesis', 'firehose'] as const) {
      const refused = (await listingsOf(region))[service];
      expect([service, refused?.failure?.state, (refused?.at ?? Infinity) <= denied]).toEqual([service, 'denied', true]);
      expect(refused?.failure?.since).toBeGreaterThanOrEqual(denied);
      expect(refused?.failure?.nextTryAt).toBeGreaterThan(rig.now);
    }
    expect((await listingsOf(region)).sns?.failure?.actions).toContain('sns:ListTopics');
    for (const other of (await rig.store.state.scopes()).filter((scope) => scope.region !== region))
      expect(Object.values(other.listings).filter(({ failure }) => failure !== null)).toEqual([]);
    await heal();
    await rig.advance(6, STEP_SECONDS);
    expect(Object.values(await listingsOf(region)).filter(({ failure }) => failure !== null)).toEqual([]);
    await expectTruth(START);
  }, 600_000);

  it('is killed, says for how long nobody looked, and fills the hole when it comes back', async () => {
    rig = await CollectorRig.start('healthy', START, { cloudwatch: { backfillDays: 1 }, cadence: QUEUES_SELDOM }, [SHOP_EU, SHOP_US]);
    await rig.advance(12, STEP_SECONDS);
    const before = await states(await fanouts());
    await rig.crash();
    await rig.pass(20);
    await rig.restart();
    const [topic] = (await fanouts()).filter(({ kind }) => kind === 'topic');
    if (!topic) throw new Error('no topic was found');
    const down = { from: START + 14 * MINUTE_MS, to: START + 30 * MINUTE_MS };
    const { points, absences } = await rig.store.series.read({
      resourceId: topic.id,
      metric: 'published',
      ...down,
      stepSeconds: 60,
      now: rig.now,
    });
    expect(points.every(([, value]) => value === null)).toBe(true);
    expect(absences).toEqual([{ ...down, reason: 'collector-down' }]);
    await rig.advance(8, STEP_SECONDS);
    const after = await states(await fanouts());
    for (const [id, { verdict }] of before) {
      const now = after.get(id)?.verdict;
      if (now?.state === verdict.state) expect(now.since).toBe(verdict.since);
    }
    // Verdicts went on from what they were: nobody learned of a collector that came back.
    expect([...after.values()].filter(({ verdict }) => verdict.state === 'unknown' && verdict.reason === 'never-read')).toEqual([]);
    await expectTruth(START - 30 * MINUTE_MS);
  }, 600_000);
});
