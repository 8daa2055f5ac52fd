import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import type { AccountConfig, ConsumerMetric, EpochMs, StreamMetric } from '@weir/contract';
import { scopeKey, type Scope, type ScopeKey, type Shard } from '@weir/domain';
import { AwsClock } from './aws-clock.js';
import {
  createCloudWatchClient,
  createEventBridgeClient,
  createFanOutClient,
  createFirehoseClient,
  createKinesisClient,
  createLambdaClient,
  createLogsClient,
  createPipesClient,
  createSchedulerClient,
  createSnsClient,
  createSqsClient,
  createStsClient,
  KINESIS_SOCKETS,
  SAMPLING_SOCKETS,
} from './clients.js';
import { CloudWatchReader } from './cloudwatch.js';
import { RenewingCredentials, sdkChain, type CredentialSource } from './credentials.js';
import { DeliveryStreamReader } from './delivery-streams.js';
import {
  DELIVERY_LOG_GROUPS,
  DeliveryLogReader,
  type DeliveryLogGroups,
  type DeliveryLogs,
  type DeliveryLogsRequest,
} from './delivery-logs.js';
import { EventBridgeReader } from './event-bridge.js';
import { EventSourceMappingReader } from './event-source-mappings.js';
import { AwsError, failureFor } from './failure.js';
import { discoverFanout, type FanoutDiscovery, type FanoutDiscoveryOptions } from './fanout-discovery.js';
import { readFanoutMetrics, type FanoutMetricsReply, type FanoutMetricsRequest } from './fanout-metrics.js';
import { FunctionReader } from './functions.js';
import { KinesisReader, type StreamRef } from './kinesis.js';
import { MessageMover } from './message-mover.js';
import { MessagePeek } from './message-peek.js';
import { MeteredCaller, realSleep, type ApiCall, type CallIdentity, type Metering, type Sleep } from './metered-caller.js';
import type { MetricsReply } from './metric-series.js';
import { readQueueMetrics, type MetricsRequest } from './queue-metrics.js';
import { PipesReader } from './pipes.js';
import type { ApiName } from './quotas.js';
import { SchedulerReader } from './scheduler.js';
import { ScopeLimits } from './scope-limits.js';
import { ShardRecordReader, type ShardCursor, type ShardRead, type ShardStart } from './shard-records.js';
import { ShardSubscriber, type SubscriptionRead, type SubscriptionRequest } from './shard-subscription.js';
import { SnsReader } from './sns.js';
import { SqsReader, type LiveReading, type QueueDiscovery, type QueueToRead } from './sqs.js';
import { discoverStreams, type StreamDiscovery } from './stream-discovery.js';
import {
  readConsumerMetrics,
  readShardMetrics,
  readStreamMetrics,
  type ConsumerMetricsRequest,
  type ShardMetricsReply,
  type ShardMetricsRequest,
  type StreamMetricsRequest,
} from './stream-metrics.js';
import { TopicPublisher, type TopicMessage } from './topic-publisher.js';

export interface AwsAccessOptions {
  readonly accounts: readonly AccountConfig[];
  /** Replaces AWS's own endpoints, as AWS_ENDPOINT_URL does for the SDK. */
  readonly endpoint?: string | undefined;
  readonly now: () => EpochMs;
  /** In [0, 1). Only for jitter. */
  readonly random: () => number;
  readonly sleep?: Sleep;
  /** Told of every attempt. */
  readonly onCall: (call: ApiCall) => void;
  /** Requests per second where an account's quota differs from AWS's default; Weir uses half. */
  readonly quotas?: Partial<Record<ApiName, number>>;
  /** What roles are assumed with, and accounts without a role are read with. Default: the SDK's own chain. */
  readonly credentials?: CredentialSource;
  /** Where SNS logs deliveries, if not where Weir takes them to be. */
  readonly deliveryLogGroups?: DeliveryLogGroups;
}

