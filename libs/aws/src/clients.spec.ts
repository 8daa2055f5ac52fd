import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { ListDeliveryStreamsCommand } from '@aws-sdk/client-firehose';
import { ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { AwsClock } from './aws-clock.js';
import {
  createCloudWatchClient,
  createFirehoseClient,
  createKinesisClient,
  createLambdaClient,
  createSqsClient,
  createStsClient,
} from './clients.js';

const options = (region: string, endpoint?: string) => ({
  region,
  endpoint,
  credentials: async () => ({ accessKeyId: 'AKIA', secretAccessKey: 's' }),
  clock: new AwsClock(Date.now),
});

interface Reached {
  readonly hostname: string;
  readonly scope: string;
}

/** Where a request would have gone and what it was signed for; it is stopped before it leaves. */
async function reached(send: (stop: (request: unknown) => never) => Promise<unknown>): Promise<Reached> {
  let seen: Reached | null = null;
  const stop = (request: unknown): never => {
    const { hostname, headers } = request as { readonly hostname: string; readonly headers: Readonly<Record<string, string>> };
    seen = { hostname, scope: /Credential=[^/]+\/\d+\/([^,]+)/.exec(headers['authorization'] ?? '')?.[1] ?? '' };
    throw new Error('stopped before leaving');
  };
  await expect(send(stop)).rejects.toThrow('stopped before leaving');
  if (seen === null) throw new Error('nothing was sent');
  return seen;
}

const BEFORE_LEAVING = { step: 'finalizeRequest', priority: 'low' } as const;

const RANGE = { StartTime: new Date(0), EndTime: new Date(60_000), MetricDataQueries: [] };

describe('clients', () => {
  it.each([
    ['eu-west-1', 'amazonaws.com'],
    ['us-east-1', 'amazonaws.com'],
    ['us-gov-west-1', 'amazonaws.com'],
    ['cn-north-1', 'amazonaws.com.cn'],
  ])("in %s call the region's own endpoints at %s", async (region, domain) => {
    const sqs = createSqsClient(options(region));
    const toSqs = await reached((stop) => {
      sqs.middlewareStack.add(() => async (args) => stop(args.request), BEFORE_LEAVING);
      return sqs.send(new ListQueuesCommand({}));
    });
    const cloudWatch = createCloudWatchClient(options(region));
    const toCloudWatch = await reached((stop) => {
      cloudWatch.middlewareStack.add(() => async (args) => stop(args.request), BEFORE_LEAVING);
      return cloudWatch.send(new GetMetricDataCommand(RANGE));
    });
    const sts = createStsClient(options(region));
    const toSts = await reached((stop) => {
      sts.middlewareStack.add(() => async (args) => stop(args.request), BEFORE_LEAVING);
      return sts.send(new GetCallerIdentityCommand({}));
    });
    const kinesis = createKinesisClient(options(region), 1);
    const toKinesis = await reached((stop) => {
      kinesis.middlewareStack.add(() => async (args) => stop(args.request), BEFORE_LEAVING);
      return kinesis.send(new ListStreamsCommand({}));
    });
    const lambda = createLambdaClient(options(region));
    const toLambda = await reached((stop) => {
      lambda.middlewareStack.add(() => async (args) => stop(args.request), BEFORE_LEAVING);
      return lambda.send(new ListEventSourceMappingsCommand({}));
    });
    const firehose = createFirehoseClient(options(region));
    const toFirehose = await reached((stop) => {
      firehose.middlewareStack.add(() => async (args) => stop(args.request), BEFORE_LEAVING);
      return firehose.send(new ListDeliveryStreamsCommand({}));
    });
    expect([toSqs, toCloudWatch, toSts, toKinesis, toLambda, toFirehose]).toEqual([
      { hostname: `sqs.${region}.${domain}`, scope: `${region}/sqs/aws4_request` },
      { hostname: `monitoring.${region}.${domain}`, scope: `${region}/monitoring/aws4_request` },
      { hostname: `sts.${region}.${domain}`, scope: `${region}/sts/aws4_request` },
      { hostname: `kinesis.${region}.${domain}`, scope: `${region}/kinesis/aws4_request` },
      { hostname: `lambda.${region}.${domain}`, scope: `${region}/lambda/aws4_request` },
      { hostname: `firehose.${region}.${domain}`, scope: `${region}/firehose/aws4_request` },
    ]);
  });

  it('go to a given endpoint instead', async () => {
    const sqs = createSqsClient(options('eu-west-1', 'http://127.0.0.1:4566'));
    const { hostname } = await reached((stop) => {
      sqs.middlewareStack.add(() => async (args) => stop(args.request), BEFORE_LEAVING);
      return sqs.send(new ListQueuesCommand({}));
    });
    expect(hostname).toBe('127.0.0.1');
  });
});
