import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATA } from '@weir/simulator';
import { MINUTE, START, startBench, type Bench } from './testing/bench.js';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

describe('streams', () => {
  it('are listed and described', async () => {
    const { StreamNames, HasMoreStreams, StreamSummaries } = await bench.kinesis.send(new ListStreamsCommand({}));
    expect(StreamNames).toEqual(['clickstream', 'driver-locations']);
    expect(HasMoreStreams).toBe(false);
    expect(StreamSummaries?.[0]).toMatchObject({ StreamStatus: 'ACTIVE', StreamModeDetails: { StreamMode: 'PROVISIONED' } });
    const { StreamDescriptionSummary: summary } = await bench.kinesis.send(new DescribeStreamSummaryCommand({ StreamName: 'clickstream' }));
    expect(summary).toMatchObject({
      StreamARN: `arn:aws:kinesis:eu-west-1:${DATA}:stream/clickstream`,
      RetentionPeriodHours: 24,
      OpenShardCount: 8,
      ConsumerCount: 0,
      MaxRecordSizeInKiB: 1024,
      EncryptionType: 'NONE',
    });
    expect(summary?.EnhancedMonitoring?.[0]?.ShardLevelMetrics).toHaveLength(7);
    expect(summary).not.toHaveProperty('RecordDistributionStrategy');
  });

  it('give the records that their metrics count', async () => {
    const { Shards = [] } = await bench.kinesis.send(
      new ListShardsCommand({ StreamName: 'clickstream', ShardFilter: { Type: 'AT_LATEST' } }),
    );
    expect(Shards).toHaveLength(8);
    const ShardId = Shards[3]?.ShardId;
    const from = START - 10 * MINUTE;
    let { ShardIterator } = await bench.kinesis.send(
      new GetShardIteratorCommand({ StreamName: 'clickstream', ShardId, ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(from) }),
    );
    let [records, bytes] = [0, 0];
    const keys = new Map<string, number>();
    for (let done = false; !done; await bench.advance(6_000)) {
      const read = await bench.kinesis.send(new GetRecordsCommand({ ShardIterator }));
      ShardIterator = read.NextShardIterator;
      for (const { ApproximateArrivalTimestamp: at, Data, PartitionKey = '' } of read.Records ?? []) {
        if (!at || at.getTime() >= from + MINUTE) done = true;
        else {
          records++;
          bytes += (Data?.length ?? 0) + PartitionKey.length;
          keys.set(PartitionKey, (keys.get(PartitionKey) ?? 0) + 1);
        }
      }
    }
    const metric = (MetricName: string, at: number): object => ({
      Id: `m${at}`,
      MetricStat: {
        Metric: {
          Namespace: 'AWS/Kinesis',
          MetricName,
          Dimensions: [
            { Name: 'StreamName', Value: 'clickstream' },
            { Name: 'ShardId', Value: ShardId },
          ],
        },
        Period: 60,
        Stat: 'Sum',
      },
    });
    const { MetricDataResults = [] } = await bench.metrics.send(
      new GetMetricDataCommand({
        StartTime: new Date(from),
        EndTime: new Date(from + MINUTE),
        MetricDataQueries: ['IncomingRecords', 'IncomingBytes'].map(metric) as never,
      }),
    );
    expect(MetricDataResults.map(({ Values }) => Values)).toEqual([[records], [bytes]]);
    expect(records).toBeGreaterThan(5_000);
    expect(keys.size).toBeGreaterThan(400);
  });
});
