import { z } from 'zod';
import { alarmConfig } from './alarm-settings.js';
import { maskingConfig } from './masking.js';
import { channelConfig, channelName, notificationConfig, type NotificationRoute } from './channel.js';
import { identityConfig } from './identity-config.js';

const accountId = z.string().regex(/^\d{12}$/, 'an AWS account id is 12 digits, quoted: "111122223333"');
const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region looks like eu-west-1');

/** US dollars per unit. Defaults: us-east-1 list prices of November 2026; set your own where they differ. */
export const prices = z.strictObject({
  asOf: z.iso.date().default('2026-11-01'),
  /** Per 1,000 metrics requested by GetMetricData. */
  getMetricDataPer1000Metrics: z.number().nonnegative().default(0.01),
  /** Per 1,000 calls of other CloudWatch reads. */
  cloudwatchCallsPer1000: z.number().nonnegative().default(0.01),
  /** Per 1,000 reads of delivery logs. AWS's price list was not at hand and may ask nothing for them: check it for your region. */
  logCallsPer1000: z.number().nonnegative().default(0.01),
  sqsPerMillionRequests: z.number().nonnegative().default(0.4),
  sqsFifoPerMillionRequests: z.number().nonnegative().default(0.5),
  kinesisPerShardHour: z.number().nonnegative().default(0.015),
  /** Per gigabyte read of an on-demand stream. AWS's price list was not at hand: check it for your region. */
  kinesisOnDemandPerGbOut: z.number().nonnegative().default(0.04),
  /** Per gigabyte that a registered consumer is sent: of a provisioned stream, and of one on demand. As unsure as the one before. */
  kinesisFanOutPerGb: z.number().nonnegative().default(0.013),
  kinesisOnDemandFanOutPerGb: z.number().nonnegative().default(0.05),
  /** Per shard and metric of enhanced monitoring, a month. */
  shardMetricPerMonth: z.number().nonnegative().default(0.3),
});
export type Prices = z.infer<typeof prices>;

const roleArn = z.string().regex(/^arn:[a-z-]+:iam::\d{12}:role\/.+$/, 'a role looks like arn:aws:iam::111122223333:role/weir-reader');
const externalId = z.string().min(2).max(1224);

export const accountConfig = z.strictObject({
  id: accountId,
  name: z.string().min(1).max(60),
  /** Without a role, Weir uses the credentials of its own environment. */
  roleArn: roleArn.optional(),
  externalId: externalId.optional(),
  regions: z.array(region).min(1),
  /** Weir lengthens its cadences to stay under this many US dollars a month. */
  monthlyCapUsd: z.number().positive().optional(),
  /** Whether messages of dead-letter queues may be looked at from here. Needs a statement of its own, see docs/IAM.md. */
  inspect: z
    .strictObject({
      enabled: z.boolean().default(false),
      /** A role for that alone; without one, the account's. */
      roleArn: roleArn.optional(),
      externalId: externalId.optional(),
    })
    .optional(),
  /** Whether dead-lettered messages may be put back or archived from here. Needs a statement of its own, see docs/IAM.md. */
  redrive: z
    .strictObject({
      enabled: z.boolean().default(false),
      /** A role for that alone; without one, the account's. */
      roleArn: roleArn.optional(),
      externalId: externalId.optional(),
    })
    .optional(),
});
export type AccountConfig = z.infer<typeof accountConfig>;

const seconds = z.number().int().positive();

/** As RegisterStreamConsumer takes names and gives ARNs, which end in the second of the registration. */
const consumerNameOrArn = z
  .string()
  .regex(
    /^([\w.-]{1,128}|arn:[a-z-]+:kinesis:[a-z0-9-]+:\d{12}:stream\/[\w.-]{1,128}\/consumer\/[\w.-]{1,128}:\d{1,15})$/,
    "a registered consumer's name, or its ARN: arn:aws:kinesis:eu-west-1:111122223333:stream/clickstream/consumer/weir:1795510800",
  );

