import type { EpochMs } from '@weir/contract';
import { AdaptiveBucket } from './adaptive-bucket.js';
import { API_QUOTAS, DATAPOINT_QUOTAS, SHARE_OF_QUOTA, type ApiName, type DatapointQuota, type Quota } from './quotas.js';

/** What a call takes from the quotas of its scope. */
export interface CallCost {
  readonly api: ApiName;
  readonly datapoints?: { readonly quota: DatapointQuota; readonly estimate: number };
}

interface Charge {
  readonly bucket: AdaptiveBucket;
  readonly cost: number;
}

/** The buckets of one account in one region: one per API or pool of APIs, and two for the datapoints of GetMetricData. */
export class ScopeLimits {
  readonly #options: { readonly now: () => EpochMs; readonly quotas: Partial<Record<ApiName, number>> };
  readonly #buckets = new Map<string, AdaptiveBucket>();

  constructor(options: { readonly now: () => EpochMs; readonly quotas: Partial<Record<ApiName, number>> }) {
    this.#options = options;
  }

  /** Reserves the cost everywhere it falls due. Returns the milliseconds until the call may be made. */
  reserve(cost: CallCost): number {
    return Math.max(...this.#charges(cost).map((charge) => charge.bucket.reserve(charge.cost)));
  }

  refund(cost: CallCost): void {
    for (const charge of this.#charges(cost)) charge.bucket.refund(charge.cost);
  }

  /** AWS does not say which quota was exceeded, so each one the call drew on slows down. */
  throttled(cost: CallCost, sentAt: EpochMs): void {
    for (const charge of this.#charges(cost)) charge.bucket.throttled(sentAt);
  }

  succeeded(cost: CallCost): void {
    for (const charge of this.#charges(cost)) charge.bucket.succeeded();
  }

  #charges(cost: CallCost): readonly Charge[] {
    const { api, datapoints } = cost;
    const own = this.#options.quotas[api];
    const { perSecond, pool }: Quota = API_QUOTAS[api];
    // An account with a quota of its own for a call has it apart from the pool.
    const perCall = { bucket: own === undefined ? this.#bucket(pool ?? api, perSecond) : this.#bucket(api, own), cost: 1 };
    if (datapoints === undefined) return [perCall];
    const { quota, estimate } = datapoints;
    return [perCall, { bucket: this.#bucket(quota, DATAPOINT_QUOTAS[quota].perSecond), cost: estimate }];
  }

  #bucket(key: string, quotaPerSecond: number): AdaptiveBucket {
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      bucket = new AdaptiveBucket({ ceilingPerSecond: quotaPerSecond * SHARE_OF_QUOTA, now: this.#options.now });
      this.#buckets.set(key, bucket);
    }
    return bucket;
  }
}