/** Reads one account in one region, and publishes what Weir tells people. Everything it does is metered, rate-limited and repeated where worth repeating. */
export interface ScopeReader {
  discoverQueues(signal?: AbortSignal): Promise<QueueDiscovery>;
  readQueues(queues: readonly QueueToRead[], signal?: AbortSignal): Promise<readonly LiveReading[]>;
  readMetrics(request: MetricsRequest, signal?: AbortSignal): Promise<MetricsReply>;
  discoverStreams(signal?: AbortSignal): Promise<StreamDiscovery>;
  /** Every shard of a stream, closed ones too until their records expire. */
  listShards(stream: StreamRef, signal?: AbortSignal): Promise<readonly Shard[]>;
  readStreamMetrics(request: StreamMetricsRequest, signal?: AbortSignal): Promise<MetricsReply<StreamMetric>>;
  readConsumerMetrics(request: ConsumerMetricsRequest, signal?: AbortSignal): Promise<MetricsReply<ConsumerMetric>>;
  readShardMetrics(request: ShardMetricsRequest, signal?: AbortSignal): Promise<ShardMetricsReply>;
  /** Begins to read a shard's records. Needs permissions of its own, see docs/IAM.md. */
  openShard(stream: StreamRef, shardId: string, start: ShardStart, signal?: AbortSignal): Promise<ShardCursor>;
  /** Reads on. Callers keep to a read a second of each shard. */
  readShard(cursor: ShardCursor, limit: number, signal?: AbortSignal): Promise<ShardRead>;
  /**
   * Everything that passes events on: topics, subscriptions, buses, rules, pipes, functions that these feed, schedule groups. Settings that
   * AWS gives one by one are read in turns; see the readers of each service for how long a change may stay unseen.
   */
  discoverFanout(signal?: AbortSignal, options?: FanoutDiscoveryOptions): Promise<FanoutDiscovery>;
  readFanoutMetrics(request: FanoutMetricsRequest, signal?: AbortSignal): Promise<FanoutMetricsReply>;
  /** Needs a permission of its own, see docs/IAM.md. */
  readDeliveryLogs(request: DeliveryLogsRequest, signal?: AbortSignal): Promise<DeliveryLogs>;
  /** Takes a sample of a shard by enhanced fan-out. Callers keep to one in five seconds of each shard. Needs a permission of its own. */
  subscribeToShard(request: SubscriptionRequest, signal?: AbortSignal): Promise<SubscriptionRead>;
  /** Tells the subscribers of a topic. Needs a permission of its own, see docs/IAM.md. */
  publish(message: TopicMessage, signal?: AbortSignal): Promise<void>;
}

export interface AwsAccess {
  /**
   * The reader of a scope, always the same one, for rate limits and credentials are kept in it.
   * @throws AwsError of kind `invalid` when the account is not configured
   */
  scope(scope: Scope): ScopeReader;
  /**
   * What moves messages in a scope, with a role of its own where one is configured.
   * @throws AwsError of kind `invalid` when the account is not configured, or does not allow it
   */
  mover(scope: Scope): MessageMover;
  /**
   * What looks at messages in a scope, with a role of its own where one is configured.
   * @throws AwsError of kind `invalid` when the account is not configured, or does not allow it
   */
  peek(scope: Scope): MessagePeek;
  /** Closes every connection; calls in flight fail. */
  close(): void;
}

/** The door to AWS: nothing is asked until a scope's reader is used. */
export function createAwsAccess(options: AwsAccessOptions): AwsAccess {
  const accounts = new Map(options.accounts.map((account) => [account.id, account]));
  const base = new RenewingCredentials({ source: options.credentials ?? sdkChain(), now: options.now, random: options.random });
  const opened = new Map<ScopeKey, OpenScope>();
  const open = ({ accountId, region }: Scope): OpenScope => {
    const scope = { accountId, region };
    const account = accounts.get(accountId);
    if (account === undefined) throw new AwsError(failureFor('invalid', 'sts:AssumeRole', `account ${accountId} is not configured`));
    const known = opened.get(scopeKey(scope));
    if (known !== undefined) return known;
    const fresh = openScope(scope, account, base, options);
    opened.set(scopeKey(scope), fresh);
    return fresh;
  };
  return {
    scope: (scope) => open(scope).reader,
    mover: (scope) => {
      const { mover } = open(scope);
      if (mover === null) {
        const message = `redrives are not enabled for account ${scope.accountId}: set redrive.enabled of it in weir.yaml`;
        throw new AwsError(failureFor('invalid', 'sqs:ReceiveMessage', message));
      }
      return mover;
    },
    peek: (scope) => {
      const { peek } = open(scope);
      if (peek === null) {
        const message = `looking at messages is not enabled for account ${scope.accountId}: set inspect.enabled of it in weir.yaml`;
        throw new AwsError(failureFor('invalid', 'sqs:ReceiveMessage', message));
      }
      return peek;
    },
    close: () => {
      for (const scope of opened.values()) scope.close();
      opened.clear();
    },
  };
}

