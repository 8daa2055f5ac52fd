/**
 * One clock for a page: everything that counts seconds is drawn in the same frame. A reader asks for a coarser step when it needs no
 * seconds, and is then drawn anew only when that step changes.
 */
export class Ticker {
  readonly #now: () => number;
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setInterval> | null = null;
  #at: number;

  constructor(now: () => number) {
    this.#now = now;
    this.#at = now();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (this.#timer === null) {
      this.#at = this.#now();
      this.#timer = setInterval(() => this.#tick(), 1000);
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0 && this.#timer !== null) {
        clearInterval(this.#timer);
        this.#timer = null;
      }
    };
  }

  /** The last tick, rounded down to `stepMs`. */
  now(stepMs: number): number {
    if (this.#timer === null) this.#at = this.#now();
    return Math.floor(this.#at / stepMs) * stepMs;
  }

  #tick(): void {
    this.#at = this.#now();
    for (const listener of this.#listeners) listener();
  }
}
