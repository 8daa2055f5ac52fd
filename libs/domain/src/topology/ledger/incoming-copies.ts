import type { Bounds, EpochMs } from '@weir/contract';
import { exactly } from './bounds.js';
import type { CounterWindow } from './counter-window.js';

/**
 * How many messages came in that everybody should get one copy of. Bounds, for what nobody asked for is not known, and never none: whoever
 * adds up what is due cannot take a counter by its name alone.
 */
export interface IncomingCopies {
  /** Over the known minutes of `[from, to)`. */
  over(from: EpochMs, to: EpochMs): Bounds;
}

/** By a counter that every read of its family asks for. */
export const countedBy = (counters: CounterWindow, metric: 'published' | 'matched'): IncomingCopies => ({
  over: (from, to) => exactly(counters.sum(metric, from, to)),
});
