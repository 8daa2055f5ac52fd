import { DEFAULT_SETTINGS, type QueueSettings, type RedriveTarget } from '../../queue/settings.js';
import type { SimulatedQueue } from '../../queue/simulated-queue.js';
import { queueNameOf } from '../../world/arn.js';
import { AwsFailure } from '../aws-failure.js';
import { isRecord } from '../input.js';

const invalidValue = (name: string, message?: string): AwsFailure =>
  new AwsFailure('InvalidAttributeValue', message ?? `Invalid value for the parameter ${name}.`, 400, 'InvalidAttributeValue');

/** Ranges. Source: Amazon SQS API Reference, SetQueueAttributes. */
const NUMBERS = {
  VisibilityTimeout: { setting: 'visibilityTimeoutSeconds', min: 0, max: 43_200 },
  MessageRetentionPeriod: { setting: 'retentionSeconds', min: 60, max: 1_209_600 },
  DelaySeconds: { setting: 'delaySeconds', min: 0, max: 900 },
  MaximumMessageSize: { setting: 'maximumMessageBytes', min: 1024, max: 1_048_576 },
  ReceiveMessageWaitTimeSeconds: { setting: 'receiveWaitSeconds', min: 0, max: 20 },
} as const satisfies Record<string, { setting: keyof QueueSettings; min: number; max: number }>;

const isNumberName = (name: string): name is keyof typeof NUMBERS => name in NUMBERS;

/** Kept and given back, without effect here. */
const VERBATIM = new Set([
  'Policy',
  'RedriveAllowPolicy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
  'DeduplicationScope',
  'FifoThroughputLimit',
]);

/** Applies attributes as SetQueueAttributes does: all or none. `now`: epoch milliseconds. */
export function applyAttributes(settings: QueueSettings, attributes: Readonly<Record<string, string>>, fifo: boolean, now: number): void {
  const changes: Partial<QueueSettings> = {};
  const verbatim = { ...settings.verbatim };
  for (const [name, value] of Object.entries(attributes)) {
    if (isNumberName(name)) {
      const { setting, min, max } = NUMBERS[name];
      const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
      if (!(number >= min && number <= max)) throw invalidValue(name);
      changes[setting] = number;
      delete verbatim[name];
    } else if (name === 'RedrivePolicy') {
      changes.redrive = value === '' ? null : parseRedrivePolicy(value);
      delete verbatim[name];
    } else if (name === 'ContentBasedDeduplication' && fifo) changes.contentBasedDeduplication = value === 'true';
    else if (name === 'FifoQueue' && fifo && value === 'true') continue;
    else if (VERBATIM.has(name)) verbatim[name] = value;
    else throw new AwsFailure('InvalidAttributeName', `Unknown Attribute ${name}.`);
  }
  Object.assign(settings, changes, { verbatim, modifiedAt: now });
}

function parseRedrivePolicy(text: string): RedriveTarget {
  const problem = invalidValue(
    'RedrivePolicy',
    `Value ${text.slice(0, 200)} for parameter RedrivePolicy is invalid. Reason: Redrive policy is not a valid JSON map.`,
  );
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw problem;
    throw error;
  }
  if (!isRecord(policy)) throw problem;
  const count = Number(policy['maxReceiveCount']);
  const target = policy['deadLetterTargetArn'];
  if (typeof target !== 'string' || queueNameOf(target) === null || !(Number.isInteger(count) && count >= 1 && count <= 1000)) {
    throw invalidValue('RedrivePolicy');
  }
  return { deadLetterTargetArn: target, maxReceiveCount: count };
}

export function newSettings(attributes: Readonly<Record<string, string>>, fifo: boolean, now: number): QueueSettings {
  const settings: QueueSettings = { ...DEFAULT_SETTINGS, createdAt: now, modifiedAt: now, verbatim: { SqsManagedSseEnabled: 'true' } };
  applyAttributes(settings, attributes, fifo, now);
  return settings;
}

/** Every attribute of a queue as GetQueueAttributes words it: text. */
export function allAttributes(queue: SimulatedQueue): Record<string, string> {
  const { settings, identity } = queue;
  const seconds = (at: number): string => String(Math.floor(at / 1000));
  return {
    QueueArn: identity.arn,
    ApproximateNumberOfMessages: String(queue.visible),
    ApproximateNumberOfMessagesNotVisible: String(queue.inFlight),
    ApproximateNumberOfMessagesDelayed: String(queue.delayed),
    CreatedTimestamp: seconds(settings.createdAt),
    LastModifiedTimestamp: seconds(settings.modifiedAt),
    VisibilityTimeout: String(settings.visibilityTimeoutSeconds),
    MaximumMessageSize: String(settings.maximumMessageBytes),
    MessageRetentionPeriod: String(settings.retentionSeconds),
    DelaySeconds: String(settings.delaySeconds),
    ReceiveMessageWaitTimeSeconds: String(settings.receiveWaitSeconds),
    ...(settings.redrive ? { RedrivePolicy: JSON.stringify(settings.redrive) } : {}),
    ...(identity.fifo
      ? {
          FifoQueue: 'true',
          ContentBasedDeduplication: String(settings.contentBasedDeduplication),
          DeduplicationScope: 'queue',
          FifoThroughputLimit: 'perQueue',
        }
      : {}),
    ...settings.verbatim,
  };
}

const KNOWN = new Set([
  'All',
  'QueueArn',
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
  ...Object.keys(NUMBERS),
  'RedrivePolicy',
  'FifoQueue',
  'ContentBasedDeduplication',
  ...VERBATIM,
]);

/** The attributes asked for; none asked for, none given. */
export function chosenAttributes(queue: SimulatedQueue, names: readonly string[]): Record<string, string> {
  const unknown = names.find((name) => !KNOWN.has(name));
  if (unknown !== undefined) throw new AwsFailure('InvalidAttributeName', `Unknown Attribute ${unknown.slice(0, 80)}.`);
  const all = allAttributes(queue);
  if (names.includes('All')) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}
