import type { FanoutConfig, FanoutKind, QueueConfig, Resource, ResourceId } from '@weir/contract';
import type { CatalogueResource } from '../../model/catalogue.js';
import { resourceIdOf } from '../../model/scope.js';
import { FanoutIndex } from '../estate/fanout-index.js';
import { shortName } from '../estate/names.js';
import { buildTopology } from '../graph/build-topology.js';
import type { TopologySight } from '../graph/topology-sight.js';

export const ACCOUNT = '111122223333';
export const OTHER = '444455556666';
const HOME = `eu-west-1:${ACCOUNT}`;

export const topicArn = (name: string): string => `arn:aws:sns:${HOME}:${name}`;
export const queueArn = (name: string): string => `arn:aws:sqs:${HOME}:${name}`;
export const busArn = (name: string, account = ACCOUNT): string => `arn:aws:events:eu-west-1:${account}:event-bus/${name}`;
export const functionArn = (name: string): string => `arn:aws:lambda:${HOME}:function:${name}`;

type ConfigOf<Kind extends FanoutKind> = Extract<FanoutConfig, { kind: Kind }>;

/** A resource as the catalogue keeps it, of an ARN and settings. */
export function entry(kind: CatalogueResource['kind'], arn: string, config: unknown, name = shortName(arn)): CatalogueResource {
  const [, , , region = '', accountId = ''] = arn.split(':');
  return {
    id: resourceIdOf(arn),
    kind,
    arn,
    name,
    accountId,
    region,
    tags: {},
    firstSeen: 0,
    lastSeen: 0,
    deletedAt: null,
    config,
  } as CatalogueResource;
}

export const queue = (name: string, deadLetterQueue?: string, given: Partial<QueueConfig> = {}): CatalogueResource => {
  const config: QueueConfig = {
    url: `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/${name}`,
    fifo: false,
    visibilityTimeoutSeconds: 30,
    retentionSeconds: 345_600,
    delaySeconds: 0,
    maximumMessageBytes: 1_048_576,
    createdAt: null,
    redrive: deadLetterQueue === undefined ? null : { deadLetterTargetArn: queueArn(deadLetterQueue), maxReceiveCount: 5 },
    problems: [],
    ...given,
  };
  return entry('queue', queueArn(name), config);
};

export const topic = (name: string, given: Partial<ConfigOf<'topic'>> = {}): CatalogueResource =>
  entry('topic', topicArn(name), {
    kind: 'topic',
    fifo: false,
    policy: null,
    encrypted: false,
    subscriptionsConfirmed: 0,
    subscriptionsPending: 0,
    deliveryLogs: {},
    problems: [],
    ...given,
  } satisfies FanoutConfig);

export const subscription = (ofTopic: string, endpoint: string, given: Partial<ConfigOf<'subscription'>> = {}): CatalogueResource =>
  entry(
    'subscription',
    `${topicArn(ofTopic)}:${shortName(endpoint)}`,
    {
      kind: 'subscription',
      topicArn: topicArn(ofTopic),
      protocol: endpoint.startsWith('arn:') ? (endpoint.split(':')[2] ?? '') : 'https',
      endpoint,
      state: 'confirmed',
      filterPolicy: null,
      filterPolicyScope: 'MessageAttributes',
      rawDelivery: false,
      deadLetterTargetArn: null,
      deliveryPolicy: null,
      problems: [],
      ...given,
    } satisfies FanoutConfig,
    shortName(endpoint),
  );

export const bus = (name: string, given: Partial<ConfigOf<'bus'>> = {}, account = ACCOUNT): CatalogueResource =>
  entry('bus', busArn(name, account), {
    kind: 'bus',
    type: 'custom',
    policy: null,
    deadLetterTargetArn: null,
    logLevel: null,
    encrypted: false,
    archives: [],
    problems: [],
    ...given,
  } satisfies FanoutConfig);

export const target = (arn: string, given: Partial<NonNullable<ConfigOf<'rule'>['targets']>[number]> = {}) => ({
  id: shortName(arn),
  arn,
  roleArn: null,
  deadLetterTargetArn: null,
  retry: null,
  input: null,
  inputPath: null,
  inputTransformer: null,
  apiDestination: null,
  ...given,
});

export const rule = (onBus: string, name: string, given: Partial<ConfigOf<'rule'>> = {}, account = ACCOUNT): CatalogueResource =>
  entry(
    'rule',
    `arn:aws:events:eu-west-1:${account}:rule/${onBus}/${name}`,
    {
      kind: 'rule',
      busName: onBus,
      busArn: busArn(onBus, account),
      state: 'ENABLED',
      pattern: '{"source":["shop"]}',
      schedule: null,
      managedBy: null,
      targets: [],
      problems: [],
      ...given,
    } satisfies FanoutConfig,
    name,
  );

export const pipe = (name: string, given: Partial<ConfigOf<'pipe'>> = {}): CatalogueResource =>
  entry('pipe', `arn:aws:pipes:${HOME}:pipe/${name}`, {
    kind: 'pipe',
    sourceArn: queueArn('returns'),
    enrichmentArn: null,
    targetArn: busArn('shop'),
    desiredState: 'RUNNING',
    currentState: 'RUNNING',
    stateReason: null,
    filters: [],
    batchSize: 10,
    deadLetterTargetArn: null,
    maximumRetries: null,
    inputTemplate: null,
    problems: [],
    ...given,
  } satisfies FanoutConfig);

export const mapping = (
  sourceArn: string,
  toFunction: string,
  state = 'Enabled',
  filters: readonly string[] | null = [],
  consumerArn: string | null = null,
): CatalogueResource =>
  entry(
    'consumer',
    `arn:aws:lambda:${HOME}:event-source-mapping:${toFunction}`,
    {
      type: 'event-source-mapping',
      sourceArn,
      state,
      uuid: toFunction,
      functionArn: functionArn(toFunction),
      consumerArn,
      batchSize: 10,
      parallelisation: null,
      bisectOnError: null,
      maximumRetries: null,
      maximumRecordAgeSeconds: null,
      failureDestinationArn: null,
      lastResult: null,
      filters,
      problems: [],
    },
    toFunction,
  );

export const lambdaFunction = (name: string): CatalogueResource =>
  entry(
    'function',
    functionArn(name),
    { kind: 'function', timeoutSeconds: 30, memoryMegabytes: 128, deadLetterTargetArn: null, problems: [] },
    name,
  );

/** A stream whose settings were never read. */
export const stream = (name: string): CatalogueResource => entry('stream', `arn:aws:kinesis:${HOME}:stream/${name}`, null, name);

/** The map of an estate of which nothing was read yet. */
export function sightOf(entries: readonly CatalogueResource[], resources: ReadonlyMap<ResourceId, Resource> = new Map()): TopologySight {
  const changes = { changes: [], changesLeftOut: { edits: false, others: false } };
  return { index: new FanoutIndex(entries), resource: (id) => resources.get(id), accountNames: new Map(), ...changes };
}

export const mapOf = (entries: readonly CatalogueResource[]) => buildTopology(sightOf(entries));
