import { isRecord } from '../services/input.js';
import type { SnsProtocol } from '../estate/topic-blueprint.js';

/** One stretch of a delivery's retries: so many, with a delay that goes from one value to another. Seconds. */
interface RetryPhase {
  readonly retries: number;
  readonly from: number;
  readonly to: number;
  readonly curve: 'linear' | 'arithmetic' | 'geometric' | 'exponential';
}

/**
 * How often and when SNS tries again after a failure on the receiver's side.
 * Source: Amazon SNS Developer Guide, "Amazon SNS message delivery retries".
 */
export type RetrySchedule = readonly RetryPhase[];

const even = (retries: number, seconds: number): RetryPhase => ({ retries, from: seconds, to: seconds, curve: 'linear' });

/** SQS, Lambda, Firehose: 100,015 retries over 23 days. */
const MANAGED: RetrySchedule = [even(3, 0), even(2, 1), { retries: 10, from: 1, to: 20, curve: 'exponential' }, even(100_000, 20)];
/** Mail, text messages, mobile push: 50 retries over 6 hours. */
const CUSTOMER_MANAGED: RetrySchedule = [even(2, 10), { retries: 10, from: 10, to: 600, curve: 'exponential' }, even(38, 600)];
const HTTP_DEFAULT: HealthyRetryPolicy = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numMaxDelayRetries: 0,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  backoffFunction: 'linear',
};

export interface HealthyRetryPolicy {
  readonly minDelayTarget: number;
  readonly maxDelayTarget: number;
  readonly numRetries: number;
  readonly numMaxDelayRetries: number;
  readonly numNoDelayRetries: number;
  readonly numMinDelayRetries: number;
  readonly backoffFunction: 'linear' | 'arithmetic' | 'geometric' | 'exponential';
}

/** @param policies delivery policies, the one that wins first: the subscription's, then the topic's; HTTP only. null: not set. */
export function retryScheduleOf(protocol: SnsProtocol, policies: readonly (string | null)[]): RetrySchedule {
  switch (protocol) {
    case 'sqs':
    case 'lambda':
    case 'firehose':
      return MANAGED;
    case 'email':
    case 'email-json':
    case 'sms':
    case 'application':
      return CUSTOMER_MANAGED;
    case 'http':
    case 'https':
      return phasesOf(effectiveRetryPolicy(policies));
  }
}

/** What is in force for HTTP deliveries. */
export function effectiveRetryPolicy(policies: readonly (string | null)[]): HealthyRetryPolicy {
  for (const policy of policies) {
    const given = policy === null ? null : healthyRetryPolicyIn(policy);
    if (given) return given;
  }
  return HTTP_DEFAULT;
}

function phasesOf(policy: HealthyRetryPolicy): RetrySchedule {
  const { minDelayTarget: least, maxDelayTarget: most, numNoDelayRetries, numMinDelayRetries, numMaxDelayRetries } = policy;
  const between = Math.max(0, policy.numRetries - numNoDelayRetries - numMinDelayRetries - numMaxDelayRetries);
  return [
    even(numNoDelayRetries, 0),
    even(numMinDelayRetries, least),
    { retries: between, from: least, to: most, curve: policy.backoffFunction },
    even(numMaxDelayRetries, most),
  ];
}

/** Seconds between the failure of the attempt numbered `attempt` (from 1) and the next one; null: SNS gives up. */
export function delayAfter(schedule: RetrySchedule, attempt: number): number | null {
  let retry = attempt - 1;
  for (const { retries, from, to, curve } of schedule) {
    if (retry >= retries) {
      retry -= retries;
      continue;
    }
    const progress = retries === 1 ? 0 : retry / (retries - 1);
    switch (curve) {
      case 'linear':
        return from + (to - from) * progress;
      case 'arithmetic':
        return from + (to - from) * progress ** 2;
      case 'geometric':
      case 'exponential':
        return from * (to / Math.max(from, 1)) ** progress;
    }
  }
  return null;
}

/** The policy for healthy endpoints in the JSON of a topic or a subscription; null: there is none. */
function healthyRetryPolicyIn(policy: string): HealthyRetryPolicy | null {
  let given: unknown;
  try {
    given = JSON.parse(policy);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (!isRecord(given)) return null;
  const http = isRecord(given['http']) ? given['http'] : {};
  const found = given['healthyRetryPolicy'] ?? http['defaultHealthyRetryPolicy'];
  if (!isRecord(found)) return null;
  const number = (field: Exclude<keyof HealthyRetryPolicy, 'backoffFunction'>): number => {
    const value = found[field];
    return typeof value === 'number' && value >= 0 ? value : HTTP_DEFAULT[field];
  };
  const curve = (['linear', 'arithmetic', 'geometric', 'exponential'] as const).find((name) => name === found['backoffFunction']);
  return {
    minDelayTarget: number('minDelayTarget'),
    maxDelayTarget: number('maxDelayTarget'),
    numRetries: number('numRetries'),
    numMaxDelayRetries: number('numMaxDelayRetries'),
    numNoDelayRetries: number('numNoDelayRetries'),
    numMinDelayRetries: number('numMinDelayRetries'),
    backoffFunction: curve ?? HTTP_DEFAULT.backoffFunction,
  };
}
