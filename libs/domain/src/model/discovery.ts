import type { QueueConfig } from '@weir/contract';
import type { Scope } from './scope.js';

/** A queue as discovery found it. */
export interface DiscoveredQueue extends Scope {
  readonly kind: 'queue';
  readonly arn: string;
  readonly name: string;
  readonly config: QueueConfig;
  readonly tags: Readonly<Record<string, string>>;
}

/** Everything discovery finds; the other services join this union. */
export type DiscoveredResource = DiscoveredQueue;
