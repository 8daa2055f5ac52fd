import { z } from 'zod';

/** What is looked for in every text, whatever it is called. Credentials are masked always. */
export const maskPattern = z.enum(['email', 'card', 'iban', 'phone']);
export type MaskPattern = z.infer<typeof maskPattern>;

/** What is hidden of messages before they leave the server. */
export const maskingConfig = z.strictObject({
  patterns: z.array(maskPattern).default(['email', 'card', 'iban', 'phone']),
  /** Fields by name, wherever they stand, case aside; a * at either end stands for anything. */
  keys: z
    .array(z.string().min(1).max(100))
    .default(['password', 'secret', '*token', 'authorization', 'ssn', 'birthDate', 'dateOfBirth', 'firstName', 'lastName', 'street']),
  /** Fields by JSON pointer, such as /detail/customer/name; * stands for any one step. */
  pointers: z.array(z.string().regex(/^(\/([^~/]|~[01])*)+$/, 'a JSON pointer looks like /detail/customer/name')).default([]),
});
export type MaskingConfig = z.infer<typeof maskingConfig>;
