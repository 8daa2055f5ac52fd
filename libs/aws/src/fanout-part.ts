import type { FanoutKind } from '@weir/contract';
import type { DiscoveredFanout } from '@weir/domain';
import type { ListingProblem } from './service-listing.js';

/** Something that could not be read. */
export interface FanoutFailure extends ListingProblem {
  /** The resource it concerns; null: a listing, or several resources that failed alike. */
  readonly arn: string | null;
  readonly service: 'sns' | 'events' | 'pipes' | 'scheduler' | 'lambda';
}

/** What one service tells. */
export interface FanoutPart {
  readonly resources: readonly DiscoveredFanout[];
  readonly failures: readonly FanoutFailure[];
  readonly complete: Readonly<Partial<Record<FanoutKind, boolean>>>;
}
