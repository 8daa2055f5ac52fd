import type { AwsFailure } from './failure.js';

export interface RetryPolicy {
  readonly maxAttempts: number;
  /** No attempt starts later than this after the call began. Waiting for the rate limit counts. */
  readonly deadlineMs: number;
  readonly baseDelayMs: number;
  /** Throttling needs longer pauses than a dropped connection. */
  readonly throttledDelayMs: number;
  readonly maxDelayMs: number;
}

export const RETRY_POLICY: RetryPolicy = {
  maxAttempts: 6,
  deadlineMs: 30_000,
  baseDelayMs: 100,
  throttledDelayMs: 500,
  maxDelayMs: 10_000,
};

/**
 * How long to wait before the next attempt, or null to give up. Full jitter: anywhere between nothing and the doubled bound, which
 * spreads callers that failed together.
 *
 * @param attempt the attempt that failed, from 1
 * @param random in [0, 1)
 */
export function retryDelayMs(
  failure: AwsFailure,
  attempt: number,
  random: () => number,
  policy: RetryPolicy = RETRY_POLICY,
): number | null {
  if (!failure.retryable || attempt >= policy.maxAttempts) return null;
  switch (failure.kind) {
    // One correction of clock or credentials either helps or never will.
    case 'clock-skew':
    case 'expired-credentials':
      return attempt === 1 ? 0 : null;
    default: {
      const base = failure.kind === 'throttled' ? policy.throttledDelayMs : policy.baseDelayMs;
      return Math.floor(random() * Math.min(policy.maxDelayMs, base * 2 ** (attempt - 1)));
    }
  }
}
