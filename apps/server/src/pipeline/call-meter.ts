import type { ApiCall } from '@weir/aws';
import type { Prices } from '@weir/contract';
import { type ApiCallCount, callCost } from '@weir/domain';
import type { SelfMetrics } from '../self-metrics.js';

type Count = { -readonly [K in keyof ApiCallCount]: ApiCallCount[K] };

/** Counts every call to AWS with what it costs. `drain` hands over what came since the last time, to be added to the store. */
export class CallMeter {
  #counts = new Map<string, Count>();

  constructor(
    private readonly prices: Prices,
    private readonly metrics: SelfMetrics,
  ) {}

  count(call: ApiCall): void {
    const { api } = call;
    const day = new Date(call.at).toISOString().slice(0, 10);
    const key = `${day} ${call.accountId} ${call.region} ${api}`;
    const count = this.#counts.get(key) ?? {
      accountId: call.accountId,
      region: call.region,
      api,
      day,
      calls: 0,
      billedUnits: 0,
      usd: 0,
      throttled: 0,
      failed: 0,
    };
    const usd = callCost(api, call.billedUnits, this.prices, call.fifo);
    count.calls += 1;
    count.billedUnits += call.billedUnits;
    count.usd += usd;
    if (call.outcome === 'throttled') count.throttled += 1;
    if (call.outcome === 'failed') count.failed += 1;
    this.#counts.set(key, count);
    this.metrics.awsCalls.inc({ account: call.accountId, region: call.region, api, outcome: call.outcome });
    this.metrics.awsDollars.inc({ account: call.accountId, api }, usd);
  }

  drain(): readonly ApiCallCount[] {
    const counts = [...this.#counts.values()];
    this.#counts = new Map();
    return counts;
  }

  /** Takes back what could not be stored. */
  restore(counts: readonly ApiCallCount[]): void {
    for (const lost of counts) {
      const key = `${lost.day} ${lost.accountId} ${lost.region} ${lost.api}`;
      const count = this.#counts.get(key);
      if (!count) {
        this.#counts.set(key, { ...lost });
        continue;
      }
      count.calls += lost.calls;
      count.billedUnits += lost.billedUnits;
      count.usd += lost.usd;
      count.throttled += lost.throttled;
      count.failed += lost.failed;
    }
  }
}
