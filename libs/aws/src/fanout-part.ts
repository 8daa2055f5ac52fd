import type { FanoutKind } from '@weir/contract';
import type { DiscoveredFanout } from '@weir/domain';
import type { AwsFailure } from './failure.js';

/** Something that could not be read. */
export interface FanoutFailure {
  /** The resource it concerns; null: a listing, or several resources that failed alike. */
  readonly arn: string | null;
  readonly service: 'sns' | 'events' | 'pipes' | 'scheduler' | 'lambda';
  readonly error: AwsFailure;
}

/** What one service tells. */
export interface FanoutPart {
  readonly resources: readonly DiscoveredFanout[];
  readonly failures: readonly FanoutFailure[];
  readonly complete: Readonly<Partial<Record<FanoutKind, boolean>>>;
}
