import { GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import {
  DescribeLimitsCommand,
  DescribeStreamConsumerCommand,
  DescribeStreamSummaryCommand,
  ListShardsCommand,
  ListStreamConsumersCommand,
  ListStreamsCommand,
  ListTagsForStreamCommand,
  PutRecordCommand,
  PutRecordsCommand,
  RegisterStreamConsumerCommand,
  type GetRecordsOutput,
} from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATA } from '@weir/simulator';
import { failure, MINUTE, START, startBench, type Bench } from './testing/bench.js';
import { keysOf, streamTools } from './testing/stream-tools.js';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const SECOND = 1_000;
const { newStream, shardsOf, put, iterator, read } = streamTools(() => bench);

describe('streams of the company', () => {
  it('are listed and described', async () => {
    const { StreamNames, HasMoreStreams, StreamSummaries } = await bench.kinesis.send(new ListStreamsCommand({}));
    expect(StreamNames?.slice(0, 2)).toEqual(['clickstream', 'driver-locations']);
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
    const { Tags } = await bench.kinesis.send(new ListTagsForStreamCommand({ StreamName: 'clickstream' }));
    expect(Tags).toContainEqual({ Key: 'team', Value: 'analytics' });
    expect(await bench.kinesis.send(new DescribeLimitsCommand({}))).toMatchObject({ ShardLimit: 20_000, OpenShardCount: 14 });
  });

  it('are listed page by page', async () => {
    const first = await bench.kinesis.send(new ListStreamsCommand({ Limit: 1 }));
    expect(first).toMatchObject({ StreamNames: ['clickstream'], HasMoreStreams: true });
    const second = await bench.kinesis.send(new ListStreamsCommand({ Limit: 1, NextToken: first.NextToken }));
    expect(second.StreamNames).toEqual(['driver-locations']);
  });

  it('have consumers with enhanced fan-out', async () => {
    const StreamARN = `arn:aws:kinesis:eu-west-1:${DATA}:stream/driver-locations`;
    const { Consumers = [] } = await bench.kinesis.send(new ListStreamConsumersCommand({ StreamARN }));
    expect(Consumers).toMatchObject([{ ConsumerName: 'fleet-map', ConsumerStatus: 'ACTIVE' }]);
    expect(Consumers[0]?.ConsumerARN).toBe(`${StreamARN}/consumer/fleet-map:${Date.UTC(2024, 0, 1) / 1000}`);
    const { Consumer } = await bench.kinesis.send(new RegisterStreamConsumerCommand({ StreamARN, ConsumerName: 'weir' }));
    expect(Consumer?.ConsumerStatus).toBe('CREATING');
    await bench.advance(SECOND);
    const described = await bench.kinesis.send(new DescribeStreamConsumerCommand({ ConsumerARN: Consumer?.ConsumerARN }));
    expect(described.ConsumerDescription).toMatchObject({ ConsumerName: 'weir', ConsumerStatus: 'ACTIVE', StreamARN });
    const again = bench.kinesis.send(new RegisterStreamConsumerCommand({ StreamARN, ConsumerName: 'weir' }));
    expect(await failure(again)).toMatchObject({ name: 'ResourceInUseException', status: 400 });
  });

  it('give the records that their metrics count', async () => {
    const { Shards = [] } = await bench.kinesis.send(
      new ListShardsCommand({ StreamName: 'clickstream', ShardFilter: { Type: 'AT_LATEST' } }),
    );
    expect(Shards).toHaveLength(8);
    const ShardId = Shards[3]?.ShardId ?? '';
    const from = START - 10 * MINUTE;
    let next: string | undefined = await iterator('clickstream', { ShardId, ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(from) });
    let [records, bytes] = [0, 0];
    for (let done = false; !done && next; await bench.advance(6 * SECOND)) {
      const reply: GetRecordsOutput = await read(next);
      next = reply.NextShardIterator;
      for (const { ApproximateArrivalTimestamp: at, Data, PartitionKey = '' } of reply.Records ?? []) {
        if (!at || at.getTime() >= from + MINUTE) done = true;
        else {
          records++;
          bytes += (Data?.length ?? 0) + PartitionKey.length;
        }
      }
    }
    const metric = (MetricName: string, at: number): MetricDataQuery => ({
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
        MetricDataQueries: ['IncomingRecords', 'IncomingBytes'].map(metric),
      }),
    );
    expect(records).toBeGreaterThan(5_000);
    expect(MetricDataResults.map(({ Values }) => Values)).toEqual([[records], [bytes]]);
    const query = `truth?account=${DATA}&region=eu-west-1&stream=clickstream&from=${from}&to=${from + MINUTE}`;
    const truth = (await bench.admin('GET', query)).body as { shards: { shardId: string; minutes: [number, object][] }[]; keys: object[] };
    expect(truth.shards.find(({ shardId }) => shardId === ShardId)?.minutes).toEqual([
      [from, { records, bytes, rejected: 0, rejectedBytes: 0, userRecords: records }],
    ]);
    expect(truth.keys[0]).toMatchObject({ key: 'tenant-acme' });
  });
});

