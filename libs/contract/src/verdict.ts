import { z } from 'zod';

/** Worst first, as `look/README.md` orders them. `stale`: the last verdict stands, its readings are too old to judge anew. */
export const verdictState = z.enum(['poisoned', 'stopped', 'stalled', 'slow', 'unknown', 'stale', 'ok', 'idle']);
export type VerdictState = z.infer<typeof verdictState>;

/** States that count as broken on the wall. */
export const BROKEN_STATES: readonly VerdictState[] = ['poisoned', 'stopped', 'stalled'];

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
