import { z } from 'zod';

/**
 * Worst first. What loses messages comes before what keeps them from somebody, and that before what is late. `failing`, `dead-lettering`,
 * `starved`, `filtered-out`, `throttled` and `disabled` are said of what passes events on. `stale`: the last verdict stands, its readings
 * are too old to judge anew. `disabled`: switched off by somebody, which is no fault by itself.
 */
export const verdictState = z.enum([
  'poisoned',
  'failing',
  'dead-lettering',
  'stopped',
  'starved',
  'filtered-out',
  'stalled',
  'throttled',
  'slow',
  'unknown',
  'stale',
  'disabled',
  'ok',
  'idle',
]);
export type VerdictState = z.infer<typeof verdictState>;

/** States that count as broken on the wall. */
export const BROKEN_STATES: readonly VerdictState[] = [
  'poisoned',
  'failing',
  'dead-lettering',
  'stopped',
  'starved',
  'filtered-out',
  'stalled',
];
/** States that are late or held back, and not broken. */
export const LATE_STATES: readonly VerdictState[] = ['throttled', 'slow'];

export const verdict = z.object({
  state: verdictState,
  /** Stable name of the rule that decided, in kebab case: `nobody-receiving`, `dead-letters-arriving`, … */
  reason: z.string(),
  /** The reason as a short sentence with figures, without times: "nobody receives, 38 /s arrive". */
  because: z.string(),
  /** When this state began, epoch milliseconds. */
  since: z.number(),
  /** When it was last judged, epoch milliseconds. */
  judgedAt: z.number(),
});
export type Verdict = z.infer<typeof verdict>;
