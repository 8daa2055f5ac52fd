import { consumerMetric, streamMetric, type ResourceId } from '@weir/contract';
import { settle } from '@weir/domain';
import { afterEach, describe, expect, it } from 'vitest';
import { openScripted, type ScriptedAccess } from './testing/scripted-access.js';
import { awsErrorReply, type AskedAws, type Reply } from './testing/scripted-aws.js';

const MINUTE = 60_000;
const FROM = Date.UTC(2026, 10, 24, 12);
const WINDOW = { from: FROM, to: FROM + 5 * MINUTE, periodSeconds: 60 };

const opened: ScriptedAccess[] = [];
afterEach(async () => {
  for (const scripted of opened.splice(0)) await scripted.close();
});

async function setUp(answer: (asked: AskedAws, earlier: number) => Reply = complete): Promise<ScriptedAccess> {
  const scripted = await openScripted(answer, { startAt: FROM + 10 * MINUTE });
  opened.push(scripted);
  return scripted;
}

interface AskedQuery {
  readonly Id: string;
  readonly MetricStat: {
    readonly Stat: string;
    readonly Metric: {
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
    };
  };
}
const queriesIn = (asked: AskedAws) => asked.input['MetricDataQueries'] as readonly AskedQuery[];

/** Every series has its first minute, with 7. */
const complete = (asked: AskedAws): Reply => ({
  body: {
    MetricDataResults: queriesIn(asked).map(({ Id }) => ({ Id, Timestamps: [FROM / 1_000], Values: [7], StatusCode: 'Complete' })),
  },
});

/** `AWS/Kinesis IncomingBytes Sum StreamName=orders` */
const wordsOf = ({ MetricStat: { Metric, Stat } }: AskedQuery) =>
  [Metric.Namespace, Metric.MetricName, Stat, ...Metric.Dimensions.map(({ Name, Value }) => `${Name}=${Value}`)].join(' ');

describe('readStreamMetrics', () => {
  it('asks every metric of a stream by its name, and gives what settles', async () => {
    const { reader, aws, calls } = await setUp();
    const resourceId = 'streamstreamstre' as ResourceId;
    const { series } = await reader.readStreamMetrics({
      streams: [{ resourceId, name: 'orders' }],
      metrics: streamMetric.options,
      ...WINDOW,
    });
    expect(queriesIn(aws.asked[0]!).map(wordsOf)).toEqual([
      'AWS/Kinesis IncomingBytes Sum StreamName=orders',
      'AWS/Kinesis IncomingRecords Sum StreamName=orders',
      'AWS/Kinesis GetRecords.Bytes Sum StreamName=orders',
      'AWS/Kinesis GetRecords.Records Sum StreamName=orders',
      'AWS/Kinesis GetRecords.IteratorAgeMilliseconds Maximum StreamName=orders',
      'AWS/Kinesis WriteProvisionedThroughputExceeded Sum StreamName=orders',
      'AWS/Kinesis ReadProvisionedThroughputExceeded Sum StreamName=orders',
    ]);
    expect(calls).toMatchObject([{ api: 'cloudwatch:GetMetricData', billedUnits: 7 }]);
    const settled = settle(
      {
        ...WINDOW,
        resourceId,
        family: 'kinesis.stream',
        readAt: FROM + 10 * MINUTE,
        points: Object.fromEntries(series.map(({ metric, points }) => [metric, points])),
        failure: null,
      },
      { provisionalFrom: null, settleSeconds: 120, quietSince: null },
    );
    expect(settled.rows).toEqual([{ resourceId, family: 'kinesis.stream', at: FROM, values: [7, 7, 7, 7, 7, 7, 7], settled: true }]);
  });
});

