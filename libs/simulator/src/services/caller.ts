import type { World } from '../world/world.js';
import type { AwsFailure } from './aws-failure.js';

/** Who asks, where, and when. */
export interface Call {
  readonly world: World;
  readonly accountId: string;
  readonly region: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** ARN of the caller, for denials and SenderId. */
  readonly principalArn: string;
  readonly principalId: string;
  /** Where queues are reachable, such as `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  /** Pages no larger than this, whatever is asked for; null: the service's own limit. */
  readonly pageLimit: number | null;
  /** What a single result of GetMetricData fails with; null: it does not fail. */
  readonly resultStatus: () => 'InternalError' | 'Forbidden' | null;
}

/** Turns a request's members into a response's. Throws AwsFailure. */
export type Operation = (call: Call, input: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;

/** One event of a stream of them. A failure is the last. */
export type ServerEvent = { readonly type: string; readonly members: Readonly<Record<string, unknown>> } | AwsFailure;

/** Events that an operation goes on sending for as long as somebody listens. */
export interface EventSource {
  /** The next event by an instant, epoch milliseconds; `wait`: there is none yet; `end`: there will be none. */
  next(now: number): ServerEvent | 'wait' | 'end';
}

/** As `Operation`, for what answers with a stream of events. Throws AwsFailure when it refuses from the start. */
export type EventOperation = (call: Call, input: Readonly<Record<string, unknown>>) => EventSource;
