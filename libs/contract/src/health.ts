import { z } from 'zod';

export const liveness = z.object({ status: z.literal('ok'), version: z.string(), uptimeSeconds: z.number() });
export type Liveness = z.infer<typeof liveness>;

export const readiness = z.object({
  status: z.enum(['ready', 'not-ready']),
  dependencies: z.array(z.object({ name: z.string(), status: z.enum(['ok', 'failing', 'starting']), reason: z.string().nullable() })),
});
export type Readiness = z.infer<typeof readiness>;
