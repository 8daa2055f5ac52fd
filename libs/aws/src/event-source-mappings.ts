import { ListEventSourceMappingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { ConsumerConfig } from '@weir/contract';
import type { DiscoveredConsumer, Scope } from '@weir/domain';
import { parseArn, parseFunctionArn, parseStreamArn, parseStreamConsumerArn, partitionOf } from './arns.js';
import { BARE_CONSUMER } from './consumer-config.js';
import type { MeteredCaller } from './metered-caller.js';
import { listPages, type Listed } from './paging.js';
import { parseQueueArn } from './queue-attributes.js';
import { filtersIn } from './setting-readers.js';
import { showable } from './showable.js';
import { instantOf, stateWord } from './stream-config.js';
import { field, textIn } from './untrusted.js';

const LIST = 'lambda:ListEventSourceMappings';
/** AWS gives no more on a page, whatever is asked (API reference, ListEventSourceMappings). */
const PAGE = 100;
/** Beyond this the listing is broken. */
const MAX_MAPPINGS = 100_000;
/** Of what mappings read; others, such as Kafka, are no part of this. */
const SERVICES: ReadonlySet<string> = new Set(['kinesis', 'sqs']);
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Reads the event source mappings of one account in one region that read Kinesis streams or SQS queues, wherever those are. */
export class EventSourceMappingReader {
  readonly #scope: Scope;
  readonly #client: LambdaClient;
  readonly #caller: MeteredCaller;

  constructor(options: { readonly scope: Scope; readonly client: LambdaClient; readonly caller: MeteredCaller }) {
    this.#scope = options.scope;
    this.#client = options.client;
    this.#caller = options.caller;
  }

  /** All in one listing: asked for stream by stream, it would take a call each of the 15 a second that Lambda's settings have. */
  async list(signal?: AbortSignal): Promise<Listed<DiscoveredConsumer>> {
    return listPages({
      action: LIST,
      maxItems: MAX_MAPPINGS,
      ask: (marker) =>
        this.#caller.call({
          api: LIST,
          billedUnits: 0,
          signal,
          send: (abortSignal) =>
            this.#client.send(new ListEventSourceMappingsCommand({ MaxItems: PAGE, ...(marker === '' ? {} : { Marker: marker }) }), {
              abortSignal,
            }),
        }),
      entriesOf: (page) => page.EventSourceMappings,
      nextOf: (page) => textIn(page.NextMarker),
      read: (entry) => this.#read(entry),
    });
  }

  /** No items for a mapping that reads something else; null for one that reads a stream or a queue and makes no sense. */
  #read(raw: unknown): readonly DiscoveredConsumer[] | null {
    const source = field(raw, 'EventSourceArn');
    if (!SERVICES.has(parseArn(source)?.service ?? '')) return [];
    const through = parseStreamConsumerArn(source);
    const sourceArn = through?.streamArn ?? parseStreamArn(source)?.arn ?? parseQueueArn(source)?.arn ?? null;
    const lambda = parseFunctionArn(field(raw, 'FunctionArn'));
    const uuid = textIn(field(raw, 'UUID'));
    if (sourceArn === null || lambda === null || !UUID.test(uuid)) return null;
    const { accountId, region } = this.#scope;
    return [
      {
        ...this.#scope,
        kind: 'consumer',
        arn: `arn:${partitionOf(region)}:lambda:${region}:${accountId}:event-source-mapping:${uuid}`,
        name: lambda.functionName,
        tags: {},
        config: {
          ...readSettings(raw),
          type: 'event-source-mapping',
          sourceArn,
          uuid,
          functionArn: lambda.arn,
          consumerArn: through?.arn ?? null,
        },
      },
    ];
  }
}

/** What decides how a mapping reads and what a bad batch does. What makes no sense becomes null and a line in `problems`. */
function readSettings(raw: unknown): Omit<ConsumerConfig, 'type' | 'sourceArn'> {
  const problems: string[] = [];
  const number = (name: string, min: number): number | null => {
    const value = field(raw, name) ?? null;
    if (value === null || (typeof value === 'number' && Number.isSafeInteger(value) && value >= min)) return value;
    problems.push(`${name} is no whole number from ${min} up`);
    return null;
  };
  const state = stateWord(field(raw, 'State'));
  if (state === null) problems.push('State is no state');
  const bisect = field(raw, 'BisectBatchOnFunctionError');
  const lastResult = showable(textIn(field(raw, 'LastProcessingResult')));
  return {
    ...BARE_CONSUMER,
    state: state ?? 'UNKNOWN',
    batchSize: number('BatchSize', 1),
    parallelisation: number('ParallelizationFactor', 1),
    bisectOnError: typeof bisect === 'boolean' ? bisect : null,
    maximumRetries: number('MaximumRetryAttempts', -1),
    maximumRecordAgeSeconds: number('MaximumRecordAgeInSeconds', -1),
    failureDestinationArn: parseArn(field(field(field(raw, 'DestinationConfig'), 'OnFailure'), 'Destination'))?.arn ?? null,
    lastResult: lastResult === '' ? null : lastResult,
    filters: readCriteria(raw, problems),
    modifiedAt: instantOf(field(raw, 'LastModified')),
    problems,
  };
}

/**
 * Criteria that are encrypted with a key of one's own are left out for whoever may not use it.
 * Source: Lambda API Reference, EventSourceMappingConfiguration.
 */
function readCriteria(raw: unknown, problems: string[]): string[] | null {
  const criteria = field(raw, 'FilterCriteria') ?? null;
  const isEncrypted = (field(raw, 'KMSKeyArn') ?? field(raw, 'FilterCriteriaError') ?? null) !== null;
  if (criteria !== null || !isEncrypted) return filtersIn(criteria, problems);
  problems.push('Filters are encrypted and not shown to Weir');
  return null;
}
