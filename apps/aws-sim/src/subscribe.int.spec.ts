import {
  RegisterStreamConsumerCommand,
  DeregisterStreamConsumerCommand,
  SplitShardCommand,
  SubscribeToShardCommand,
  type StartingPosition,
  type SubscribeToShardEvent,
} from '@aws-sdk/client-kinesis';
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DATA } from '@weir/simulator';
import { failure, MINUTE, startBench, type Bench } from './testing/bench.js';
import { streamTools } from './testing/stream-tools.js';

const SECOND = 1_000;
const SHARD = 'shardId-000000000000';
const arnOf = (name: string): string => `arn:aws:kinesis:eu-west-1:${DATA}:stream/${name}`;

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const { newStream, put } = streamTools(() => bench);

async function register(streamName: string, ConsumerName = 'weir'): Promise<string> {
  const { Consumer } = await bench.patientKinesis.send(new RegisterStreamConsumerCommand({ StreamARN: arnOf(streamName), ConsumerName }));
  await bench.advance(SECOND);
  return Consumer?.ConsumerARN ?? '';
}

/** A subscription as a subscriber sees it: the next event when asked; null: it has ended. */
interface Subscribed {
  next(): Promise<SubscribeToShardEvent | null>;
  leave(): void;
}
const subscribed: Subscribed[] = [];
afterEach(() => {
  for (const each of subscribed.splice(0)) each.leave();
});

async function subscribe(consumerArn: string, start: StartingPosition = { Type: 'TRIM_HORIZON' }, shardId = SHARD): Promise<Subscribed> {
  const controller = new AbortController();
  const { EventStream } = await bench.kinesis.send(
    new SubscribeToShardCommand({ ConsumerARN: consumerArn, ShardId: shardId, StartingPosition: start }),
    { abortSignal: controller.signal },
  );
  const iterator = EventStream?.[Symbol.asyncIterator]();
  const subscription = {
    next: async () => {
      const step = await iterator?.next();
      return step === undefined || step.done === true ? null : (step.value.SubscribeToShardEvent ?? null);
    },
    leave: () => {
      controller.abort();
    },
  };
  subscribed.push(subscription);
  return subscription;
}

const keysIn = (event: SubscribeToShardEvent | null): (string | undefined)[] =>
  (event?.Records ?? []).map(({ PartitionKey }) => PartitionKey);

