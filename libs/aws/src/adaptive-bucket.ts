import type { EpochMs } from '@weir/contract';

/** From nothing back to the ceiling in this long, while calls succeed. */
const FULL_RECOVERY_MS = 60_000;
const LOWEST_SHARE = 1 / 64;

/**
 * A token bucket whose rate follows what AWS tolerates: halved when AWS throttles, then grown linearly while calls succeed (AIMD).
 * It holds one second of its rate, so that any one second sees at most twice the rate: with half the quota as ceiling, the quota.
 *
 * Tokens are reserved, not waited for: `reserve` takes them at once, into debt if need be, and says how long to wait before using
 * them. Callers are thus served in order of asking, and no timer runs inside.
 */
export class AdaptiveBucket {
  readonly #ceilingPerSecond: number;
  readonly #now: () => EpochMs;
  #ratePerSecond: number;
  #tokens: number;
  #filledAt: EpochMs;
  #halvedAt = Number.NEGATIVE_INFINITY;
  #grownAt: EpochMs;

  constructor(options: { readonly ceilingPerSecond: number; readonly now: () => EpochMs }) {
    this.#ceilingPerSecond = options.ceilingPerSecond;
    this.#now = options.now;
    this.#ratePerSecond = options.ceilingPerSecond;
    this.#tokens = this.#capacity();
    this.#filledAt = this.#grownAt = options.now();
  }

  get ratePerSecond(): number {
    return this.#ratePerSecond;
  }

  /** Takes `cost` tokens. Returns the milliseconds until they may be used. */
  reserve(cost = 1): number {
    this.#fill();
    this.#tokens -= cost;
    return this.#tokens >= 0 ? 0 : Math.ceil((-this.#tokens / this.#ratePerSecond) * 1_000);
  }

  /** Gives back tokens that were reserved and not used. */
  refund(cost = 1): void {
    this.#fill();
    this.#tokens = Math.min(this.#capacity(), this.#tokens + cost);
  }

  /** AWS throttled a call sent at `sentAt`. Calls sent before the rate was last halved say nothing about the new rate. */
  throttled(sentAt: EpochMs): void {
    if (sentAt < this.#halvedAt) return;
    this.#fill();
    this.#ratePerSecond = Math.max(this.#ceilingPerSecond * LOWEST_SHARE, this.#ratePerSecond / 2);
    this.#tokens = Math.min(this.#tokens, 0);
    this.#halvedAt = this.#grownAt = this.#now();
  }

  /** A call succeeded: grow for the time since the last growth, at most a second of it, so that a quiet hour proves nothing. */
  succeeded(): void {
    const now = this.#now();
    if (this.#ratePerSecond < this.#ceilingPerSecond) {
      this.#fill();
      const provenMs = Math.min(Math.max(0, now - this.#grownAt), 1_000);
      this.#ratePerSecond = Math.min(this.#ceilingPerSecond, this.#ratePerSecond + (this.#ceilingPerSecond * provenMs) / FULL_RECOVERY_MS);
    }
    this.#grownAt = now;
  }

  #capacity(): number {
    return Math.max(1, this.#ratePerSecond);
  }

  #fill(): void {
    const now = this.#now();
    const elapsedMs = Math.max(0, now - this.#filledAt);
    this.#tokens = Math.min(this.#capacity(), this.#tokens + (elapsedMs * this.#ratePerSecond) / 1_000);
    this.#filledAt = now;
  }
}
