import type { FanoutKind } from '@weir/contract';
import type { DiscoveredFanout } from '@weir/domain';
import type { AwsFailure } from './failure.js';
import type { SnsReader } from './sns.js';
import { tellOnce } from './tell-once.js';

/** Something that could not be read. */
export interface FanoutFailure {
  /** The resource it concerns; null: a listing, or several resources that failed alike. */
  readonly arn: string | null;
  readonly service: 'sns' | 'events' | 'pipes' | 'scheduler' | 'lambda';
  readonly error: AwsFailure;
}

export interface FanoutDiscovery {
  /** All that is listed; `config` is null where the settings were refused or their turn has not come yet. */
  readonly resources: readonly DiscoveredFanout[];
  /** Failures that read alike are told once. */
  readonly failures: readonly FanoutFailure[];
  /** Whether all there is of a kind was seen: only then is what is missing gone. */
  readonly complete: Readonly<Record<FanoutKind, boolean>>;
}

/** What one service tells. */
export interface FanoutPart {
  readonly resources: readonly DiscoveredFanout[];
  readonly failures: readonly FanoutFailure[];
  readonly complete: Readonly<Partial<Record<FanoutKind, boolean>>>;
}

export interface FanoutDiscoveryOptions {
  /** ARNs whose settings are read first each time, for they are in trouble or being looked at. */
  readonly urgent?: ReadonlySet<string>;
}

/**
 * Everything that passes events on in one account and region. A service that is refused hides nothing of the others. Only an abort throws.
 * Functions that read queues and streams are told by `discoverStreams`, with the other readers.
 */
export async function discoverFanout(
  readers: { readonly sns: SnsReader },
  options: FanoutDiscoveryOptions = {},
  signal?: AbortSignal,
): Promise<FanoutDiscovery> {
  const parts: readonly FanoutPart[] = await Promise.all([readers.sns.discover(options.urgent ?? new Set(), signal)]);
  const isComplete = (kind: FanoutKind): boolean => parts.some(({ complete }) => complete[kind] === true);
  return {
    resources: parts.flatMap(({ resources }) => resources),
    failures: tellOnce(parts.flatMap(({ failures }) => failures)),
    complete: {
      topic: isComplete('topic'),
      subscription: isComplete('subscription'),
      bus: isComplete('bus'),
      rule: isComplete('rule'),
      pipe: isComplete('pipe'),
      function: isComplete('function'),
      'schedule-group': isComplete('schedule-group'),
    },
  };
}
