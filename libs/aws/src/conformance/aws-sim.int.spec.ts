import { queueMetric, weirConfig, type QueueMetric, type ResourceId } from '@weir/contract';
import { familyOf, planBackfill, resourceIdOf, wholeFamily, type Scope } from '@weir/domain';
import type { ReadableQueue } from '../sqs.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAwsAccess, type AwsAccess } from '../access.js';
import type { MetricSeries, MetricsReply } from '../metric-series.js';
import type { ApiCall } from '../metered-caller.js';
import { PAST_TAKES_MS, startAwsSim, type AwsSim, type Fault, type Samples } from './aws-sim.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 10, 18, 12, 0, 30);
const PROD = '111122223333';
const DATA = '444455556666';
const SCOPE: Scope = { accountId: PROD, region: 'eu-west-1' };
const ELSEWHERE: Scope = { accountId: PROD, region: 'us-east-1' };
const ALL_METRICS = queueMetric.options;

const FAMILY = familyOf('sqs.cloudwatch').metrics;
const familyMetric = (metric: QueueMetric) => {
  const found = FAMILY.find((candidate) => candidate.key === metric);
  if (found === undefined || found.awsName === null) throw new Error(`${metric} is not read from CloudWatch`);
  return { statistic: found.statistic, awsName: found.awsName };
};

/** What a statistic makes of the minutes of one period. */
function statisticOf(metric: QueueMetric, minutes: readonly Samples[]): number {
  const sum = minutes.reduce((total, minute) => total + minute.sum, 0);
  switch (familyMetric(metric).statistic) {
    case 'Maximum':
      return Math.max(...minutes.map((minute) => minute.max));
    case 'Sum':
      return sum;
    case 'Average':
      return sum / minutes.reduce((total, minute) => total + minute.count, 0);
  }
}

