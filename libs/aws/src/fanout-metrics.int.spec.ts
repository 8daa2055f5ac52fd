import type { ResourceId } from '@weir/contract';
import {
  awsNameOf,
  dimensionSetsOf,
  FANOUT_FAMILIES,
  FANOUT_NAMESPACES,
  type FamilyMetric,
  type FanoutFamilyName,
  wholeFanoutFamily as keysOf,
} from '@weir/domain';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FanoutToRead } from './fanout-metrics.js';
import { openScripted, type ScriptedAccess } from './testing/scripted-access.js';
import { awsErrorReply, type AskedAws, type Reply } from './testing/scripted-aws.js';

const MINUTE = 60_000;
const FROM = Date.UTC(2026, 10, 24, 12);
const WINDOW = { from: FROM, to: FROM + 5 * MINUTE, periodSeconds: 60 };
const RULE = 'rulerulerulerule' as ResourceId;

async function setUp(answer: (asked: AskedAws, earlier: number) => Reply): Promise<ScriptedAccess> {
  const scripted = await openScripted(answer, { startAt: FROM + 10 * MINUTE });
  onTestFinished(() => scripted.close());
  return scripted;
}

interface AskedQuery {
  readonly Id: string;
  readonly MetricStat: {
    readonly Stat: string;
    readonly Metric: {
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
    };
  };
}
const queriesIn = (asked: AskedAws) => asked.input['MetricDataQueries'] as readonly AskedQuery[];
const dimensionsOf = ({ MetricStat }: AskedQuery): string =>
  (MetricStat.Metric.Dimensions ?? []).map(({ Name, Value }) => `${Name}=${Value}`).join(' ');

/** Values of the first minutes by metric and dimensions; a number alone is a status other than complete. */
const answering =
  (told: (metric: string, dimensions: string) => readonly number[] | 'Forbidden' | 'InternalError') =>
  (asked: AskedAws): Reply => ({
    body: {
      MetricDataResults: queriesIn(asked).map((query) => {
        const values = told(query.MetricStat.Metric.MetricName, dimensionsOf(query));
        if (typeof values === 'string') return { Id: query.Id, Timestamps: [], Values: [], StatusCode: values };
        const Timestamps = values.map((_value, index) => (FROM + index * MINUTE) / 1_000);
        return { Id: query.Id, Timestamps, Values: values, StatusCode: 'Complete' };
      }),
    },
  });

const pair = 'EventBusName=shop RuleName=placed';
const alone = 'RuleName=placed';
const PLACED: FanoutToRead = {
  resourceId: RULE,
  family: 'events.rule',
  dimensionSets: [{ EventBusName: 'shop', RuleName: 'placed' }, { RuleName: 'placed' }],
  metrics: ['matched', 'invocations', 'startLatency'],
};