interface OpenScope {
  readonly reader: ScopeReader;
  /** null: the account does not allow it. */
  readonly mover: MessageMover | null;
  readonly peek: MessagePeek | null;
  close(): void;
}

/**
 * Each scope has its own clients, sockets, limits and role session, so that a region that hangs or an account that is refused
 * delays no other.
 */
function openScope(scope: Scope, account: AccountConfig, base: RenewingCredentials, options: AwsAccessOptions): OpenScope {
  const clock = new AwsClock(options.now);
  const metering: Metering = { clock, random: options.random, sleep: options.sleep ?? realSleep, onCall: options.onCall };
  const limits = new ScopeLimits({ now: options.now, quotas: options.quotas ?? {} });
  const client = { region: scope.region, endpoint: options.endpoint, clock };
  const sts = createStsClient({ ...client, credentials: () => base.get() });
  const roles: RoleAccess = {
    sts,
    caller: new MeteredCaller(scope, limits, metering, { principal: null, credentials: base }),
    clock,
    random: options.random,
  };
  const identity = identityOf(account, base, roles);
  const moves = account.redrive?.enabled === true ? account.redrive : null;
  const movingIdentity = moves?.roleArn === undefined ? identity : identityOf(moves, base, roles);
  const looks = account.inspect?.enabled === true ? account.inspect : null;
  const lookingIdentity = looks?.roleArn === undefined ? identity : identityOf(looks, base, roles);
  const caller = new MeteredCaller(scope, limits, metering, identity);
  const signed = { ...client, credentials: () => identity.credentials.get() };
  const clients = {
    sts,
    sqs: createSqsClient(signed),
    cloudWatch: createCloudWatchClient(signed),
    kinesis: createKinesisClient(signed, KINESIS_SOCKETS),
    sampling: createKinesisClient(signed, SAMPLING_SOCKETS),
    fanOut: createFanOutClient(signed),
    lambda: createLambdaClient(signed),
    firehose: createFirehoseClient(signed),
    sns: createSnsClient(signed),
    eventBridge: createEventBridgeClient(signed),
    pipes: createPipesClient(signed),
    scheduler: createSchedulerClient(signed),
    logs: createLogsClient(signed),
    moving: createSqsClient({ ...client, credentials: () => movingIdentity.credentials.get() }),
    looking: createSqsClient({ ...client, credentials: () => lookingIdentity.credentials.get() }),
  };
  const queues = new SqsReader({ scope, client: clients.sqs, caller, clock });
  const metrics = new CloudWatchReader({ client: clients.cloudWatch, caller, clock });
  const kinesis = new KinesisReader({ scope, client: clients.kinesis, caller, clock });
  const mappings = new EventSourceMappingReader({ scope, client: clients.lambda, caller });
  const deliveryStreams = new DeliveryStreamReader({ scope, client: clients.firehose, caller });
  const fanout = {
    sns: new SnsReader({ scope, client: clients.sns, caller, clock, isWatched: watchedIn(scope, options.accounts) }),
    eventBridge: new EventBridgeReader({ scope, client: clients.eventBridge, caller, clock }),
    pipes: new PipesReader({ scope, client: clients.pipes, caller, clock }),
    scheduler: new SchedulerReader({ scope, client: clients.scheduler, caller }),
    functions: new FunctionReader({ scope, client: clients.lambda, caller }),
    mappings,
  };
  const deliveryLogs = new DeliveryLogReader({
    scope,
    client: clients.logs,
    caller,
    groups: options.deliveryLogGroups ?? DELIVERY_LOG_GROUPS,
  });
  const records = new ShardRecordReader({ client: clients.sampling, caller });
  const subscriber = new ShardSubscriber({ client: clients.fanOut, caller });
  const publisher = new TopicPublisher({ client: clients.sns, caller });
  const lookingCaller = new MeteredCaller(scope, limits, metering, lookingIdentity);
  const movingCaller = new MeteredCaller(scope, limits, metering, movingIdentity);
  return {
    peek: looks === null ? null : new MessagePeek(new MessageMover({ client: clients.looking, caller: lookingCaller }), () => clock.now()),
    mover: moves === null ? null : new MessageMover({ client: clients.moving, caller: movingCaller }),
    reader: {
      discoverQueues: (signal) => queues.discover(signal),
      readQueues: (toRead, signal) => queues.readLive(toRead, signal),
      readMetrics: (request, signal) => readQueueMetrics(metrics, request, signal),
      discoverStreams: (signal) => discoverStreams({ kinesis, mappings, deliveryStreams }, signal),
      listShards: (stream, signal) => kinesis.listShards(stream, signal),
      readStreamMetrics: (request, signal) => readStreamMetrics(metrics, request, signal),
      readConsumerMetrics: (request, signal) => readConsumerMetrics(metrics, request, signal),
      readShardMetrics: (request, signal) => readShardMetrics(metrics, request, signal),
      openShard: (stream, shardId, start, signal) => records.open(stream, shardId, start, signal),
      readShard: (cursor, limit, signal) => records.read(cursor, limit, signal),
      discoverFanout: (signal, wanted) => discoverFanout(fanout, wanted, signal),
      readFanoutMetrics: (request, signal) => readFanoutMetrics(metrics, request, signal),
      readDeliveryLogs: (request, signal) => deliveryLogs.read(request, signal),
      subscribeToShard: (request, signal) => subscriber.take(request, signal),
      publish: (message, signal) => publisher.publish(message, signal),
    },
    close: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

/** Whether an account is read in the same region, and so tells of its own. */
const watchedIn =
  ({ region }: Scope, accounts: readonly AccountConfig[]) =>
  (accountId: string): boolean =>
    accounts.some(({ id, regions }) => id === accountId && regions.includes(region));

interface RoleAccess {
  readonly sts: STSClient;
  readonly caller: MeteredCaller;
  readonly clock: AwsClock;
  readonly random: () => number;
}

function identityOf(account: Pick<AccountConfig, 'roleArn' | 'externalId'>, base: RenewingCredentials, access: RoleAccess): CallIdentity {
  const { roleArn } = account;
  if (roleArn === undefined) return { principal: null, credentials: base };
  const source = roleSession(access, roleArn, account.externalId);
  return {
    principal: roleArn,
    credentials: new RenewingCredentials({ source, now: () => access.clock.now(), random: access.random }),
  };
}

const SESSION_NAME = 'weir';
/** Sessions of a role assumed from another role last an hour at most, and every role allows an hour. */
const SESSION_SECONDS = 3_600;

function roleSession({ sts, caller }: RoleAccess, roleArn: string, externalId: string | undefined): CredentialSource {
  return async () => {
    const reply = await caller.call({
      api: 'sts:AssumeRole',
      billedUnits: 0,
      send: (abortSignal) =>
        sts.send(
          new AssumeRoleCommand({
            RoleArn: roleArn,
            RoleSessionName: SESSION_NAME,
            DurationSeconds: SESSION_SECONDS,
            ...(externalId === undefined ? {} : { ExternalId: externalId }),
          }),
          { abortSignal },
        ),
    });
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = reply.Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !(Expiration instanceof Date) || Number.isNaN(Expiration.getTime())) {
      throw new AwsError(
        failureFor('internal', 'sts:AssumeRole', 'the reply lacks credentials or their expiry', { principal: roleArn, retryable: true }),
      );
    }
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken, expiration: Expiration };
  };
}
