import { z } from 'zod';
import { severity } from './alarm.js';
import { secretRef } from './secret-ref.js';

export const channelName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'a channel is named in lower case letters, digits and hyphens');

const httpUrl = z.url({ protocol: /^https?$/ }).max(2000);
const common = {
  /** It may have an address within private networks. The instance metadata address is refused even so. */
  allowPrivate: z.boolean().default(false),
};

const slackChannel = z
  .strictObject({
    kind: z.literal('slack'),
    ...common,
    /** An incoming webhook: every message is a new one. */
    webhookUrl: secretRef.optional(),
    /** A bot token with chat:write: one message per incident, kept up to date. Needs `channel`. */
    botToken: secretRef.optional(),
    /** Its id, such as C0123ABCD, or its name. */
    channel: z.string().min(1).max(80).optional(),
    /** Of the app that the bot belongs to: messages then have a button that acknowledges. */
    signingSecret: secretRef.optional(),
    apiUrl: httpUrl.default('https://slack.com/api'),
  })
  .refine(
    ({ webhookUrl, botToken, channel }) =>
      (webhookUrl === undefined) !== (botToken === undefined) && (botToken === undefined) === (channel === undefined),
    {
      message: 'give either webhookUrl, or botToken and channel',
    },
  )
  .refine(({ botToken, signingSecret }) => signingSecret === undefined || botToken !== undefined, {
    path: ['signingSecret'],
    message: 'the button needs a botToken',
  });

const webhookChannel = z.strictObject({
  kind: z.literal('webhook'),
  ...common,
  url: z.union([httpUrl, secretRef]),
  /** Signs what is sent: HMAC-SHA256 over `timestamp.body`, see docs/OPERATIONS.md. */
  secret: secretRef.optional(),
});

const emailChannel = z.strictObject({
  kind: z.literal('email'),
  ...common,
  from: z.email(),
  to: z.array(z.email()).min(1).max(50),
  server: z.strictObject({
    host: z.string().min(1).max(253),
    port: z.number().int().min(1).max(65_535).default(587),
    /** `starttls` refuses to go on without it. `none` is for a relay on the same machine. */
    security: z.enum(['tls', 'starttls', 'none']).default('starttls'),
    user: z.string().min(1).max(320).optional(),
    password: secretRef.optional(),
  }),
});

const snsChannel = z.strictObject({
  kind: z.literal('sns'),
  /** In one of the accounts, whose role then needs sns:Publish on it. */
  topicArn: z
    .string()
    .regex(/^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(\.fifo)?$/, 'a topic looks like arn:aws:sns:eu-west-1:111122223333:alerts'),
});

const pagerdutyChannel = z.strictObject({
  kind: z.literal('pagerduty'),
  ...common,
  /** The integration key of an Events API v2 integration. */
  routingKey: secretRef,
  url: httpUrl.default('https://events.pagerduty.com/v2/enqueue'),
});

const teamsChannel = z.strictObject({
  kind: z.literal('teams'),
  ...common,
  /** Of a workflow "post to a channel when a webhook request is received". */
  webhookUrl: secretRef,
});

