import type { EpochMs } from '@weir/contract';

interface Sleeper {
  readonly at: EpochMs;
  readonly wake: () => void;
}

/** A clock that stands still until everyone sleeps, then jumps to whoever wakes first. Hours pass in milliseconds. */
export class VirtualTime {
  #now: EpochMs;
  #sleepers: Sleeper[] = [];

  constructor(start: EpochMs = Date.UTC(2026, 10, 24, 12)) {
    this.#now = start;
  }

  readonly now = (): EpochMs => this.#now;

  readonly sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const sleeper = { at: this.#now + ms, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(new DOMException('aborted', 'AbortError'));
      });
    });
  };

  advance(ms: number): void {
    this.#now += ms;
  }

  /** Runs until `work` settles, moving time on whenever nothing else can happen. */
  async run<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    const watched = work.finally(() => {
      settled = true;
    });
    // Its outcome is awaited below; until then a rejection is not unhandled.
    watched.catch(() => undefined);
    for (let idle = 0; !settled && idle < 1_000_000; idle += 1) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (!settled) this.#wakeNext();
    }
    return watched;
  }

  #wakeNext(): void {
    const next = this.#sleepers.reduce<Sleeper | null>((first, other) => (first === null || other.at < first.at ? other : first), null);
    if (next === null) return;
    this.#sleepers = this.#sleepers.filter((other) => other !== next);
    this.#now = Math.max(this.#now, next.at);
    next.wake();
  }
}