describe('SubscribeToShard', () => {
  it('pushes what is there and what comes, and is carried on without a gap or a repeat', async () => {
    const name = await newStream();
    const arn = await register(name);
    await put(name, 'before');
    await bench.advance(SECOND);
    const first = await subscribe(arn);
    const before = await first.next();
    expect(keysIn(before)).toEqual(['before']);
    expect(before).toMatchObject({ MillisBehindLatest: 0 });
    await put(name, 'between');
    await bench.advance(SECOND);
    const between = await first.next();
    expect(keysIn(between)).toEqual(['between']);
    first.leave();
    await put(name, 'after');
    await bench.advance(5 * SECOND);
    const second = await subscribe(arn, { Type: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: between?.ContinuationSequenceNumber ?? '' });
    expect(keysIn(await second.next())).toEqual(['after']);
  });

  it('gives a sign of life where nothing comes', async () => {
    const arn = await register(await newStream());
    const { next } = await subscribe(arn, { Type: 'LATEST' });
    expect(await next()).toMatchObject({ Records: [], MillisBehindLatest: 0 });
    const later = next();
    await bench.advance(5 * SECOND);
    expect(await later).toMatchObject({ Records: [] });
  });

  it('refuses a second subscriber for five seconds, and then lets it take over', async () => {
    const arn = await register(await newStream());
    const first = await subscribe(arn);
    await first.next();
    expect(await failure(subscribe(arn))).toMatchObject({ name: 'ResourceInUseException', status: 400 });
    await bench.advance(5 * SECOND - 1);
    expect((await failure(subscribe(arn))).name).toBe('ResourceInUseException');
    await bench.advance(1);
    const second = await subscribe(arn);
    expect(await second.next()).toMatchObject({ Records: [] });
    expect((await failure(untilItFails(first))).name).toBe('ResourceInUseException');
  });

  it('ends after five minutes', async () => {
    const { next } = await subscribe(await register(await newStream()));
    await next();
    await bench.advance(5 * MINUTE);
    expect(await next()).toBeNull();
  });

  it('sends two mebibytes a second', async () => {
    const name = await newStream(4);
    const arn = await register(name);
    const sent: number[] = [];
    for (let second = 0; second < 6; second += 1) {
      for (let index = 0; index < 9; index += 1) await put(name, 'k', 100_000);
      await bench.advance(SECOND);
    }
    const shardId = (await put(name, 'k')).ShardId ?? '';
    const { next } = await subscribe(arn, { Type: 'TRIM_HORIZON' }, shardId);
    const read = async (): Promise<void> => {
      for (let event = await next(); event; event = await next())
        sent.push((event.Records ?? []).reduce((sum, { Data }) => sum + (Data?.length ?? 0), 0));
    };
    const reading = read();
    const total = (): number => sent.reduce((sum, bytes) => sum + bytes, 0);
    await settles(total);
    expect(total()).toBeGreaterThan(2_097_152 - 262_144);
    expect(total()).toBeLessThan(2_097_152 + 262_144);
    await bench.advance(SECOND);
    await settles(total);
    expect(total()).toBeGreaterThan(2 * 2_097_152 - 2 * 262_144);
    expect(total()).toBeLessThan(2 * 2_097_152 + 2 * 262_144);
    await bench.advance(10 * MINUTE);
    await reading;
  });

  it('names the children at the end of a shard', async () => {
    const name = await newStream();
    const arn = await register(name);
    const { next } = await subscribe(arn);
    await next();
    await bench.kinesis.send(new SplitShardCommand({ StreamName: name, ShardToSplit: SHARD, NewStartingHashKey: String(2n ** 127n) }));
    await bench.advance(4 * SECOND);
    const last = await next();
    expect(last?.ContinuationSequenceNumber).toBeUndefined();
    expect(last?.ChildShards?.map(({ ParentShards }) => ParentShards)).toEqual([[SHARD], [SHARD]]);
    expect(await next()).toBeNull();
  });

  it('fails when its consumer is deregistered', async () => {
    const arn = await register(await newStream());
    const subscription = await subscribe(arn);
    await subscription.next();
    await bench.kinesis.send(new DeregisterStreamConsumerCommand({ ConsumerARN: arn }));
    expect((await failure(subscription.next())).name).toBe('ResourceNotFoundException');
  });

  it('refuses what there is not, and what is not ready', async () => {
    const name = await newStream();
    const missing = `${arnOf(name)}/consumer/nobody:1`;
    expect((await failure(subscribe(missing))).name).toBe('ResourceNotFoundException');
    const { Consumer } = await bench.patientKinesis.send(
      new RegisterStreamConsumerCommand({ StreamARN: arnOf(name), ConsumerName: 'young' }),
    );
    const arn = Consumer?.ConsumerARN ?? '';
    expect((await failure(subscribe(arn))).name).toBe('ResourceInUseException');
    await bench.advance(SECOND);
    expect((await failure(subscribe(arn, { Type: 'LATEST' }, 'shardId-000000000009'))).name).toBe('ResourceNotFoundException');
    expect((await failure(subscribe(arn, { Type: 'AT_SEQUENCE_NUMBER', SequenceNumber: '7' }))).name).toBe('InvalidArgumentException');
  });

  it('finds the consumers of the company held by it', async () => {
    const fleetMap = `${arnOf('driver-locations')}/consumer/fleet-map:${Date.UTC(2024, 0, 1) / 1000}`;
    expect((await failure(subscribe(fleetMap))).name).toBe('ResourceInUseException');
  });

  it("counts in its consumer's metrics, and in none of GetRecords", async () => {
    const name = await newStream();
    const arn = await register(name);
    await bench.advance(MINUTE - (bench.now() % MINUTE));
    for (let index = 0; index < 3; index += 1) await put(name, 'k');
    await bench.advance(SECOND);
    const { next } = await subscribe(arn);
    await next();
    await failure(subscribe(arn));
    await bench.advance(15 * MINUTE);
    const from = bench.now() - 20 * MINUTE;
    const sumOf = async (MetricName: string, consumer?: string): Promise<number | undefined> => {
      const Dimensions = [{ Name: 'StreamName', Value: name }, ...(consumer ? [{ Name: 'ConsumerName', Value: consumer }] : [])];
      const { MetricDataResults } = await bench.metrics.send(
        new GetMetricDataCommand({
          StartTime: new Date(from),
          EndTime: new Date(bench.now()),
          MetricDataQueries: [
            { Id: 'm', MetricStat: { Metric: { Namespace: 'AWS/Kinesis', MetricName, Dimensions }, Period: 3_600, Stat: 'Sum' } },
          ],
        }),
      );
      return MetricDataResults?.[0]?.Values?.reduce((sum, value) => sum + value, 0);
    };
    expect(await sumOf('SubscribeToShardEvent.Records', 'weir')).toBe(3);
    expect(await sumOf('SubscribeToShard.Success', 'weir')).toBe(1);
    expect(await sumOf('SubscribeToShard.RateExceeded', 'weir')).toBe(1);
    for (const metric of ['GetRecords.Records', 'GetRecords.Success', 'GetRecords.IteratorAgeMilliseconds'])
      expect([metric, await sumOf(metric)]).toEqual([metric, 0]);
  });
});

/** Reads to the end, which must be a failure. */
async function untilItFails({ next }: Subscribed): Promise<void> {
  for (let event = await next(); event; event = await next()) expect(event.Records).toEqual([]);
}

/** Waits until a figure has stood still for a while of real time. */
async function settles(figure: () => number): Promise<void> {
  for (let before = NaN; before !== figure();) {
    before = figure();
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}
