import type { Prices, RedriveBounds, RedriveEngine, RedrivePlan } from '@weir/contract';
import { estimateShare } from '../dead-letters/estimate-share.js';

/** How many of `queued` messages a plan takes, when it takes `hits` of `sampled`. */
export function selectedOf(queued: RedriveBounds, sampled: number, hits: number): RedriveBounds {
  if (queued.high === null) return { low: hits, high: null };
  return estimateShare(hits, sampled, { low: queued.low, high: queued.high });
}

/** Seconds from the start until the last message is sent and, after a canary, watched. */
export function durationOf(plan: Pick<RedrivePlan, 'ratePerSecond' | 'canary' | 'rampSeconds'>, selected: RedriveBounds): RedriveBounds {
  const of = (count: number): number => {
    const { size, watchSeconds } = plan.canary;
    const slow = Math.min(plan.ratePerSecond, Math.max(1, plan.ratePerSecond / 10));
    const ahead = Math.min(size, count);
    const watches = size === 0 ? 0 : count > size ? 2 : 1;
    // Over the ramp a little more than half of the rate is sent.
    const ramp = Math.min(plan.rampSeconds, (count - ahead) / Math.max(slow, plan.ratePerSecond * 0.55));
    const rest = Math.max(0, count - ahead - ramp * plan.ratePerSecond * 0.55);
    return Math.round(ahead / slow + watches * watchSeconds + ramp + rest / plan.ratePerSecond);
  };
  return { low: of(selected.low), high: selected.high === null ? null : of(selected.high) };
}

/** Requests to SQS: a receive, a send and a delete for ten messages each, at worst for each message. A message-move task is free of charge. */
export function requestsOf(engine: RedriveEngine, canary: number, selected: RedriveBounds): RedriveBounds {
  const of = (count: number, batch: number) => 3 * Math.ceil((engine === 'native' ? Math.min(count, canary) : count) / batch) + 3;
  return { low: of(selected.low, 10), high: selected.high === null ? null : of(selected.high, 1) };
}

export function costOf(requests: RedriveBounds, fifo: boolean, prices: Prices): RedriveBounds {
  const price = (fifo ? prices.sqsFifoPerMillionRequests : prices.sqsPerMillionRequests) / 1_000_000;
  return { low: requests.low * price, high: requests.high === null ? null : requests.high * price };
}
