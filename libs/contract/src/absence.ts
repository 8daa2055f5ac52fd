import { z } from 'zod';

/**
 * Why a reading is missing. Each is stored and drawn differently; none is ever turned into 0.
 * - `not-emitted`: AWS sends nothing when nothing happens (an age without a message, a size without a send)
 * - `inactive`: the queue slept for over six hours, CloudWatch stopped reporting
 * - `late`: AWS has not published it yet
 * - `throttled`: AWS refused the read
 * - `denied`: the role may not read it
 * - `deleted`: the resource is gone from this date on
 * - `collector-down`: Weir was not running, or could not reach AWS
 * - `not-asked`: Weir chose not to spend on it (budget), or it is outside what the family reads
 */
export const absenceReason = z.enum(['not-emitted', 'inactive', 'late', 'throttled', 'denied', 'deleted', 'collector-down', 'not-asked']);
export type AbsenceReason = z.infer<typeof absenceReason>;

/** A span without readings. `from` inclusive, `to` exclusive, epoch milliseconds. */
export const absence = z.object({ from: z.number(), to: z.number(), reason: absenceReason });
export type Absence = z.infer<typeof absence>;
