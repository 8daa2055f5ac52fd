/** Which calls a fault befalls. What is not given matches everything. */
export interface FaultMatch {
  readonly accountId?: string;
  readonly region?: string;
  readonly service?: ServiceName;
  /** `GetMetricData` */
  readonly api?: string;
}

/** As services are named in a signature's scope. */
export const SERVICES = [
  'sqs',
  'monitoring',
  'sts',
  'kinesis',
  'lambda',
  'firehose',
  'sns',
  'logs',
  'events',
  'pipes',
  'scheduler',
] as const;
export type ServiceName = (typeof SERVICES)[number];

/** What goes wrong. `share`: of the matching calls, 0 to 1. */
export type FaultEffect =
  | { readonly kind: 'throttle'; readonly share: number }
  | { readonly kind: 'server-error'; readonly share: number; readonly status: 500 | 503 }
  | { readonly kind: 'latency'; readonly share: number; readonly milliseconds: number }
  /** The connection closes without an answer. */
  | { readonly kind: 'drop'; readonly share: number }
  /** Pages of at most so many items or datapoints: results come as PartialData. */
  | { readonly kind: 'small-pages'; readonly size: number }
  /** Single results of GetMetricData fail inside a response of status 200. `share`: of the results. */
  | { readonly kind: 'result-status'; readonly share: number; readonly status: 'InternalError' | 'Forbidden' }
  /** AWS's clock differs from the caller's by so much. */
  | { readonly kind: 'clock-skew'; readonly milliseconds: number }
  /** Denied: the identity lacks the permission, or the organization forbids the region. */
  | { readonly kind: 'deny'; readonly share: number; readonly by: 'identity' | 'organization' }
  | { readonly kind: 'expired-token'; readonly share: number };

export interface Fault {
  readonly id: string;
  readonly match: FaultMatch;
  readonly effect: FaultEffect;
}

export const FAULT_KINDS = [
  'throttle',
  'server-error',
  'latency',
  'drop',
  'small-pages',
  'result-status',
  'clock-skew',
  'deny',
  'expired-token',
] as const satisfies readonly FaultEffect['kind'][];