/** Characters that names of log groups may have, and what is filled in. Without the topic all topics would share one group. */
const logGroup = z
  .string()
  .max(512)
  .regex(
    /^([\w./#-]|\{(region|account|topic)\})*\{topic\}([\w./#-]|\{(region|account|topic)\})*$/,
    'a log group looks like sns/{region}/{account}/{topic}; {topic} is needed',
  );

const sections = z.strictObject({
  accounts: z.array(accountConfig).default([]),
  /** How names group into systems on the wall: by this tag, else by the first word of the name. */
  systemTag: z.string().default('system'),
  /** Dropped from the front of names on the wall. */
  namePrefix: z.string().default(''),
  cadence: z
    .strictObject({
      liveBusySeconds: seconds.min(5).default(15),
      liveIdleSeconds: seconds.min(15).default(60),
      cloudwatchBatchSeconds: seconds.min(60).default(300),
      cloudwatchTroubleSeconds: seconds.min(60).default(60),
      discoverySeconds: seconds.min(60).default(300),
    })
    .prefault({}),
  cloudwatch: z
    .strictObject({
      /** A closed minute may still change for this long. AWS documents no figure. */
      settleSeconds: seconds.default(300),
      /** The newest minutes are not asked for. */
      lagSeconds: z.number().int().nonnegative().default(60),
      /** CloudWatch keeps minutes for 15 days. */
      backfillDays: z.number().int().min(0).max(15).default(15),
      /** AWS's pages spell the start latency of rules in more than one way: the names to try, likeliest first. The one that has points is asked alone. */
      startLatencyNames: z
        .array(z.string().regex(/^[A-Za-z][\w.-]{0,254}$/, 'give the name of a CloudWatch metric'))
        .min(1, 'give one name at least')
        .max(5, 'give five names at most')
        .default(['IngestiontoInvocationStartLatency', 'IngestionToInvocationStartLatency']),
    })
    .prefault({}),
  streams: z
    .strictObject({
      /** Which streams' records are sampled for hot keys. Reading needs a statement of its own, see docs/IAM.md. */
      sample: z
        .array(
          z
            .strictObject({
              /** A stream's name, or its beginning followed by *; * alone is every stream. */
              stream: z.string().min(1).max(128),
              account: accountId.optional(),
              region: region.optional(),
              /** Read through this registered consumer, by enhanced fan-out, rather than with GetRecords. For Weir alone. */
              consumer: consumerNameOrArn.optional(),
            })
            .refine(({ stream, consumer }) => consumer?.startsWith('arn:') !== true || consumer.includes(`:stream/${stream}/consumer/`), {
              path: ['consumer'],
              message: 'this consumer is registered on another stream; give its name where several streams have one',
            }),
        )
        .default([]),
      /** How partition keys are shown: whole, with their middle hidden, or as a digest. */
      keys: z.enum(['show', 'mask', 'hash']).default('show'),
      /** Hard limits of sampling, for each stream. */
      budget: z
        .strictObject({
          /**
           * GetRecords calls a second of one shard; AWS allows five for all its readers. Through a consumer one in six seconds at most: AWS
           * refuses another within five.
           */
          callsPerShardPerSecond: z.number().positive().max(1).default(0.2),
          /** Of the stream's own bytes, over ten minutes. */
          shareOfBytes: z.number().positive().max(0.5).default(0.02),
          /** A day, UTC. */
          usdPerDay: z.number().positive().default(0.5),
        })
        .prefault({}),
    })
    .prefault({}),
  fanout: z
    .strictObject({
      deliveryLogs: z
        .strictObject({
          /** Whose delivery-status logs are read, of the topics that write any. Reading needs a statement of its own, see docs/IAM.md. */
          read: z
            .array(
              z.strictObject({
                /** A topic's name, or its beginning followed by *; * alone is every topic. */
                topic: z.string().min(1).max(256),
                account: accountId.optional(),
                region: region.optional(),
              }),
            )
            .default([]),
          /** Where SNS writes them. The defaults are an emulator's; AWS's documentation was not at hand: compare with your log groups. */
          groups: z
            .strictObject({
              successes: logGroup.default('sns/{region}/{account}/{topic}'),
              failures: logGroup.default('sns/{region}/{account}/{topic}/Failure'),
            })
            .prefault({}),
          /** An entry is written within this time after the delivery. AWS documents no figure. */
          settleSeconds: z.number().int().min(0).max(3600).default(120),
          /** Hard limits of reading, for each topic. */
          budget: z
            .strictObject({
              /** Calls a day, UTC; two a reading at least where successes are logged too. */
              pagesPerDay: z.number().int().positive().default(5000),
              /** Of log text, a day, UTC. An entry has about 700 bytes. */
              megabytesPerDay: z.number().positive().default(500),
              /** A day, UTC. */
              usdPerDay: z.number().positive().default(0.5),
            })
            .prefault({}),
        })
        .prefault({}),
    })
    .prefault({}),
  deadLetters: z
    .strictObject({
      /** Messages of a look are hidden for so long if they cannot be given back at once. */
      visibilitySeconds: z.number().int().min(5).max(120).default(20),
      /** Personal data, hidden before a message leaves the server. */
      mask: maskingConfig.prefault({}),
    })
    .prefault({}),
  /** On by default; what is said here changes that, narrower scopes over wider ones. */
  alarms: alarmConfig.prefault({}),
  /** Ways to tell somebody, by name. */
  channels: z.record(channelName, channelConfig).default({}),
  /** Who is told of what. */
  notifications: notificationConfig.prefault({}),
  identity: identityConfig.prefault({}),
  prices: prices.prefault({}),
});

export const weirConfig = sections.superRefine(({ channels, notifications }, context) => {
  for (const { name, path } of notifications.routes?.flatMap(channelsNamed) ?? []) {
    if (!Object.hasOwn(channels, name))
      context.addIssue({
        code: 'custom',
        path: ['notifications', 'routes', ...path],
        message: `there is no channel ${name}; add it under channels`,
      });
  }
});
export type WeirConfig = z.infer<typeof weirConfig>;

const channelsNamed = ({ channels, escalate }: NotificationRoute, route: number) => [
  ...channels.map((name, at) => ({ name, path: [route, 'channels', at] })),
  ...(escalate?.to ?? []).map((name, at) => ({ name, path: [route, 'escalate', 'to', at] })),
];