describe('readFanoutMetrics', () => {
  it('takes a metric by the first of its names that has points, under whichever dimensions, and says which that was', async () => {
    const { reader, aws } = await setUp(
      answering((metric, dimensions) => (metric === 'IngestionToInvocationStartLatency' && dimensions === pair ? [40] : [])),
    );
    const startLatency = ['IngestiontoInvocationStartLatency', 'IngestionToInvocationStartLatency'];
    const { series } = await reader.readFanoutMetrics({
      ...WINDOW,
      resources: [{ ...PLACED, metrics: ['startLatency'], awsNames: { startLatency } }],
    });
    expect(series).toMatchObject([{ points: [[FROM, 40]], answeredBy: 0, answeredAs: 'IngestionToInvocationStartLatency' }]);
    expect(aws.asked.flatMap(queriesIn)).toHaveLength(4);
  });

  it.each([
    ['HttpEndpoint', ['IncomingRecords', 'DeliveryToHttpEndpoint.Success', 'DeliveryToHttpEndpoint.DataFreshness']],
    ['Redshift', ['IncomingRecords', 'DeliveryToRedshift.Success']],
    [null, ['IncomingRecords']],
  ] as const)('asks of a delivery stream to %s what there is of that kind', async (destination, names) => {
    const { reader, aws } = await setUp(answering(() => [1]));
    const hose: FanoutToRead = {
      resourceId: RULE,
      family: 'firehose.delivery',
      dimensionSets: [{ DeliveryStreamName: 'lake' }],
      metrics: ['hoseRecords', 'deliverySuccess', 'deliveryFreshness'],
      destination,
    };
    const { series } = await reader.readFanoutMetrics({ ...WINDOW, resources: [hose] });
    expect(aws.asked.flatMap(queriesIn).map(({ MetricStat }) => MetricStat.Metric.MetricName)).toEqual(names);
    expect(series).toHaveLength(names.length);
  });

  it('takes of each metric the first dimension set that has points, and adds none', async () => {
    const { reader, calls } = await setUp(
      answering((metric, dimensions) => {
        if (metric === 'MatchedEvents') return dimensions === alone ? [5, 6] : [];
        if (metric === 'Invocations') return dimensions === alone ? [9] : [3];
        return dimensions === pair ? [120] : [];
      }),
    );
    const { series } = await reader.readFanoutMetrics({ ...WINDOW, resources: [PLACED] });
    const family = 'events.rule';
    expect(series).toEqual([
      {
        resourceId: RULE,
        family,
        metric: 'matched',
        points: [
          [FROM, 5],
          [FROM + MINUTE, 6],
        ],
        outcome: 'complete',
        answeredBy: 1,
        answeredAs: 'MatchedEvents',
      },
      {
        resourceId: RULE,
        family,
        metric: 'invocations',
        points: [[FROM, 3]],
        outcome: 'complete',
        answeredBy: 0,
        answeredAs: 'Invocations',
      },
      {
        ...{ resourceId: RULE, family, metric: 'startLatency', points: [[FROM, 120]], outcome: 'complete', answeredBy: 0 },
        answeredAs: 'IngestiontoInvocationStartLatency',
      },
    ]);
    expect(calls).toMatchObject([{ api: 'cloudwatch:GetMetricData', billedUnits: 6 }]);
  });

  it('says of a metric without points under any set that none answered', async () => {
    const { reader } = await setUp(answering(() => []));
    const { series } = await reader.readFanoutMetrics({ ...WINDOW, resources: [PLACED] });
    expect(series.map(({ points, outcome, answeredBy }) => ({ points, outcome, answeredBy }))).toEqual(
      Array.from({ length: 3 }, () => ({ points: [], outcome: 'complete', answeredBy: null })),
    );
  });

  it('does not call a metric empty while one of its sets failed', async () => {
    const { reader } = await setUp(
      answering((metric, dimensions) => {
        if (metric === 'MatchedEvents') return dimensions === pair ? [] : 'Forbidden';
        if (metric === 'Invocations') return dimensions === pair ? 'Forbidden' : [4];
        return 'Forbidden';
      }),
    );
    const { series } = await reader.readFanoutMetrics({ ...WINDOW, resources: [PLACED] });
    expect(series).toMatchObject([
      { metric: 'matched', points: [], outcome: { kind: 'denied' }, answeredBy: null },
      { metric: 'invocations', points: [[FROM, 4]], outcome: 'complete', answeredBy: 1 },
      { metric: 'startLatency', points: [], outcome: { kind: 'denied' }, answeredBy: null },
    ]);
  });

  it('tells a refusal of the whole call with each series', async () => {
    const { reader } = await setUp(() => awsErrorReply('AccessDenied', 'not authorized to perform: cloudwatch:GetMetricData', 403));
    const { series } = await reader.readFanoutMetrics({ ...WINDOW, resources: [PLACED] });
    expect(series).toHaveLength(3);
    for (const one of series) expect(one).toMatchObject({ points: [], outcome: { kind: 'denied' }, answeredBy: null });
  });

  it("asks an account's own figures without dimensions, and those of another bus not at all", async () => {
    const { reader, aws } = await setUp(answering(() => [1]));
    const bus = { kind: 'bus' as const, busName: null, sharesName: false };
    const ingest = (name: string): FanoutToRead => ({
      resourceId: RULE,
      family: 'events.ingest',
      dimensionSets: dimensionSetsOf('events.ingest', { ...bus, name }),
      metrics: ['putEntries'],
    });
    const { series } = await reader.readFanoutMetrics({ ...WINDOW, resources: [ingest('default'), ingest('shop')] });
    expect(series).toMatchObject([{ metric: 'putEntries', points: [[FROM, 1]], answeredBy: 0 }]);
    expect(queriesIn(aws.asked[0]!).map(({ MetricStat }) => [MetricStat.Metric.MetricName, MetricStat.Metric.Dimensions ?? []])).toEqual([
      ['PutEventsEntriesCount', []],
    ]);
  });

  it.each(Object.keys(FANOUT_FAMILIES) as FanoutFamilyName[])('asks all of %s, in its namespace, with its statistics', async (family) => {
    const { reader, aws } = await setUp(answering(() => [2]));
    const metrics: readonly FamilyMetric[] = FANOUT_FAMILIES[family].metrics;
    const { series } = await reader.readFanoutMetrics({
      ...WINDOW,
      resources: [{ resourceId: RULE, family, dimensionSets: [{ Name: 'x' }], metrics: keysOf(family), destination: 'S3' }],
    });
    expect(series.map(({ metric }) => metric)).toEqual(keysOf(family));
    expect(queriesIn(aws.asked[0]!).map(({ MetricStat: { Metric, Stat } }) => [Metric.Namespace, Metric.MetricName, Stat])).toEqual(
      metrics.map((metric) => [FANOUT_NAMESPACES[family], awsNameOf(family, metric, 'S3'), metric.statistic]),
    );
  });

  it('keeps series of many resources apart, in the order asked', async () => {
    const { reader, calls } = await setUp(
      answering((_metric, dimensions) => (dimensions.startsWith('TopicName=t') ? [Number(dimensions.slice(11))] : [])),
    );
    const ids = Array.from({ length: 400 }, (_, index) => String(index).padStart(16, 'a') as ResourceId);
    const resources = ids.map((resourceId, index): FanoutToRead => {
      return {
        resourceId,
        family: 'sns.topic',
        dimensionSets: [{ TopicName: `t${index}` }],
        metrics: ['delivered', 'published', 'matched'],
      };
    });
    const { series } = await reader.readFanoutMetrics({ ...WINDOW, resources });
    expect(series.map(({ resourceId, metric, points }) => [resourceId, metric, points[0]?.[1]])).toEqual(
      ids.flatMap((id, index) => [
        [id, 'published', index],
        [id, 'delivered', index],
      ]),
    );
    expect(calls.map(({ billedUnits }) => billedUnits)).toEqual([500, 300]);
  });

  it('refuses a range without minutes', async () => {
    const { reader } = await setUp(answering(() => []));
    await expect(reader.readFanoutMetrics({ ...WINDOW, to: FROM, resources: [PLACED] })).rejects.toMatchObject({
      failure: { kind: 'invalid' },
    });
  });
});
