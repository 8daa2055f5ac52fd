import { z } from 'zod';
import { alarmRule } from './alarm.js';
import { resourceId } from './resource.js';
import { instant } from './time.js';

const seconds = z.number().int().nonnegative().max(86_400);

/** How one rule is set. What is absent is as in the scope above. */
const ruleSettings = z.strictObject({
  enabled: z.boolean().optional(),
  /** The condition must be true for this long before the alarm fires. */
  forSeconds: seconds.optional(),
  /** It must be false for this long before the alarm is resolved. */
  clearSeconds: seconds.optional(),
});

/** What can be said of alarms in one scope. What is absent is as in the scope above. */
export const alarmSettings = z.strictObject({
  /** false: no alarm at all. */
  enabled: z.boolean().optional(),
  rules: z.partialRecord(alarmRule, ruleSettings).optional(),
  /** `broken`: verdicts that are only late (slow, throttled) raise nothing. `late`: they do too. */
  verdictFloor: z.enum(['broken', 'late']).optional(),
  /** The oldest message may wait this long; null: no budget. */
  ageBudgetSeconds: z.number().int().positive().nullable().optional(),
  /** A loss further away than this raises nothing yet. */
  lossWithinSeconds: z.number().int().positive().optional(),
  /** What people should read first. */
  runbook: z.url({ protocol: /^https?$/ }).optional(),
});
export type AlarmSettings = z.infer<typeof alarmSettings>;

/** The `alarms` of `weir.yaml`: settings of the estate, and of narrower scopes. A narrower scope overrides a wider one. */
export const alarmConfig = z.strictObject({
  ...alarmSettings.shape,
  accounts: z.record(z.string().regex(/^\d{12}$/, 'an AWS account id is 12 digits, quoted'), alarmSettings).default({}),
  tags: z.array(alarmSettings.extend({ tag: z.string().min(1).max(128), value: z.string().max(256) })).default([]),
  resources: z
    .array(
      alarmSettings.extend({
        /** A resource's name or ARN, or its beginning followed by *. */
        name: z.string().min(1).max(512),
        account: z.string().optional(),
        region: z.string().optional(),
      }),
    )
    .default([]),
});
export type AlarmConfig = z.infer<typeof alarmConfig>;

/** Where settings hold. The cascade: estate, then account, then tag, then resource. */
export const alarmScope = z.discriminatedUnion('scope', [
  z.strictObject({ scope: z.literal('estate') }),
  z.strictObject({ scope: z.literal('account'), account: z.string().regex(/^\d{12}$/, 'an AWS account id is 12 digits') }),
  z.strictObject({ scope: z.literal('tag'), key: z.string().min(1).max(128), value: z.string().max(256) }),
  z.strictObject({ scope: z.literal('resource'), resource: resourceId }),
]);
export type AlarmScope = z.infer<typeof alarmScope>;

/** Settings as somebody left them in one scope. Those of people hold over those of the file in the same scope. */
export const alarmSettingsEntry = z.object({
  scope: alarmScope.nullable().describe('null: a pattern of the file'),
  /** `estate`, `prod`, `tag team = payments`, `orders`. */
  label: z.string(),
  source: z.enum(['default', 'file', 'people']),
  settings: alarmSettings,
  changedAt: z.number().nullable(),
  changedBy: z.string().nullable(),
});
export type AlarmSettingsEntry = z.infer<typeof alarmSettingsEntry>;

export const alarmSettingsList = z.object({ items: z.array(alarmSettingsEntry) });
export type AlarmSettingsList = z.infer<typeof alarmSettingsList>;

const settled = <Value extends z.ZodType>(value: Value) =>
  z.object({ value, /** The label of the scope that says so; `default`: nobody does. */ from: z.string() });

/** What holds for one resource, each value with the scope it comes from. */
export const effectiveAlarmSettings = z.object({
  resource: resourceId,
  enabled: settled(z.boolean()),
  verdictFloor: settled(z.enum(['broken', 'late'])),
  ageBudgetSeconds: settled(z.number().nullable()),
  lossWithinSeconds: settled(z.number()),
  runbook: settled(z.string().nullable()),
  rules: z.array(
    z.object({ rule: alarmRule, enabled: settled(z.boolean()), forSeconds: settled(z.number()), clearSeconds: settled(z.number()) }),
  ),
});
export type EffectiveAlarmSettings = z.infer<typeof effectiveAlarmSettings>;

/** `settings: null` takes away what people set in the scope; the file and the defaults then hold. */
export const changeAlarmSettings = z.strictObject({ scope: alarmScope, settings: alarmSettings.nullable() });
export type ChangeAlarmSettings = z.infer<typeof changeAlarmSettings>;

/** Which alarms would have fired had these settings held. At most 15 days back. */
export const alarmPreviewQuestion = z.strictObject({
  scope: alarmScope,
  settings: alarmSettings,
  /** Only this rule; all when absent. */
  rule: alarmRule.optional(),
  /** A week before `to`, when absent. */
  from: instant.optional(),
  /** Now, when absent. */
  to: instant.optional(),
});
export type AlarmPreviewQuestion = z.infer<typeof alarmPreviewQuestion>;

export const alarmPreviewFiring = z.object({
  rule: alarmRule,
  resourceId,
  name: z.string(),
  firedAt: z.number(),
  /** null: it would fire still. */
  resolvedAt: z.number().nullable(),
  reason: z.string(),
  because: z.string(),
});
export type AlarmPreviewFiring = z.infer<typeof alarmPreviewFiring>;

export const alarmPreview = z.object({
  from: z.number(),
  to: z.number(),
  /** Times an alarm would have fired, and with the settings in force. */
  fired: z.number(),
  firedNow: z.number(),
  resources: z.number(),
  /** The newest first, 200 at most. */
  items: z.array(alarmPreviewFiring),
  /** What the answer does not rest on: "loss countdowns are not kept and not counted". */
  notes: z.array(z.string()),
});
export type AlarmPreview = z.infer<typeof alarmPreview>;
