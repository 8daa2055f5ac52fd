import type { RuleConfig, RuleTarget } from '@weir/contract';
import { parseArn } from './arns.js';
import { arnIn, numberIn, verbatim } from './setting-readers.js';
import { showable } from './showable.js';
import { stateWord } from './stream-config.js';
import { field, textIn } from './untrusted.js';

/** A rule as a listing tells it. */
export interface ListedRule {
  readonly arn: string;
  readonly name: string;
  readonly bus: BusRef;
  readonly config: Omit<RuleConfig, 'targets'>;
}

/** A bus as calls name it. */
export interface BusRef {
  readonly arn: string;
  readonly name: string;
}

/** 2,048 characters, raisable to 4,096 (EventBridge User Guide, quotas); twice that is no pattern. */
const MAX_PATTERN = 8_192;
/** Constant input and templates have 8,192 characters each (API Reference, Target and InputTransformer). */
const MAX_INPUT = 16_384;
const MAX_PATHS = 100;

/**
 * Reads an entry of ListRules.
 * @returns null for an entry that is no rule of this bus
 */
export function readListedRule(raw: unknown, bus: BusRef): ListedRule | null {
  const arn = parseArn(field(raw, 'Arn'));
  const name = textIn(field(raw, 'Name'));
  if (arn?.service !== 'events' || !/^[\w.-]{1,64}$/.test(name) || !isRuleOf(arn.resource, bus.name, name)) return null;
  if (arn.accountId !== parseArn(bus.arn)?.accountId) return null;
  const problems: string[] = [];
  const state = stateWord(field(raw, 'State'));
  if (state === null) problems.push('State is no state');
  return {
    arn: arn.arn,
    name,
    bus,
    config: {
      kind: 'rule',
      busName: bus.name,
      busArn: bus.arn,
      state: state ?? 'UNKNOWN',
      pattern: verbatim(field(raw, 'EventPattern'), 'EventPattern', MAX_PATTERN, problems),
      schedule: verbatim(field(raw, 'ScheduleExpression'), 'ScheduleExpression', 256, problems),
      managedBy: showable(textIn(field(raw, 'ManagedBy'))) || null,
      problems,
    },
  };
}

/** `rule/name` on the default bus, `rule/bus/name` on others. */
const isRuleOf = (resource: string, busName: string, name: string): boolean =>
  resource === `rule/${busName}/${name}` || (busName === 'default' && resource === `rule/${name}`);

/** A target, or why there is none. API destinations are told by their ARN only. */
export function readTarget(raw: unknown): { readonly target: RuleTarget | null; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const id = showable(textIn(field(raw, 'Id')));
  const arn = parseArn(field(raw, 'Arn'));
  if (id === '' || arn === null) return { target: null, problems: [`Target ${id || 'without an Id'} has no ARN`] };
  const about = (name: string): string => `${name} of target ${id}`;
  const input = verbatim(field(raw, 'Input'), about('Input'), MAX_INPUT, problems);
  const inputPath = verbatim(field(raw, 'InputPath'), about('InputPath'), 1_024, problems);
  return {
    target: {
      id,
      arn: arn.arn,
      roleArn: arnIn(field(raw, 'RoleArn'), about('RoleArn'), problems),
      deadLetterTargetArn: arnIn(field(field(raw, 'DeadLetterConfig'), 'Arn'), about('DeadLetterConfig'), problems),
      retry: readRetry(field(raw, 'RetryPolicy'), about, problems),
      input,
      inputPath,
      inputTransformer: readTransformer(field(raw, 'InputTransformer'), about, problems),
      apiDestination: null,
    },
    problems,
  };
}

function readRetry(raw: unknown, about: (name: string) => string, problems: string[]): RuleTarget['retry'] {
  if (typeof raw !== 'object' || raw === null) return null;
  return {
    attempts: numberIn(field(raw, 'MaximumRetryAttempts'), about('MaximumRetryAttempts'), 0, problems),
    ageSeconds: numberIn(field(raw, 'MaximumEventAgeInSeconds'), about('MaximumEventAgeInSeconds'), 0, problems),
  };
}

function readTransformer(raw: unknown, about: (name: string) => string, problems: string[]): RuleTarget['inputTransformer'] {
  if (typeof raw !== 'object' || raw === null) return null;
  const template = verbatim(field(raw, 'InputTemplate'), about('InputTemplate'), MAX_INPUT, problems);
  const paths = Object.entries(field(raw, 'InputPathsMap') ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[0].length <= 256 && entry[1].length <= 1_024,
  );
  if (paths.length > MAX_PATHS) problems.push(`${about('InputPathsMap')} has more than ${MAX_PATHS} paths`);
  return { paths: Object.fromEntries(paths.slice(0, MAX_PATHS)), template: template ?? '' };
}
