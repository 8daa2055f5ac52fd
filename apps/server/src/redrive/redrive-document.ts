import { incidentId, redriveCanary, redriveCheck, redriveEngine, redriveKind, redrivePlan, resourceId } from '@weir/contract';
import { z } from 'zod';

const queuePlace = z.object({ name: z.string(), arn: z.string(), url: z.string() });
const bounds = z.object({ low: z.number(), high: z.number().nullable() });

/** What a redrive was told at its start; stored with it, so that any process can go on with it. */
export const redriveDocument = z.object({
  /** null: an archive. */
  plan: redrivePlan.nullable(),
  groups: z.array(z.string()).nullable(),
  dlq: queuePlace.extend({ id: resourceId, accountId: z.string(), region: z.string() }),
  /** Everything goes to the only destination; else each message to where it was dead-lettered from. */
  back: z.boolean(),
  destinations: z.array(queuePlace.extend({ id: resourceId.nullable(), largestBytes: z.number() })),
  settings: z.object({
    kind: redriveKind,
    engine: redriveEngine,
    fifo: z.boolean(),
    ratePerSecond: z.number(),
    canary: redriveCanary,
    rampSeconds: z.number(),
    limit: z.number().nullable(),
    lanes: z.number(),
    hideSeconds: z.number(),
    ambientPerSecond: z.number(),
  }),
  checks: z.array(redriveCheck),
  expected: bounds,
  incident: incidentId.nullable(),
});
export type RedriveDocument = z.infer<typeof redriveDocument>;
