import { z } from 'zod';
import { instant } from './time.js';

/** What a matcher compares. `tag` needs the `key` of the tag. */
export const silenceField = z.enum(['account', 'region', 'system', 'kind', 'resource', 'rule', 'severity', 'tag']);
export type SilenceField = z.infer<typeof silenceField>;

export const silenceMatcher = z
  .strictObject({
    field: silenceField,
    /** Of `tag`: which one. */
    key: z.string().min(1).max(128).optional(),
    op: z.enum(['is', 'is-not', 'begins-with']).default('is'),
    /** Of `resource` its name or id, of `account` its number or name. */
    value: z.string().max(256),
  })
  .refine(({ field, key }) => (field === 'tag') === (key !== undefined), {
    path: ['key'],
    message: 'give the key of a tag, and of a tag only',
  });
export type SilenceMatcher = z.infer<typeof silenceMatcher>;

/** `maintenance`: planned work, known before it begins. Both keep alarms quiet; neither hides or resolves any. */
export const silenceKind = z.enum(['silence', 'maintenance']);
export type SilenceKind = z.infer<typeof silenceKind>;

export const silence = z.object({
  id: z.uuid(),
  kind: silenceKind,
  /** An alarm is silenced when all of these match. */
  matchers: z.array(silenceMatcher),
  startsAt: z.number(),
  endsAt: z.number(),
  reason: z.string(),
  author: z.string(),
  createdAt: z.number(),
  /** Ended by hand before its time; null: not. */
  endedAt: z.number().nullable(),
  endedBy: z.string().nullable(),
  state: z.enum(['upcoming', 'active', 'ended']),
  /** Alarms that fire and are kept quiet by it now. */
  silences: z.number(),
});
export type Silence = z.infer<typeof silence>;

export const silences = z.object({ items: z.array(silence) });
export type Silences = z.infer<typeof silences>;

const LONGEST_MS = 366 * 86_400_000;

export const newSilence = z
  .strictObject({
    kind: silenceKind.default('silence'),
    matchers: z.array(silenceMatcher).min(1, 'a silence without matchers would keep everything quiet').max(20),
    startsAt: instant.optional().describe('now, when absent'),
    endsAt: instant,
    reason: z.string().trim().min(3, 'say why, in a few words').max(1000),
  })
  .refine(({ startsAt, endsAt }) => startsAt === undefined || (startsAt < endsAt && endsAt - startsAt <= LONGEST_MS), {
    path: ['endsAt'],
    message: 'lies after startsAt, within a year of it',
  });
export type NewSilence = z.infer<typeof newSilence>;
