/** The world's time. `real`: the machine's, perhaps faster and from another origin. `manual`: stands still until told. */
export type ClockMode = 'real' | 'manual';

export interface ClockState {
  readonly mode: ClockMode;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Simulated seconds per real one; 0 in manual mode. */
  readonly rate: number;
}

/** Never runs backwards within a world: what happened has happened. */
export class Clock {
  private originReal: number;
  private origin: number;
  private rate: number;

  constructor(
    private mode: ClockMode,
    startAt: number,
    private readonly realNow: () => number,
  ) {
    this.originReal = realNow();
    this.origin = startAt;
    this.rate = mode === 'real' ? 1 : 0;
  }

  now(): number {
    return Math.floor(this.origin + (this.realNow() - this.originReal) * this.rate);
  }

  state(): ClockState {
    return { mode: this.mode, now: this.now(), rate: this.rate };
  }

  /** Stops or starts the clock where it is. `rate` counts in real mode only. */
  run(mode: ClockMode, rate: number): void {
    this.jumpTo(this.now());
    this.mode = mode;
    this.rate = mode === 'real' ? rate : 0;
  }

  /** @param at epoch milliseconds, not before `now()`. */
  jumpTo(at: number): void {
    this.origin = at;
    this.originReal = this.realNow();
  }
}
