import { z } from 'zod';

/** Where a secret is to be found. Secrets themselves stand in no configuration, answer or log. */
export const secretRef = z.union(
  [
    z.strictObject({ env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a variable is named like SLACK_BOT_TOKEN') }),
    z.strictObject({ file: z.string().min(1).max(1000) }),
  ],
  'say where the secret is to be found: { env: NAME } or { file: /path }',
);
export type SecretRef = z.infer<typeof secretRef>;
