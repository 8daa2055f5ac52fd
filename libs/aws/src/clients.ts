import { Readable } from 'node:stream';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { PipesClient } from '@aws-sdk/client-pipes';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AwsClock } from './aws-clock.js';
import { boundedFrames } from './bounded-frames.js';
import type { Credentials } from './credentials.js';
import { ProtocolHandler } from './protocol-handler.js';
import { field } from './untrusted.js';

export interface ClientOptions {
  readonly region: string;
  /** Replaces AWS's own endpoints. Without it the SDK follows AWS_ENDPOINT_URL, then the region's partition. */
  readonly endpoint: string | undefined;
  readonly credentials: () => Promise<Credentials>;
  readonly clock: AwsClock;
}

/** Sockets, and with them calls in flight, per client: enough to reach a thousand reads a second at 30 ms each. */
export const SQS_SOCKETS = 32;
export const CLOUDWATCH_SOCKETS = 8;
/** Discovery and sampling have clients of their own, so that a thousand shards being read leave discovery its sockets. */
export const KINESIS_SOCKETS = 8;
export const SAMPLING_SOCKETS = 64;
/** A subscription of a silent shard holds its connection for seconds. */
const FAN_OUT_SOCKETS = 256;
const LAMBDA_SOCKETS = 2;
export const FIREHOSE_SOCKETS = 4;
export const SNS_SOCKETS = 8;
export const EVENTBRIDGE_SOCKETS = 8;
export const PIPES_SOCKETS = 4;
const SCHEDULER_SOCKETS = 2;
const LOGS_SOCKETS = 2;
const STS_SOCKETS = 2;

const CONNECT_TIMEOUT_MS = 3_000;
/** An event with one record of the greatest size, 10 MiB, is a third more in base 64. */
const MAX_EVENT_BYTES = 32 * 1_048_576;

export function createSqsClient(options: ClientOptions): SQSClient {
  // A queue URL comes from outside; it names the queue, it does not choose where signed requests go.
  return watchClock(new SQSClient({ ...settings(options, SQS_SOCKETS), useQueueUrlAsEndpoint: false }), options.clock);
}

export function createCloudWatchClient(options: ClientOptions): CloudWatchClient {
  return watchClock(new CloudWatchClient(settings(options, CLOUDWATCH_SOCKETS)), options.clock);
}

/** Over HTTP/1.1 like the rest: the SDK's own choice for Kinesis, HTTP/2, fails against a plain-http endpoint. */
export function createKinesisClient(options: ClientOptions, maxSockets: number): KinesisClient {
  return watchClock(new KinesisClient(settings(options, maxSockets)), options.clock);
}

/** For records that are pushed. */
export function createFanOutClient(options: ClientOptions): KinesisClient {
  const requestHandler = new ProtocolHandler({ connectionTimeout: CONNECT_TIMEOUT_MS, maxSockets: FAN_OUT_SOCKETS });
  return boundEvents(watchClock(new KinesisClient({ ...identity(options), requestHandler }), options.clock));
}

export function createLambdaClient(options: ClientOptions): LambdaClient {
  return watchClock(new LambdaClient(settings(options, LAMBDA_SOCKETS)), options.clock);
}

export function createFirehoseClient(options: ClientOptions): FirehoseClient {
  return watchClock(new FirehoseClient(settings(options, FIREHOSE_SOCKETS)), options.clock);
}

export function createSnsClient(options: ClientOptions): SNSClient {
  return watchClock(new SNSClient(settings(options, SNS_SOCKETS)), options.clock);
}

export function createEventBridgeClient(options: ClientOptions): EventBridgeClient {
  return watchClock(new EventBridgeClient(settings(options, EVENTBRIDGE_SOCKETS)), options.clock);
}

export function createPipesClient(options: ClientOptions): PipesClient {
  return watchClock(new PipesClient(settings(options, PIPES_SOCKETS)), options.clock);
}

export function createSchedulerClient(options: ClientOptions): SchedulerClient {
  return watchClock(new SchedulerClient(settings(options, SCHEDULER_SOCKETS)), options.clock);
}

export function createLogsClient(options: ClientOptions): CloudWatchLogsClient {
  return watchClock(new CloudWatchLogsClient(settings(options, LOGS_SOCKETS)), options.clock);
}

/** The SDK signs for and calls the region's own STS, which keeps regions and partitions apart. */
export function createStsClient(options: ClientOptions): STSClient {
  return watchClock(new STSClient(settings(options, STS_SOCKETS)), options.clock);
}

function settings(options: ClientOptions, maxSockets: number) {
  const agent = { keepAlive: true, maxSockets };
  const requestHandler = new NodeHttpHandler({ connectionTimeout: CONNECT_TIMEOUT_MS, httpAgent: agent, httpsAgent: agent });
  return { ...identity(options), requestHandler };
}

function identity(options: ClientOptions) {
  return {
    region: options.region,
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    // `memoized` stops the SDK from keeping them beyond what `RenewingCredentials` would.
    credentials: Object.assign(async () => options.credentials(), { memoized: true }),
    // Repeating calls is this library's own business: the SDK would not count the attempts nor share the rate limit.
    maxAttempts: 1,
  };
}

/** The part of a client that lets replies be watched, alike in every SDK client. */
interface Watchable {
  readonly middlewareStack: {
    add(
      middleware: (next: (args: never) => Promise<{ response: unknown }>) => (args: never) => Promise<{ response: unknown }>,
      options: object,
    ): void;
  };
}

function watchClock<Client extends Watchable>(client: Client, clock: AwsClock): Client {
  client.middlewareStack.add(
    (next) => async (args) => {
      const sentAt = clock.local();
      const result = await next(args);
      clock.observe(field(field(result.response, 'headers'), 'date'), sentAt);
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'weirClock' },
  );
  return client;
}

function boundEvents(client: KinesisClient): KinesisClient {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { response } = result;
      const body = field(response, 'body');
      const isEvents = field(field(response, 'headers'), 'content-type') === 'application/vnd.amazon.eventstream';
      if (isEvents && field(response, 'statusCode') === 200 && body instanceof Readable)
        Object.assign(response as object, { body: boundedFrames(body, MAX_EVENT_BYTES, 'kinesis:SubscribeToShard') });
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'weirBoundedEvents' },
  );
  return client;
}
