/** Something done beside reading, at its own pace and never twice at once. */
interface Chore {
  readonly run: () => Promise<void>;
  readonly everyMs: number;
  dueAt: number;
  running: boolean;
}

/** Recurring work that goes by the caller's clock: nothing happens until `runDue`. A chore that fails is reported and comes again. */
export class Chores {
  readonly #chores: Chore[] = [];
  readonly #now: () => number;
  readonly #onFailure: (error: unknown) => void;

  constructor(now: () => number, onFailure: (error: unknown) => void) {
    this.#now = now;
    this.#onFailure = onFailure;
  }

  /** First due one period from now; `hasten` makes it due at once. */
  every(everyMs: number, run: () => Promise<void>): { hasten(): void } {
    const chore = { run, everyMs, dueAt: this.#now() + everyMs, running: false };
    this.#chores.push(chore);
    return {
      hasten: () => {
        chore.dueAt = this.#now();
      },
    };
  }

  /** Begins what is due; the promises never reject. What is due later than its period allows is due now: the clock was set back. */
  runDue(): readonly Promise<void>[] {
    const now = this.#now();
    const due = this.#chores.filter(({ running, dueAt, everyMs }) => !running && (now >= dueAt || dueAt - now > everyMs));
    return due.map(async (chore) => {
      chore.running = true;
      chore.dueAt = now + chore.everyMs;
      try {
        await chore.run();
      } catch (error) {
        this.#onFailure(error);
      } finally {
        chore.running = false;
      }
    });
  }
}
