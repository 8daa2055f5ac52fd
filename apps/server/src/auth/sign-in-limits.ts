import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

const WINDOW_SECONDS = 15 * 60;
/** Wrong passwords in a row that lock a name, whether somebody has it or not. */
export const MOST_FAILURES = 5;
export const LOCKED_MS = WINDOW_SECONDS * 1_000;
/** Tries from one address: an office behind one address has a few people who mistype. */
const TRIES_BY_ADDRESS = 30;

/** How often passwords and one-time links may be tried. Of this process; locks of users are in the database, and so hold for all. */
export class SignInLimits {
  readonly #byAddress = new RateLimiterMemory({ points: TRIES_BY_ADDRESS, duration: WINDOW_SECONDS });
  readonly #byName = new RateLimiterMemory({ points: MOST_FAILURES, duration: WINDOW_SECONDS });

  /** Counts a try. @returns how long to wait, milliseconds; null: go on */
  async tryFrom(address: string): Promise<number | null> {
    try {
      await this.#byAddress.consume(address);
      return null;
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return refusal.msBeforeNext;
      throw refusal;
    }
  }

  /** How long a name is locked for, milliseconds; null: it is not. */
  async lockOf(name: string): Promise<number | null> {
    const known = await this.#byName.get(keyOf(name));
    return known !== null && known.consumedPoints >= MOST_FAILURES ? known.msBeforeNext : null;
  }

  async failed(name: string): Promise<void> {
    await this.#byName.penalty(keyOf(name));
  }

  async forget(name: string): Promise<void> {
    await this.#byName.delete(keyOf(name));
  }
}

const keyOf = (name: string): string => name.toLowerCase();