describe('AWS as simulated', () => {
  let sim: AwsSim;
  /** The simulator's standing clock, and when it was told. Weir's clock runs on from there. */
  let clock = { at: START, since: performance.now() };
  let access: AwsAccess;
  let calls: ApiCall[] = [];

  beforeAll(async () => {
    sim = await startAwsSim({ scenario: 'demo', clock: START, historyDays: 8 });
    // Whoever asks first waits for all that was before.
    await sim.truth({ account: PROD, region: 'eu-west-1', queue: 'payments-capture', from: START - HOUR, to: START });
  }, PAST_TAKES_MS);
  afterAll(() => sim.stop());

  const localNow = () => Math.floor(clock.at + performance.now() - clock.since);

  function open(externalIdOf: (account: { readonly externalId: string }) => string = (account) => account.externalId): AwsAccess {
    return createAwsAccess({
      accounts: sim.accounts.map((account) => ({
        id: account.id,
        name: account.name,
        roleArn: account.roleArn,
        externalId: externalIdOf(account),
        regions: [...sim.regions],
      })),
      endpoint: sim.url,
      now: localNow,
      // Without jitter: full jitter from nothing waits for nothing, and the tests go fast.
      random: () => 0,
      onCall: (call) => {
        calls.push(call);
      },
      quotas: { 'sqs:ListQueueTags': 1_000 },
      credentials: async () => sim.credentials,
    });
  }

  async function advance(ms: number): Promise<void> {
    clock = { at: await sim.advance(ms), since: performance.now() };
  }

  beforeEach(() => {
    calls = [];
    access = open();
  });
  afterEach(async () => {
    access.close();
    await sim.befall();
  });

  const discover = async (scope: Scope = SCOPE): Promise<readonly ReadableQueue[]> => {
    const { queues, failures } = await access.scope(scope).discoverQueues();
    expect(failures).toEqual([]);
    return queues;
  };
  const resourceOf = (queue: ReadableQueue) => ({ resourceId: resourceIdOf(queue.arn), name: queue.name, fifo: queue.config.fifo });

  interface Wanted {
    readonly from: number;
    readonly to: number;
    readonly periodSeconds?: number;
    readonly metrics?: readonly QueueMetric[];
  }
  const read = (queues: readonly ReadableQueue[], { from, to, periodSeconds = 60, metrics = ALL_METRICS }: Wanted): Promise<MetricsReply> =>
    access.scope(SCOPE).readMetrics({ resources: queues.map(resourceOf), family: 'sqs.cloudwatch', metrics, from, to, periodSeconds });

  /** What CloudWatch should say in the end, from the simulator's own books. */
  async function expected(queues: readonly ReadableQueue[], { from, to, periodSeconds = 60, metrics = ALL_METRICS }: Wanted) {
    const periodMs = periodSeconds * 1_000;
    const bySeries = new Map<string, [number, number][]>();
    for (const queue of queues) {
      const truth = await sim.truth({ account: queue.accountId, region: queue.region, queue: queue.name, from, to });
      for (const metric of metrics) {
        const minutes = truth.metrics[familyMetric(metric).awsName];
        if (minutes === undefined) continue;
        const periods = Map.groupBy(minutes, ([at]) => Math.floor(at / periodMs) * periodMs);
        const points = [...periods].map(([at, inPeriod]): [number, number] => [
          at,
          statisticOf(
            metric,
            inPeriod.map(([, samples]) => samples),
          ),
        ]);
        bySeries.set(`${resourceIdOf(queue.arn)} ${metric}`, points);
      }
    }
    return bySeries;
  }

  const keyOf = ({ resourceId, metric }: { readonly resourceId: ResourceId; readonly metric: QueueMetric }) => `${resourceId} ${metric}`;
  const told = (reply: MetricsReply) => new Map(reply.series.map((series) => [keyOf(series), series.points]));
  const kindOf = (series: MetricSeries) => (series.outcome === 'complete' ? 'complete' : series.outcome.kind);
  const outcomesIn = (reply: MetricsReply) => new Set(reply.series.map(kindOf));
  const settled = () => Math.floor((clock.at - 10 * MINUTE) / MINUTE) * MINUTE;

  describe('CloudWatch', () => {
    it('tells every settled minute of every queue as it was, and none that was not', async () => {
      const queues = await discover();
      const range = { from: settled() - 2 * HOUR, to: settled() };
      const reply = await read(queues, range);
      const truth = await expected(queues, range);
      expect(outcomesIn(reply)).toEqual(new Set(['complete']));
      expect(told(reply)).toEqual(truth);
      const lengths = reply.series.map((series) => series.points.length);
      expect(Math.max(...lengths)).toBe(120);
      expect(lengths.some((length) => length > 0 && length < 120)).toBe(true);
    });

    it('gives the truth on re-reading, whatever it said at first', async () => {
      const queues = await discover();
      const range = { from: settled(), to: Math.floor(clock.at / MINUTE) * MINUTE };
      const early = told(await read(queues, range));
      await advance(10 * MINUTE);
      const late = told(await read(queues, range));
      expect(late).toEqual(await expected(queues, range));
      expect(late).not.toEqual(early);
    });

    it('fills a gap of nine days as the planner asks for it', async () => {
      const [queue] = (await discover()).filter((candidate) => candidate.name === 'payments-capture');
      if (queue === undefined) throw new Error('the company has no payments-capture');
      const gap = { from: clock.at - 9 * DAY, to: settled() };
      const target = { resourceId: resourceIdOf(queue.arn), scope: SCOPE, fifo: queue.config.fifo, gaps: [gap] };
      const batches = planBackfill([target], weirConfig.parse({}), clock.at).toSorted((a, b) => a.from - b.from);
      expect(batches.length).toBeGreaterThan(8);
      const filled = new Map<string, (readonly [number, number])[]>();
      for (const batch of batches) {
        const reply = await read([queue], batch);
        expect(outcomesIn(reply)).toEqual(new Set(['complete']));
        for (const series of reply.series) filled.set(keyOf(series), [...(filled.get(keyOf(series)) ?? []), ...series.points]);
      }
      const range = { from: Math.min(...batches.map((batch) => batch.from)), to: Math.max(...batches.map((batch) => batch.to)) };
      expect(filled).toEqual(await expected([queue], { ...range, metrics: wholeFamily({ fifo: false }) }));
      expect(filled.get(`${resourceIdOf(queue.arn)} visible`)?.length).toBeGreaterThan(7 * 1_440);
    });

    it('composes five minutes as the minutes do', async () => {
      const queues = (await discover()).slice(0, 6);
      const to = Math.floor(settled() / (5 * MINUTE)) * 5 * MINUTE;
      const range = { from: to - 6 * HOUR, to, periodSeconds: 300 };
      const reply = await read(queues, range);
      const truth = await expected(queues, range);
      for (const series of reply.series) {
        const points = truth.get(keyOf(series)) ?? [];
        expect(series.points.map(([at]) => at)).toEqual(points.map(([at]) => at));
        series.points.forEach(([, value], index) => {
          expect(value).toBeCloseTo(points[index]?.[1] ?? Number.NaN, 6);
        });
      }
    });

    it.each<[string, Fault, ApiCall['outcome'] | null]>([
      ['pages of 37 points', { effect: { kind: 'small-pages', size: 37 } }, null],
      ['a third of calls throttled', { match: { service: 'monitoring' }, effect: { kind: 'throttle', share: 0.3 } }, 'throttled'],
      [
        'a third of calls answered 503',
        { match: { service: 'monitoring' }, effect: { kind: 'server-error', share: 0.3, status: 503 } },
        'failed',
      ],
      ['a third of connections dropped', { match: { service: 'monitoring' }, effect: { kind: 'drop', share: 0.3 } }, 'failed'],
      [
        'results that fail inside',
        { match: { service: 'monitoring' }, effect: { kind: 'result-status', share: 0.1, status: 'InternalError' } },
        null,
      ],
    ])('is read in full through %s', async (_name, fault, outcome) => {
      const queues = (await discover()).slice(0, 12);
      const range = { from: settled() - 30 * MINUTE, to: settled() };
      const truth = await expected(queues, range);
      await sim.befall(fault, { match: { service: 'monitoring' }, effect: { kind: 'small-pages', size: 97 } });
      const reply = await read(queues, range);
      expect(outcomesIn(reply)).toEqual(new Set(['complete']));
      expect(told(reply)).toEqual(truth);
      const reads = calls.filter((call) => call.service === 'cloudwatch');
      expect(reads.length).toBeGreaterThan(1);
      if (outcome !== null) expect(reads.map((call) => call.outcome)).toContain(outcome);
    });

    it('marks forbidden series denied and gives the others in full', async () => {
      const queues = (await discover()).slice(0, 12);
      const range = { from: settled() - 30 * MINUTE, to: settled() };
      const truth = await expected(queues, range);
      await sim.befall({ match: { service: 'monitoring' }, effect: { kind: 'result-status', share: 0.4, status: 'Forbidden' } });
      const reply = await read(queues, range);
      expect(outcomesIn(reply)).toEqual(new Set(['complete', 'denied']));
      for (const series of reply.series) {
        expect(series.points).toEqual(series.outcome === 'complete' ? truth.get(keyOf(series)) : []);
      }
    });
  });

  describe('SQS', () => {
    it('tells the depth of every queue as it is', async () => {
      const queues = await discover();
      const readings = await access
        .scope(SCOPE)
        .readQueues(queues.map((queue) => ({ resourceId: resourceIdOf(queue.arn), url: queue.config.url })));
      for (const [index, queue] of queues.entries()) {
        const { held } = await sim.truth({ account: PROD, region: 'eu-west-1', queue: queue.name, from: clock.at - MINUTE, to: clock.at });
        expect(readings[index]).toMatchObject({ resourceId: resourceIdOf(queue.arn), outcome: { ok: true, ...held } });
      }
    });

    it('finds the whole company through pages of seven, with dead-letter queues and tags', async () => {
      await sim.befall({ match: { api: 'ListQueues' }, effect: { kind: 'small-pages', size: 7 } });
      const queues = await discover();
      expect(queues.length).toBeGreaterThan(7);
      expect(calls.filter((call) => call.api === 'sqs:ListQueues')).toHaveLength(Math.ceil(queues.length / 7));
      expect(queues.filter((queue) => queue.config.problems.length > 0 || queue.tags['system'] === undefined)).toEqual([]);
      expect(queues.find((queue) => queue.name === 'payments-capture')?.tags).toMatchObject({ system: 'payments', 'cost-centre': 'shop' });
      const arns = new Set(queues.map((queue) => queue.arn));
      const targets = queues.flatMap((queue) => (queue.config.redrive === null ? [] : [queue.config.redrive.deadLetterTargetArn]));
      expect(targets.length).toBeGreaterThan(2);
      expect(targets.filter((target) => !arns.has(target))).toEqual([]);
    });

    it('reads on while a region is denied, and names who was denied what', async () => {
      await sim.befall({ match: { region: 'us-east-1' }, effect: { kind: 'deny', by: 'organization' } });
      await expect(access.scope(ELSEWHERE).discoverQueues()).rejects.toMatchObject({ failure: { kind: 'denied', retryable: false } });
      expect((await discover()).length).toBeGreaterThan(0);
      await sim.befall({ match: { service: 'sqs', region: 'us-east-1' }, effect: { kind: 'deny', by: 'identity' } });
      await expect(open().scope(ELSEWHERE).discoverQueues()).rejects.toMatchObject({
        failure: {
          kind: 'denied',
          action: 'sqs:ListQueues',
          principal: `arn:aws:sts::${PROD}:assumed-role/weir-reader/weir`,
        },
      });
    });

    it('corrects a clock that is twenty minutes off', async () => {
      const skewMs = 20 * MINUTE;
      const [queue] = await discover();
      if (queue === undefined) throw new Error('the company has no queues');
      access.close();
      access = open();
      calls = [];
      await sim.befall({ effect: { kind: 'clock-skew', milliseconds: skewMs } });
      const [reading] = await access.scope(SCOPE).readQueues([{ resourceId: resourceIdOf(queue.arn), url: queue.config.url }]);
      expect(calls.map((call) => `${call.api} ${call.outcome}`)).toEqual([
        'sts:AssumeRole failed',
        'sts:AssumeRole ok',
        'sqs:GetQueueAttributes failed',
        'sqs:GetQueueAttributes ok',
      ]);
      expect(reading?.outcome.ok && Math.abs(reading.outcome.at - (clock.at + skewMs))).toBeLessThan(3_000);
    });
  });

  describe('STS', () => {
    it('lends both accounts their own queues', async () => {
      const [prod, data] = [await discover(SCOPE), await discover({ accountId: DATA, region: 'eu-west-1' })];
      expect(new Set(prod.map((queue) => queue.arn.split(':')[4]))).toEqual(new Set([PROD]));
      expect(new Set(data.map((queue) => queue.arn.split(':')[4]))).toEqual(new Set([DATA]));
    });

    it('is asked again when the session ends, and in between not', async () => {
      await discover();
      await discover();
      await advance(61 * MINUTE);
      await discover();
      expect(calls.filter((call) => call.service === 'sts').map((call) => call.outcome)).toEqual(['ok', 'ok']);
      expect(calls.filter((call) => call.outcome !== 'ok')).toEqual([]);
    });

    it('is asked again when a session is called expired early', async () => {
      await discover();
      await sim.befall({ match: { service: 'sqs' }, effect: { kind: 'expired-token', share: 0.2 } });
      const { queues } = await access.scope(SCOPE).discoverQueues();
      expect(queues.length).toBeGreaterThan(0);
      expect(calls.filter((call) => call.service === 'sts').length).toBeGreaterThan(1);
    });

    it('refuses a wrong external id, which is told as such', async () => {
      access.close();
      access = open(() => 'somebody-else');
      await expect(access.scope(SCOPE).discoverQueues()).rejects.toMatchObject({
        failure: { kind: 'denied', action: 'sts:AssumeRole', principal: `arn:aws:iam::${PROD}:user/weir-demo` },
      });
    });
  });
});
