import type { StreamConfig } from '@weir/contract';
import { wholeNumber } from './queue-attributes.js';
import { showable } from './showable.js';
import { field, listIn } from './untrusted.js';

/** What Kinesis applies when a stream does not say. Source: Kinesis Data Streams Developer Guide, "Quotas and limits". */
const DEFAULT_RETENTION_HOURS = 24;
const DEFAULT_RECORD_KIBIBYTES = 1_024;

const SHARD_LEVEL_METRICS = [
  'IncomingBytes',
  'IncomingRecords',
  'OutgoingBytes',
  'OutgoingRecords',
  'WriteProvisionedThroughputExceeded',
  'ReadProvisionedThroughputExceeded',
  'IteratorAgeMilliseconds',
] as const;

/**
 * Reads a stream's settings from DescribeStreamSummary. Whatever cannot be understood becomes a line in `problems` and takes Kinesis's
 * default. What streams had before it was invented, mode, record size, distribution, is assumed without a word when it is missing.
 *
 * @param countedOpen open shards by the listing, for replies that do not count them; null: not known either
 * @returns null when the number of open shards is nowhere to be had, for there is no default of that
 */
export function readStreamConfig(summary: unknown, countedOpen: number | null): StreamConfig | null {
  const problems: string[] = [];
  const openShards = wholeNumber(field(summary, 'OpenShardCount')) ?? countedOpen;
  if (openShards === null) return null;
  return {
    status: readStatus(field(summary, 'StreamStatus'), problems),
    mode: oneOf(['PROVISIONED', 'ON_DEMAND'], field(field(summary, 'StreamModeDetails'), 'StreamMode'), 'StreamMode', problems),
    distribution: oneOf(
      ['USER_PARTITION_KEY', 'AUTO'],
      field(summary, 'RecordDistributionStrategy'),
      'RecordDistributionStrategy',
      problems,
    ),
    retentionHours: readRetention(field(summary, 'RetentionPeriodHours'), problems),
    openShards,
    maxRecordKibibytes: readRecordSize(field(summary, 'MaxRecordSizeInKiB'), problems),
    shardMetrics: readShardMetrics(field(summary, 'EnhancedMonitoring')),
    encrypted: field(summary, 'EncryptionType') === 'KMS',
    createdAt: instantOf(field(summary, 'StreamCreationTimestamp')),
    problems,
  };
}

/** Epoch milliseconds of a date the SDK parsed; null for anything else. */
export function instantOf(value: unknown): number | null {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value.getTime() : null;
}

/** A state such as ACTIVE or Enabled: one short word; null for anything else. */
export const stateWord = (value: unknown): string | null => (typeof value === 'string' && /^\w{1,60}$/.test(value) ? value : null);

function readStatus(raw: unknown, problems: string[]): string {
  const status = stateWord(raw);
  if (status === null) problems.push('StreamStatus is no state');
  return status ?? 'UNKNOWN';
}

function oneOf<Value extends string>(known: readonly [Value, ...Value[]], raw: unknown, name: string, problems: string[]): Value {
  const [standard] = known;
  const value = known.find((candidate) => candidate === raw);
  if (value === undefined && raw !== undefined) problems.push(`${name} is none Weir knows: ${quoted(raw)}; assumed ${standard}`);
  return value ?? standard;
}

function readRetention(raw: unknown, problems: string[]): number {
  const hours = wholeNumber(raw);
  if (hours !== null && hours > 0) return hours;
  problems.push(`RetentionPeriodHours is no number of hours; assumed Kinesis's default, ${DEFAULT_RETENTION_HOURS}`);
  return DEFAULT_RETENTION_HOURS;
}

function readRecordSize(raw: unknown, problems: string[]): number {
  const kibibytes = wholeNumber(raw);
  if (kibibytes !== null && kibibytes > 0) return kibibytes;
  if (raw !== undefined) problems.push(`MaxRecordSizeInKiB is no size; assumed Kinesis's default, ${DEFAULT_RECORD_KIBIBYTES}`);
  return DEFAULT_RECORD_KIBIBYTES;
}

function readShardMetrics(raw: unknown): string[] {
  const told = new Set(listIn(raw).flatMap((entry) => listIn(field(entry, 'ShardLevelMetrics'))));
  return SHARD_LEVEL_METRICS.filter((metric) => told.has(metric) || told.has('ALL'));
}

const quoted = (raw: unknown): string => (typeof raw === 'string' ? `"${showable(raw.slice(0, 120))}"` : `(${typeof raw})`);