describe('readConsumerMetrics', () => {
  it('asks each type by the name CloudWatch has for it, and only for what it has', async () => {
    const { reader, aws } = await setUp();
    const { series } = await reader.readConsumerMetrics({
      consumers: [
        { resourceId: 'fan' as ResourceId, type: 'enhanced-fan-out', streamName: 'orders', consumerName: 'billing' },
        { resourceId: 'map' as ResourceId, type: 'event-source-mapping', uuid: '1-2-3' },
        { resourceId: 'hose' as ResourceId, type: 'delivery-stream', deliveryStreamName: 'lake', destination: 'HttpEndpoint' },
      ],
      metrics: consumerMetric.options,
      ...WINDOW,
    });
    expect(queriesIn(aws.asked[0]!).map(wordsOf)).toEqual([
      'AWS/Kinesis SubscribeToShardEvent.MillisBehindLatest Maximum StreamName=orders ConsumerName=billing',
      'AWS/Kinesis SubscribeToShardEvent.Records Sum StreamName=orders ConsumerName=billing',
      'AWS/Kinesis SubscribeToShardEvent.Bytes Sum StreamName=orders ConsumerName=billing',
      'AWS/Lambda IteratorAge Maximum EventSourceMappingUUID=1-2-3',
      'AWS/Lambda PolledEventCount Sum EventSourceMappingUUID=1-2-3',
      'AWS/Firehose KinesisMillisBehindLatest Maximum DeliveryStreamName=lake',
      'AWS/Firehose DataReadFromKinesisStream.Records Sum DeliveryStreamName=lake',
      'AWS/Firehose DataReadFromKinesisStream.Bytes Sum DeliveryStreamName=lake',
      'AWS/Firehose DeliveryToHttpEndpoint.DataFreshness Maximum DeliveryStreamName=lake',
    ]);
    expect(series.map(({ resourceId, metric }) => `${resourceId} ${metric}`)).toEqual([
      'fan lag',
      'fan consumedRecords',
      'fan consumedBytes',
      'map lag',
      'map consumedRecords',
      'hose lag',
      'hose consumedRecords',
      'hose consumedBytes',
      'hose deliveryAge',
    ]);
  });
});

describe('readShardMetrics', () => {
  const shardIds = Array.from({ length: 1_000 }, (_, index) => `shardId-${String(index).padStart(12, '0')}`);
  const request = {
    streamName: 'orders',
    shardIds,
    metrics: ['incomingBytes', 'incomingRecords', 'writeThrottled', 'iteratorAge'] as const,
    ...WINDOW,
  };

  it('reads four metrics of a thousand shards with eight calls', async () => {
    const { reader, aws, calls } = await setUp();
    const { series } = await reader.readShardMetrics(request);
    expect(aws.asked.map((asked) => queriesIn(asked).length)).toEqual([500, 500, 500, 500, 500, 500, 500, 500]);
    expect(calls.reduce((units, call) => units + call.billedUnits, 0)).toBe(4_000);
    expect(new Set(aws.asked.flatMap(queriesIn).map(wordsOf)).size).toBe(4_000);
    expect(series).toHaveLength(4_000);
    expect(series[3]).toEqual({ shardId: shardIds[0], metric: 'iteratorAge', points: [[FROM, 7]], outcome: 'complete' });
    expect(queriesIn(aws.asked[0]!).slice(0, 4).map(wordsOf)).toEqual([
      `AWS/Kinesis IncomingBytes Sum StreamName=orders ShardId=${shardIds[0]}`,
      `AWS/Kinesis IncomingRecords Sum StreamName=orders ShardId=${shardIds[0]}`,
      `AWS/Kinesis WriteProvisionedThroughputExceeded Sum StreamName=orders ShardId=${shardIds[0]}`,
      `AWS/Kinesis IteratorAgeMilliseconds Maximum StreamName=orders ShardId=${shardIds[0]}`,
    ]);
  });

  it('tells the failure of a call with each of its shards, and no zero', async () => {
    const { reader } = await setUp(() => awsErrorReply('AccessDenied', 'is not authorized to perform: cloudwatch:GetMetricData', 403));
    const { series } = await reader.readShardMetrics({ ...request, shardIds: shardIds.slice(0, 1) });
    expect(series).toHaveLength(4);
    for (const one of series) {
      expect(one).toMatchObject({ points: [], outcome: { kind: 'denied', action: 'cloudwatch:GetMetricData' } });
    }
  });
});
