import type { AwsFailure } from './failure.js';

/**
 * Notices within a round of many alike calls that the service answers none of them, so that the rest need not be asked: two thousand
 * time-outs in a row would outlast the next rounds.
 */
export class OutageWatch {
  readonly #giveUpAfter: number;
  #unanswered = 0;
  #last: AwsFailure | null = null;

  constructor(giveUpAfter: number) {
    this.#giveUpAfter = giveUpAfter;
  }

  /** The failure to report instead of asking; null: go on asking. */
  get outage(): AwsFailure | null {
    return this.#unanswered >= this.#giveUpAfter ? this.#last : null;
  }

  /** @param failure null: the call succeeded */
  record(failure: AwsFailure | null): void {
    if (failure?.kind === 'unreachable' || failure?.kind === 'internal' || failure?.kind === 'throttled') {
      this.#unanswered += 1;
      this.#last = failure;
    } else {
      this.#unanswered = 0;
    }
  }
}
