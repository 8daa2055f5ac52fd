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
import { accessKeyOf, DATA, PROD, SIMULATED_SECRET, type HistoryBlueprint, type ScenarioName } from '@weir/simulator';
import { serve } from '../server.js';
import { Simulation } from '../simulation.js';

export const MINUTE = 60_000;
/** Tuesday 24 November 2026, 14:32 UTC. */
export const START = Date.UTC(2026, 10, 24, 14, 32);

export interface AdminAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** A company on the wire, healthy unless asked otherwise, its clock standing still, and real SDK clients of the first account that do not retry. */
export interface Bench {
  readonly url: string;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly cloudwatch: CloudWatchClient;
  readonly sts: STSClient;
  /** Of the second account, where the large streams are. */
  readonly kinesis: KinesisClient;
  /** As `kinesis`, but tries again when it is throttled: for preparations that are not what a test is about. */
  readonly patientKinesis: KinesisClient;
  readonly lambda: LambdaClient;
  readonly firehose: FirehoseClient;
  readonly logs: CloudWatchLogsClient;
  readonly metrics: CloudWatchClient;
  readonly events: EventBridgeClient;
  readonly pipes: PipesClient;
  readonly scheduler: SchedulerClient;
  /** Of the first account, where the functions are that rules invoke. */
  readonly functions: LambdaClient;
  /** What the clock shows, epoch milliseconds. */
  readonly now: () => number;
  readonly admin: (method: string, path: string, body?: object) => Promise<AdminAnswer>;
  readonly advance: (milliseconds: number) => Promise<void>;
  readonly fault: (effect: object, match?: object) => Promise<AdminAnswer>;
  readonly urlOf: (name: string, region?: string, account?: string) => string;
  readonly close: () => Promise<void>;
}

export const CLIENT = {
  region: 'eu-west-1',
  credentials: { accessKeyId: accessKeyOf(PROD), secretAccessKey: SIMULATED_SECRET },
  maxAttempts: 1,
} as const;

/** Some hours: the company's week takes a while to simulate, and tests here look at no more. */
const SHORT_HISTORY: HistoryBlueprint = { days: 0.25, warmUpDays: 0.25, keepDays: 2 };

export async function startBench(scenario: ScenarioName = 'healthy'): Promise<Bench> {
  const simulation = new Simulation({ scenario, seed: 1, clock: { mode: 'manual', startAt: START }, history: SHORT_HISTORY });
  const { url, close } = await serve(simulation, 0);
  const client = { ...CLIENT, endpoint: url };
  const second = { ...client, credentials: { accessKeyId: accessKeyOf(DATA), secretAccessKey: SIMULATED_SECRET } };
  const admin: Bench['admin'] = async (method, path, body) => {
    const response = await fetch(`${url}/_sim/${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return {
    url,
    close,
    admin,
    sqs: new SQSClient(client),
    sns: new SNSClient(client),
    cloudwatch: new CloudWatchClient(client),
    sts: new STSClient(client),
    // Kinesis speaks HTTP/2 by default, which does not go over plain http.
    kinesis: new KinesisClient({ ...second, requestHandler: new NodeHttpHandler() }),
    patientKinesis: new KinesisClient({ ...second, requestHandler: new NodeHttpHandler(), maxAttempts: 8 }),
    lambda: new LambdaClient(second),
    firehose: new FirehoseClient(second),
    logs: new CloudWatchLogsClient(second),
    metrics: new CloudWatchClient(second),
    events: new EventBridgeClient(client),
    pipes: new PipesClient(client),
    scheduler: new SchedulerClient(client),
    functions: new LambdaClient(client),
    now: () => simulation.clock.now(),
    advance: async (milliseconds) => {
      await admin('POST', 'clock', { advanceMs: milliseconds });
    },
    fault: (effect, match = {}) => admin('POST', 'faults', { faults: [{ match, effect }] }),
    urlOf: (name, region = 'eu-west-1', account = PROD) => `${url}/queue/${region}/${account}/${name}`,
  };
}

/** Simulating the past takes a while on a busy machine, and whoever asks first waits for it. */
export const PAST_TAKES_MS = 240_000;

/** Has the past simulated, so that no test has to wait for it. */
export async function tellThePast(bench: Bench): Promise<void> {
  await bench.admin('GET', `truth?account=${PROD}&region=eu-west-1&topic=order-events`);
}

export interface Failure {
  readonly name: string;
  /** undefined: there was no answer. */
  readonly status: number | undefined;
  /** Code of the query protocol. */
  readonly code: string | undefined;
  readonly message: string;
}

/** What a call fails with. */
export async function failure(call: Promise<unknown>): Promise<Failure> {
  try {
    await call;
  } catch (error) {
    const failed = error as Error & { $metadata?: { httpStatusCode?: number }; Error?: { Code?: string } };
    return { name: failed.name, status: failed.$metadata?.httpStatusCode, code: failed.Error?.Code, message: failed.message };
  }
  throw new Error('the call did not fail');
}

/** A header that passes for a signature here, for requests no SDK would send. */
export const signatureFor = (service: string): string =>
  `AWS4-HMAC-SHA256 Credential=${accessKeyOf(PROD)}/20261124/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