/** A way to tell somebody. */
export const channelConfig = z.discriminatedUnion('kind', [
  slackChannel,
  webhookChannel,
  emailChannel,
  snsChannel,
  pagerdutyChannel,
  teamsChannel,
]);
export type ChannelConfig = z.infer<typeof channelConfig>;
export const channelKind = z.enum(['slack', 'webhook', 'email', 'sns', 'pagerduty', 'teams']);
export type ChannelKind = z.infer<typeof channelKind>;

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day looks like 08:30');
const weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
export type Weekday = z.infer<typeof weekday>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Hours of the week by the clock of a place. `to` before `from` ends on the next day; the day is that on which they begin. */
export const routeHours = z.strictObject({
  timeZone: z.string().refine(isTimeZone, 'a time zone is named like Europe/Stockholm'),
  days: z.array(weekday).min(1).default(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']),
  from: clock,
  /** Exclusive. The same as `from`: around the clock. */
  to: clock,
  /** true: at all other hours. */
  except: z.boolean().default(false),
});
export type RouteHours = z.infer<typeof routeHours>;

/** Who is told of which incidents. An incident follows every route that it matches; a channel is told once even so. */
export const notificationRoute = z.strictObject({
  channels: z.array(channelName).min(1),
  /** All, when absent. */
  severities: z.array(severity).min(1).optional(),
  /** Names, or their beginnings followed by *. One of the systems of the incident must match. */
  systems: z.array(z.string().min(1).max(200)).min(1).optional(),
  /** Numbers. */
  accounts: z
    .array(z.string().regex(/^\d{12}$/, 'an AWS account id is 12 digits, quoted'))
    .min(1)
    .optional(),
  /** A resource of the incident must have one of these tags. */
  tags: z
    .array(z.strictObject({ tag: z.string().min(1).max(128), value: z.string().max(256) }))
    .min(1)
    .optional(),
  /** At any, when absent. What was told is also resolved outside of them. */
  hours: routeHours.optional(),
  /** Told again this long after the last word, while nobody acknowledges; null: never. */
  remindSeconds: z.number().int().min(300).max(86_400).nullable().default(3600),
  /** Whom to tell when nobody has acknowledged within this time. */
  escalate: z.strictObject({ afterSeconds: z.number().int().min(60).max(86_400), to: z.array(channelName).min(1) }).optional(),
});
export type NotificationRoute = z.infer<typeof notificationRoute>;

export const notificationConfig = z.strictObject({
  /** Where people reach Weir, for links: https://weir.example.com. Without it messages have none. */
  url: httpUrl.optional(),
  /** Without routes every channel is told of everything. */
  routes: z.array(notificationRoute).max(100).optional(),
  /** Severity 1 and 2 are told at once; what is less bad waits this long for what belongs to it. */
  groupWaitSeconds: z.number().int().min(0).max(3600).default(60),
  /** A message is not brought up to date more often. */
  updateSeconds: z.number().int().min(10).max(3600).default(60),
});
export type NotificationConfig = z.infer<typeof notificationConfig>;

/** Why something is told. `changed` and `acknowledged` only bring a message up to date where a channel can. */
export const notificationKind = z.enum(['opened', 'worsened', 'changed', 'acknowledged', 'reminder', 'escalated', 'resolved', 'test']);
export type NotificationKind = z.infer<typeof notificationKind>;

/** How well a channel works. */
export const channelHealth = z.object({
  name: channelName,
  kind: channelKind,
  /** By the last try. */
  state: z.enum(['untried', 'ok', 'failing']),
  /** Since when; null: untried. */
  since: z.number().nullable(),
  lastOkAt: z.number().nullable(),
  /** Of the last try, when it failed. */
  error: z.string().nullable(),
  /** Messages that wait to be sent. */
  waiting: z.number(),
});
export type ChannelHealth = z.infer<typeof channelHealth>;

export const channelList = z.object({ items: z.array(channelHealth.extend({ target: z.string(), routes: z.array(notificationRoute) })) });
export type ChannelList = z.infer<typeof channelList>;

export const channelTest = z.object({
  ok: z.boolean(),
  /** What went wrong and what to do; null: nothing. */
  error: z.string().nullable(),
  tookMs: z.number(),
});
export type ChannelTest = z.infer<typeof channelTest>;

/** One line of the log: what was told to whom, and how that went. */
export const notificationEntry = z.object({
  id: z.string(),
  channel: z.string(),
  kind: notificationKind,
  /** null: a test. */
  incident: z.string().nullable(),
  title: z.string(),
  severity: severity.nullable(),
  /** Why this channel: "route 2", "escalated by route 1". */
  because: z.string(),
  plannedAt: z.number(),
  /** `superseded`: no longer worth telling when its turn came. */
  state: z.enum(['waiting', 'sent', 'failed', 'superseded']),
  settledAt: z.number().nullable(),
  tries: z.number(),
  lastError: z.string().nullable(),
});
export type NotificationEntry = z.infer<typeof notificationEntry>;

export const notificationList = z.object({ items: z.array(notificationEntry), nextCursor: z.string().nullable() });
export type NotificationList = z.infer<typeof notificationList>;
