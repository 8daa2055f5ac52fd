import type { EpochMs } from '@weir/contract';

/** The Date header counts whole seconds; offsets below this are noise. */
const NOISE_MS = 2_000;
/** Beyond this the header is taken for rubbish, not for a clock. */
const MAX_OFFSET_MS = 24 * 3_600_000;

/**
 * The clock of AWS, as far as its replies let it be known: this machine's, corrected when AWS's Date header disagrees by more than the
 * header's own coarseness. Keeps ages from going negative on a machine whose clock is off.
 */
export class AwsClock {
  readonly #localNow: () => EpochMs;
  #offsetMs = 0;

  constructor(localNow: () => EpochMs) {
    this.#localNow = localNow;
  }

  get offsetMs(): number {
    return this.#offsetMs;
  }

  now(): EpochMs {
    return this.#localNow() + this.#offsetMs;
  }

  local(): EpochMs {
    return this.#localNow();
  }

  /** @param sentAt when the request left, by this machine's clock */
  observe(dateHeader: unknown, sentAt: EpochMs): void {
    const serverSecond = typeof dateHeader === 'string' ? Date.parse(dateHeader) : Number.NaN;
    if (Number.isNaN(serverSecond)) return;
    const receivedAt = this.#localNow();
    const offsetMs = serverSecond + 500 - (sentAt + receivedAt) / 2;
    if (Math.abs(offsetMs) > MAX_OFFSET_MS) return;
    const uncertaintyMs = NOISE_MS + Math.max(0, receivedAt - sentAt) / 2;
    this.#offsetMs = Math.abs(offsetMs) > uncertaintyMs ? Math.round(offsetMs) : 0;
  }
}
