import type { PipeConfig } from '@weir/contract';
import { parseArn } from './arns.js';
import { maskCredentials } from './mask-credentials.js';
import { arnIn, filtersIn, numberIn, verbatim } from './setting-readers.js';
import { showable } from './showable.js';
import { stateWord } from './stream-config.js';
import { field, textIn } from './untrusted.js';

/** A pipe as the listing tells it. */
export interface ListedPipe {
  readonly arn: string;
  readonly name: string;
  readonly config: PipeConfig;
}

/** Pipes API Reference, PipeTargetEventBridgeEventBusParameters: 256 characters of a source, 128 of a detail type. */
const MAX_NAMING = 256;
const MAX_TEMPLATE = 16_384;
const MAX_END = 1_600;

/**
 * Reads an entry of ListPipes, which tells all but filters, batches and dead letters.
 * @returns null for an entry that makes no sense
 */
export function readListedPipe(raw: unknown): ListedPipe | null {
  const arn = parseArn(field(raw, 'Arn'));
  const name = textIn(field(raw, 'Name'));
  const sourceArn = endIn(field(raw, 'Source'));
  const targetArn = endIn(field(raw, 'Target'));
  if (arn?.service !== 'pipes' || !/^[\w.-]{1,64}$/.test(name) || arn.resource !== `pipe/${name}` || !sourceArn || !targetArn) return null;
  const problems: string[] = [];
  const state = (key: string): string => {
    const word = stateWord(field(raw, key));
    if (word === null) problems.push(`${key} is no state`);
    return word ?? 'UNKNOWN';
  };
  return {
    arn: arn.arn,
    name,
    config: {
      kind: 'pipe',
      sourceArn,
      enrichmentArn: endIn(field(raw, 'Enrichment')) || null,
      targetArn,
      desiredState: state('DesiredState'),
      currentState: state('CurrentState'),
      stateReason: showable(textIn(field(raw, 'StateReason'))) || null,
      filters: null,
      batchSize: null,
      deadLetterTargetArn: null,
      maximumRetries: null,
      inputTemplate: null,
      problems,
    },
  };
}

/** What DescribePipe adds. Each kind of source has settings of its own with names alike. It never fails. */
export function addPipeDetails(listed: PipeConfig, raw: unknown): PipeConfig {
  const problems = [...listed.problems];
  const source = field(raw, 'SourceParameters');
  const ofSource = (name: string): unknown =>
    Object.entries(typeof source === 'object' && source !== null ? source : {})
      .filter(([key]) => key.endsWith('Parameters'))
      .map(([, settings]) => field(settings, name))
      .find((value) => value !== undefined);
  const bus = field(field(raw, 'TargetParameters'), 'EventBridgeEventBusParameters');
  return {
    ...listed,
    ...(listed.targetArn.includes(':event-bus/') && {
      asEvent: {
        source: verbatim(field(bus, 'Source'), 'EventBridgeEventBusParameters.Source', MAX_NAMING, problems),
        detailType: verbatim(field(bus, 'DetailType'), 'EventBridgeEventBusParameters.DetailType', MAX_NAMING, problems),
      },
    }),
    filters: filtersIn(field(source, 'FilterCriteria'), problems),
    batchSize: numberIn(ofSource('BatchSize'), 'BatchSize', 1, problems),
    deadLetterTargetArn: arnIn(field(ofSource('DeadLetterConfig'), 'Arn'), 'DeadLetterConfig', problems),
    maximumRetries: numberIn(ofSource('MaximumRetryAttempts'), 'MaximumRetryAttempts', -1, problems),
    inputTemplate: verbatim(field(field(raw, 'TargetParameters'), 'InputTemplate'), 'InputTemplate', MAX_TEMPLATE, problems),
    problems,
  };
}

/** An ARN, or of a source outside AWS its address. Empty where there is none. */
function endIn(raw: unknown): string {
  const text = textIn(raw);
  return text.length > MAX_END || /\p{Cc}/u.test(text) ? '' : maskCredentials(text);
}
