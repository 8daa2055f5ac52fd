import { z } from 'zod';
import { resourceId } from './resource.js';
import { instant } from './time.js';

export const incidentId = z
  .string()
  .regex(/^INC-[1-9]\d{0,9}$/, 'an incident is named like INC-2041')
  .brand<'IncidentId'>();
export type IncidentId = z.infer<typeof incidentId>;

const person = z.string().trim().min(1).max(120);

/** What somebody does with an incident. */
export const incidentAction = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('acknowledge') }),
  z.strictObject({ kind: z.literal('unacknowledge') }),
  /** null: nobody. */
  z.strictObject({ kind: z.literal('assign'), to: person.nullable() }),
  /** Nothing is told of it until then; null: no longer snoozed. It ends by itself when the incident becomes worse. */
  z.strictObject({ kind: z.literal('snooze'), until: instant.nullable() }),
  /** Markdown, shown escaped: no HTML of it is ever rendered. */
  z.strictObject({ kind: z.literal('note'), text: z.string().trim().min(1).max(20_000) }),
  z.strictObject({ kind: z.literal('link'), url: z.url({ protocol: /^https?$/ }).max(2000), title: z.string().trim().min(1).max(200) }),
  /** Everything of this incident goes to another, which has the same cause; this one ends as merged. */
  z.strictObject({ kind: z.literal('merge'), into: incidentId }),
  /** These resources have another cause: they become an incident of their own, which Weir does not merge again. */
  z.strictObject({ kind: z.literal('split'), resources: z.array(resourceId).min(1).max(200) }),
  /** Alarms that still fire do not open it again; a new episode does. `fix`: what mended it, for the next time. */
  z.strictObject({ kind: z.literal('resolve'), fix: z.string().trim().min(1).max(2000).nullable().default(null) }),
  z.strictObject({ kind: z.literal('reopen') }),
]);
export type IncidentAction = z.infer<typeof incidentAction>;
export type IncidentActionKind = IncidentAction['kind'];

export const incidentActionRequest = z.strictObject({
  /** The incident's `version` when the action was decided on. What others did since and does not contradict it stands beside it. */
  version: z.number().int().nonnegative(),
  action: incidentAction,
  /** Drawn by the caller: an action sent twice is done once. */
  requestId: z.uuid().optional(),
});
export type IncidentActionRequest = z.infer<typeof incidentActionRequest>;
