import type { BusConfig } from '@weir/contract';
import { parseArn } from './arns.js';
import type { BusRef } from './rule-config.js';
import { arnIn, numberIn, verbatim } from './setting-readers.js';
import { stateWord } from './stream-config.js';
import { field, textIn } from './untrusted.js';

export type Archive = BusConfig['archives'][number];

/** 10,240 characters by default (EventBridge User Guide, quotas); well beyond that is no policy. */
const MAX_POLICY = 65_536;
const MAX_PATTERN = 8_192;

/**
 * Reads an entry of ListEventBuses.
 * @returns null for an entry that makes no sense
 */
export function readListedBus(raw: unknown): BusRef | null {
  const arn = parseArn(field(raw, 'Arn'));
  const name = textIn(field(raw, 'Name'));
  return arn?.service === 'events' && isBusName(name) && arn.resource === `event-bus/${name}` ? { arn: arn.arn, name } : null;
}

/** Partner buses have slashes in their names, `aws.partner/example.com/acct/1`. */
const isBusName = (name: string): boolean => /^[\w./-]{1,256}$/.test(name);

/** Reads DescribeEventBus; archives and their problems come from elsewhere. It never fails. */
export function readBusConfig(name: string, raw: unknown): Omit<BusConfig, 'archives'> {
  const problems: string[] = [];
  const level = field(field(raw, 'LogConfig'), 'Level');
  const logLevel = stateWord(level);
  if (level !== undefined && logLevel === null) problems.push('LogConfig.Level is no level');
  return {
    kind: 'bus',
    type: name === 'default' ? 'default' : name.startsWith('aws.partner/') ? 'partner' : 'custom',
    policy: verbatim(field(raw, 'Policy'), 'Policy', MAX_POLICY, problems),
    deadLetterTargetArn: arnIn(field(field(raw, 'DeadLetterConfig'), 'Arn'), 'DeadLetterConfig', problems),
    logLevel,
    encrypted: Boolean(field(raw, 'KmsKeyIdentifier')),
    problems,
  };
}

/** An archive as the listing tells it, and the bus it keeps the events of. */
export interface ListedArchive {
  readonly busArn: string;
  readonly archive: Omit<Archive, 'pattern'>;
}

/** Reads an entry of ListArchives; null for one that makes no sense. Days without end are told as 0. */
export function readListedArchive(raw: unknown): ListedArchive | null {
  const name = textIn(field(raw, 'ArchiveName'));
  const source = parseArn(field(raw, 'EventSourceArn'));
  const state = stateWord(field(raw, 'State'));
  if (!/^[\w.-]{1,48}$/.test(name) || source === null || state === null) return null;
  return { busArn: source.arn, archive: { name, state, retentionDays: numberIn(field(raw, 'RetentionDays'), 'RetentionDays', 1, []) } };
}

export const archivePattern = (raw: unknown): string | null => verbatim(field(raw, 'EventPattern'), 'EventPattern', MAX_PATTERN, []);