describe('putting and reading', () => {
  it('gives back what was put, from any place', async () => {
    const name = await newStream();
    const first = await put(name, 'a');
    const second = await put(name, 'ü');
    expect(BigInt(second.SequenceNumber ?? 0)).toBeGreaterThan(BigInt(first.SequenceNumber ?? 0));
    const all = await read(await iterator(name));
    expect(keysOf(all)).toEqual(['a', 'ü']);
    expect(all).toMatchObject({ MillisBehindLatest: 0 });
    expect(all.Records?.[0]).toMatchObject({ SequenceNumber: first.SequenceNumber, ApproximateArrivalTimestamp: new Date(bench.now()) });
    const StartingSequenceNumber = first.SequenceNumber;
    expect(keysOf(await read(await iterator(name, { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber })))).toEqual(['ü']);
    expect(keysOf(await read(await iterator(name, { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber })))).toEqual([
      'a',
      'ü',
    ]);
    const latest = await iterator(name, { ShardIteratorType: 'LATEST' });
    await put(name, 'later');
    await bench.advance(SECOND);
    expect(keysOf(await read(latest))).toEqual(['later']);
    expect(keysOf(await read(all.NextShardIterator ?? ''))).toEqual(['later']);
  });

  it('says how far behind a reader is', async () => {
    const name = await newStream();
    await put(name, 'a');
    await bench.advance(7 * SECOND);
    await put(name, 'b');
    const behind = await read(await iterator(name), 1);
    expect(behind).toMatchObject({ MillisBehindLatest: 7_000 });
    expect(keysOf(behind)).toEqual(['a']);
    expect(await read(behind.NextShardIterator ?? '')).toMatchObject({ MillisBehindLatest: 0 });
  });

  it('answers five reads a second on a shard, and three where two of the company read', async () => {
    const name = await newStream();
    const from = await iterator(name);
    for (let call = 0; call < 5; call++) await read(from);
    expect(await failure(read(from))).toMatchObject({ name: 'ProvisionedThroughputExceededException', status: 400 });
    await bench.advance(SECOND);
    await read(from);
    const ShardId = (await shardsOf('driver-locations')).find(
      ({ SequenceNumberRange }) => !SequenceNumberRange?.EndingSequenceNumber,
    )?.ShardId;
    const busy = await iterator('driver-locations', { ShardId, ShardIteratorType: 'LATEST' });
    for (let call = 0; call < 3; call++) await read(busy);
    expect(await failure(read(busy))).toMatchObject({ name: 'ProvisionedThroughputExceededException' });
  });

  it('lets an iterator live for five minutes', async () => {
    const name = await newStream();
    const from = await iterator(name);
    await bench.advance(5 * MINUTE);
    await read(from);
    await bench.advance(1);
    expect(await failure(read(from))).toMatchObject({ name: 'ExpiredIteratorException', status: 400 });
  });

  it('takes 1,000 records and a mebibyte a second, and says of each record whether it was taken', async () => {
    const name = await newStream(2);
    const putMany = (count: number, bytes: number) => {
      const Records = Array.from({ length: count }, () => ({ PartitionKey: 'a', Data: new Uint8Array(bytes) }));
      return bench.kinesis.send(new PutRecordsCommand({ StreamName: name, Records }));
    };
    expect((await putMany(500, 10)).FailedRecordCount).toBe(0);
    expect((await putMany(450, 10)).FailedRecordCount).toBe(0);
    const { FailedRecordCount, Records = [] } = await putMany(100, 10);
    expect(FailedRecordCount).toBe(50);
    expect(Records[49]).toMatchObject({ ShardId: 'shardId-000000000000' });
    expect(Records[50]).toMatchObject({ ErrorCode: 'ProvisionedThroughputExceededException' });
    expect(await failure(put(name, 'a'))).toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    await put(name, 'tenant-7');
    await bench.advance(SECOND);
    // Data and key count: 1,048,576 / 104,858 is just below ten.
    expect((await putMany(10, 104_857)).FailedRecordCount).toBe(1);
    const minute = Math.floor(bench.now() / MINUTE) * MINUTE;
    await bench.advance(6 * MINUTE);
    const { MetricDataResults = [] } = await bench.metrics.send(
      new GetMetricDataCommand({
        StartTime: new Date(minute - MINUTE),
        EndTime: new Date(minute + MINUTE),
        MetricDataQueries: [
          'IncomingRecords',
          'WriteProvisionedThroughputExceeded',
          'PutRecords.ThrottledRecords',
          'PutRecord.Success',
        ].map((MetricName, at) => ({
          Id: `m${at}`,
          MetricStat: {
            Metric: { Namespace: 'AWS/Kinesis', MetricName, Dimensions: [{ Name: 'StreamName', Value: name }] },
            Period: 60,
            Stat: 'Sum',
          },
        })),
      }),
    );
    const total = MetricDataResults.map(({ Values = [] }) => Values.reduce((sum, value) => sum + value, 0));
    expect(total).toEqual([1_010, 52, 51, 1]);
  });

  it.each([
    ['a key too long', { PartitionKey: 'x'.repeat(257), Data: new Uint8Array(1) }, 'ValidationException'],
    ['a record too large', { PartitionKey: 'a', Data: new Uint8Array(1_048_577) }, 'ValidationException'],
    ['a hash beyond the ring', { PartitionKey: 'a', Data: new Uint8Array(1), ExplicitHashKey: '9'.repeat(39) }, 'InvalidArgumentException'],
  ])('refuses %s', async (_name, record, name) => {
    const call = bench.kinesis.send(new PutRecordCommand({ StreamName: 'clickstream', ...record }));
    expect(await failure(call)).toMatchObject({ name, status: 400 });
  });

  it('does not know streams and shards that are not there', async () => {
    expect(await failure(put('nowhere', 'a'))).toMatchObject({ name: 'ResourceNotFoundException', status: 400 });
    expect(await failure(iterator('clickstream', { ShardId: 'shardId-000000009999' }))).toMatchObject({
      name: 'ResourceNotFoundException',
    });
    expect(await failure(read('rubbish'))).toMatchObject({ name: 'InvalidArgumentException' });
  });
});
