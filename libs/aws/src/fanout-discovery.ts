import type { FanoutKind } from '@weir/contract';
import type { DiscoveredFanout } from '@weir/domain';
import type { EventBridgeReader } from './event-bridge.js';
import type { EventSourceMappingReader } from './event-source-mappings.js';
import type { AwsFailure } from './failure.js';
import type { FanoutFailure, FanoutPart } from './fanout-part.js';
import { fedFunctions } from './fed-functions.js';
import type { FunctionReader } from './functions.js';
import type { PipesReader } from './pipes.js';
import type { SchedulerReader } from './scheduler.js';
import { serviceListing, type ServiceListing } from './service-listing.js';
import type { SnsReader } from './sns.js';
import { tellOnce } from './tell-once.js';

export interface FanoutDiscovery {
  /** All that is listed; `config` is null where the settings were refused or their turn has not come yet. */
  readonly resources: readonly DiscoveredFanout[];
  /** Failures that read alike are told once. */
  readonly failures: readonly FanoutFailure[];
  /** Whether all there is of a kind was seen: only then is what is missing gone. */
  readonly complete: Readonly<Record<Exclude<FanoutKind, 'delivery-stream'>, boolean>>;
  /** How completely each service was seen. */
  readonly listings: readonly ServiceListing[];
}

export interface FanoutDiscoveryOptions {
  /** ARNs whose settings are read first each time, for they are in trouble or being looked at. */
  readonly urgent?: ReadonlySet<string>;
}

export interface FanoutReaders {
  readonly sns: SnsReader;
  readonly eventBridge: EventBridgeReader;
  readonly pipes: PipesReader;
  readonly scheduler: SchedulerReader;
  readonly functions: FunctionReader;
  readonly mappings: EventSourceMappingReader;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Everything that passes events on in one account and region. A service that is refused hides nothing of the others. Only an abort throws.
 *
 * Of an account's functions those are told that something here feeds: a subscription, rule, pipe, schedule or event source mapping. One that
 * nothing feeds any more is left out. The mappings themselves are told by `discoverStreams`, with the other readers.
 */
export async function discoverFanout(
  readers: FanoutReaders,
  { urgent = NONE }: FanoutDiscoveryOptions = {},
  signal?: AbortSignal,
): Promise<FanoutDiscovery> {
  const [sns, eventBridge, pipes, scheduler, functions, mappings] = await Promise.all([
    readers.sns.discover(urgent, signal),
    readers.eventBridge.discover(urgent, signal),
    readers.pipes.discover(urgent, signal),
    readers.scheduler.discover(signal),
    readers.functions.list(signal),
    readers.mappings.list(signal),
  ]);
  const parts: readonly FanoutPart[] = [sns, eventBridge, pipes, scheduler];
  const passing = parts.flatMap(({ resources }) => resources);
  const fed = fedFunctions(passing, mappings.items);
  const isComplete = (kind: FanoutKind): boolean => parts.some(({ complete }) => complete[kind] === true);
  const feeders = FEEDERS.every(isComplete) && passing.every(isReadable) && mappings.failure === null;
  const failures = [
    ...parts.flatMap((part) => part.failures),
    ...ofLambda(functions.failure, ['function']),
    ...ofLambda(mappings.failure, ['function', 'consumer']),
  ];
  return {
    resources: [...passing, ...functions.items.filter(({ arn }) => fed.has(arn))],
    failures: tellOnce(failures),
    complete: {
      topic: isComplete('topic'),
      subscription: isComplete('subscription'),
      bus: isComplete('bus'),
      rule: isComplete('rule'),
      pipe: isComplete('pipe'),
      function: functions.failure === null && feeders,
      'schedule-group': isComplete('schedule-group'),
    },
    listings: [
      serviceListing('sns', isComplete('topic') && isComplete('subscription'), failures),
      serviceListing('events', isComplete('bus') && isComplete('rule'), failures),
      serviceListing('pipes', isComplete('pipe'), failures),
      serviceListing('scheduler', isComplete('schedule-group'), failures),
      serviceListing('lambda', functions.failure === null && mappings.failure === null, failures),
    ],
  };
}

const ofLambda = (error: AwsFailure | null, hides: FanoutFailure['hides']): readonly FanoutFailure[] =>
  error === null ? [] : [{ arn: null, service: 'lambda', error, hides }];

/** What may feed a function. */
const FEEDERS: readonly FanoutKind[] = ['subscription', 'rule', 'pipe', 'schedule-group'];

/** Whether all it feeds is known: a function that only an unread rule feeds is not gone. */
function isReadable({ config }: DiscoveredFanout): boolean {
  switch (config?.kind) {
    case 'rule':
      return config.targets !== null;
    case 'schedule-group':
      return config.schedules !== null;
    case 'topic':
    case 'subscription':
    case 'bus':
    case 'pipe':
    case 'function':
    case 'delivery-stream':
    case undefined:
      return true;
  }
}
