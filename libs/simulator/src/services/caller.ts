import type { World } from '../world/world.js';

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
