import { z } from 'zod';
import { absence } from './absence.js';

export const seriesUnit = z.enum(['Count', 'Seconds', 'Bytes', 'Milliseconds']);
export type SeriesUnit = z.infer<typeof seriesUnit>;

/** How the minutes of one step were combined. A gauge keeps its maximum, a counter its sum. */
export const seriesStatistic = z.enum(['Maximum', 'Sum', 'Average']);
export type SeriesStatistic = z.infer<typeof seriesStatistic>;

export const series = z.object({
  unit: seriesUnit,
  statistic: seriesStatistic,
  /** Seconds between points. */
  step: z.number(),
  /** `[start of the step in epoch milliseconds, value]`; null where nothing is known: see `absences` for why. */
  points: z.array(z.tuple([z.number(), z.number().nullable()])),
  absences: z.array(absence),
  /** Points from here on may still change; null when all are settled. Epoch milliseconds. */
  provisionalFrom: z.number().nullable(),
});
export type Series = z.infer<typeof series>;

/** At most this many points are returned at once. */
export const MAX_SERIES_POINTS = 11_000;

export const sparklines = z.object({
  from: z.number(),
  step: z.number(),
  items: z.record(z.string(), series.pick({ points: true, absences: true, provisionalFrom: true })),
});
export type Sparklines = z.infer<typeof sparklines>;
