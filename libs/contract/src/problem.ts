import { z } from 'zod';
import { incidentConflict } from './incident.js';

/** RFC 9457 problem document, with the fields at fault and what to do about each. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  instance: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  /** With status 409: who did what contradicts the action. */
  conflict: incidentConflict.optional(),
});
export type Problem = z.infer<typeof problem>;
