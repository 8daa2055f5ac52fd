import type { QueueConfig } from '@weir/contract';
import { parseJson } from './parse-json.js';
import { showable } from './showable.js';
import { field } from './untrusted.js';

/** GetQueueAttributes as it arrives: every value a string, or missing, or something else entirely. */
export type RawAttributes = Readonly<Record<string, unknown>>;

/** What SQS applies when a queue does not say. Source: SQS API Reference, CreateQueue. */
const DEFAULTS = {
  VisibilityTimeout: 30,
  MessageRetentionPeriod: 345_600,
  DelaySeconds: 0,
  MaximumMessageSize: 1_048_576,
} as const;

const MAX_ARN_LENGTH = 512;
const MAX_POLICY_LENGTH = 10_000;
/** SQS takes 8,192 bytes; what is many times that is no policy. Source: Amazon SQS Developer Guide, quotas of policies. */
const MAX_QUEUE_POLICY_LENGTH = 65_536;
const SQS_ARN = /^arn:[a-z0-9-]{1,20}:sqs:([a-z0-9-]{1,40}):(\d{12}):([^\p{Cc}:]{1,80})$/u;

export interface QueueArn {
  readonly arn: string;
  readonly region: string;
  readonly accountId: string;
  readonly name: string;
}

/** Takes an SQS ARN apart; null when it is none. A queue's name has at most 80 characters. */
export function parseQueueArn(value: unknown): QueueArn | null {
  if (typeof value !== 'string' || value.length > MAX_ARN_LENGTH) return null;
  const [arn, region, accountId, name] = SQS_ARN.exec(value) ?? [];
  return arn === undefined || region === undefined || accountId === undefined || name === undefined
    ? null
    : { arn, region, accountId, name };
}

/**
 * Reads a queue's settings. Whatever cannot be understood becomes a line in `problems` and takes SQS's default, or null where
 * there is none; it never fails.
 */
export function readQueueConfig(url: string, name: string, attributes: RawAttributes): QueueConfig {
  const problems: string[] = [];
  const number = (key: keyof typeof DEFAULTS): number => {
    const raw = attributes[key];
    const value = wholeNumber(raw);
    if (value !== null) return value;
    problems.push(
      raw === undefined
        ? `${key} is missing; assumed SQS's default, ${DEFAULTS[key]}`
        : `${key} is no whole number: ${quoted(raw)}; assumed SQS's default, ${DEFAULTS[key]}`,
    );
    return DEFAULTS[key];
  };
  return {
    url,
    fifo: attributes['FifoQueue'] === 'true' || name.endsWith('.fifo'),
    visibilityTimeoutSeconds: number('VisibilityTimeout'),
    retentionSeconds: number('MessageRetentionPeriod'),
    delaySeconds: number('DelaySeconds'),
    maximumMessageBytes: number('MaximumMessageSize'),
    createdAt: createdAt(attributes['CreatedTimestamp'], problems),
    redrive: readRedrive(attributes['RedrivePolicy'], problems),
    ...readPolicy(attributes['Policy'], problems),
    problems,
  };
}

/** A non-negative whole number SQS wrote as text; null for anything else. */
export function wholeNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : null;
  if (typeof value !== 'string' || !/^\d{1,15}$/.test(value)) return null;
  return Number(value);
}

function createdAt(raw: unknown, problems: string[]): number | null {
  if (raw === undefined) return null;
  const seconds = wholeNumber(raw);
  if (seconds === null) {
    problems.push(`CreatedTimestamp is no number of seconds: ${quoted(raw)}`);
    return null;
  }
  // SQS counts seconds here; some emulators write milliseconds, which as seconds would lie beyond the year 5000.
  return seconds > 100_000_000_000 ? seconds : seconds * 1_000;
}

/** SQS tells no policy of a queue that has none. One that is longer than any can be is left out, as one that was not read. */
function readPolicy(raw: unknown, problems: string[]): Pick<QueueConfig, 'policy'> {
  if (raw === undefined || raw === '') return { policy: null };
  if (typeof raw === 'string' && raw.length <= MAX_QUEUE_POLICY_LENGTH) return { policy: raw };
  problems.push(`Policy is no text of at most ${MAX_QUEUE_POLICY_LENGTH} characters: left out`);
  return {};
}

function readRedrive(raw: unknown, problems: string[]): QueueConfig['redrive'] {
  if (raw === undefined || raw === '') return null;
  const policy = parseJson(raw, MAX_POLICY_LENGTH);
  if (typeof policy !== 'object' || policy === null) {
    problems.push(`RedrivePolicy is no JSON object: ${quoted(raw)}`);
    return null;
  }
  const target = parseQueueArn(field(policy, 'deadLetterTargetArn'));
  if (target === null) {
    problems.push(`RedrivePolicy names no queue as deadLetterTargetArn: ${quoted(raw)}`);
    return null;
  }
  const count = wholeNumber(field(policy, 'maxReceiveCount'));
  if (count === null || count < 1) {
    problems.push(`RedrivePolicy has no maxReceiveCount from 1 up: ${quoted(raw)}`);
    return null;
  }
  return { deadLetterTargetArn: target.arn, maxReceiveCount: count };
}

function quoted(raw: unknown): string {
  const text = typeof raw === 'string' ? raw : `(${typeof raw})`;
  return `"${showable(text.slice(0, 120))}"`;
}
