import { queueMappingsOf, type QueueMapping } from '../../functions/known-functions.js';
import { mappingsOf, type Mapping } from '../../streams/mapping.js';
import { consumerArn, functionArn } from '../../world/arn.js';
import { AwsFailure } from '../aws-failure.js';
import type { Call, Operation } from '../caller.js';
import { optionalText, type RawInput } from '../input.js';
import { readToken, writeToken } from '../page-token.js';
import { functionOperations } from './function-operations.js';

/** Source: Lambda API Reference, ListEventSourceMappings. */
const MOST_LISTED = 100;

const invalid = (message: string): AwsFailure => new AwsFailure('InvalidParameterValueException', message);

/** A mapping of a stream or of a queue, as callers see it. */
interface ListedMapping {
  readonly uuid: string;
  readonly sourceArn: string;
  readonly functionName: string;
  readonly worded: () => Readonly<Record<string, unknown>>;
}

/** Lambda's functions and event source mappings. Input and output are the members of REST-JSON. */
export const lambdaService: Readonly<Record<string, Operation>> = {
  ...functionOperations,

  ListEventSourceMappings(call, input) {
    const asked = Number(optionalText(input, 'MaxItems') ?? MOST_LISTED);
    if (!Number.isInteger(asked) || asked < 1 || asked > 10_000) throw invalid('MaxItems must be a whole number from 1 to 10000.');
    const limit = Math.min(asked, MOST_LISTED, call.pageLimit ?? MOST_LISTED);
    const marker = optionalText(input, 'Marker');
    const after = marker === undefined ? '' : readToken(marker)?.['after'];
    if (typeof after !== 'string') throw invalid('Invalid Marker.');
    const rest = mappingsHere(call).filter((mapping) => mapping.uuid > after && isWanted(call, mapping, input));
    const page = rest.slice(0, limit);
    const last = page.at(-1);
    return {
      EventSourceMappings: page.map((mapping) => mapping.worded()),
      ...(last && rest.length > page.length && { NextMarker: writeToken({ after: last.uuid }) }),
    };
  },

  GetEventSourceMapping(call, input) {
    const uuid = optionalText(input, 'UUID');
    const mapping = mappingsHere(call).find((each) => each.uuid === uuid);
    if (!mapping) throw new AwsFailure('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
    return mapping.worded();
  },
};

function mappingsHere(call: Call): ListedMapping[] {
  const scope = call.world.scope(call.accountId, call.region);
  if (!scope) return [];
  const ofStreams = mappingsOf(scope.streams.all(call.now), call.now).map((mapping): ListedMapping => ({
    uuid: mapping.uuid,
    sourceArn: sourceArn(mapping),
    functionName: mapping.consumer.name,
    worded: () => worded(call, mapping),
  }));
  const ofQueues = queueMappingsOf(scope).map((mapping): ListedMapping => ({
    uuid: mapping.uuid,
    sourceArn: mapping.queueArn,
    functionName: mapping.drawn.functionName,
    worded: () => queueMappingWorded(call, mapping),
  }));
  return [...ofStreams, ...ofQueues].sort((a, b) => (a.uuid < b.uuid ? -1 : 1));
}

/** The stream, or the registered consumer it reads through. */
function sourceArn({ stream, consumer }: Mapping): string {
  if (consumer.through === null) return stream.identity.arn;
  const registered = stream.registered.find(({ name }) => name === consumer.through);
  return registered?.arn ?? consumerArn(stream.identity.arn, consumer.through, stream.createdAt);
}

const arnOf = (call: Call, name: string): string => functionArn({ accountId: call.accountId, region: call.region, name });

function isWanted(call: Call, mapping: ListedMapping, input: RawInput): boolean {
  const source = optionalText(input, 'EventSourceArn');
  const name = optionalText(input, 'FunctionName');
  return (
    (source === undefined || source === mapping.sourceArn) &&
    (name === undefined || name === mapping.functionName || name === arnOf(call, mapping.functionName))
  );
}

function queueMappingWorded(call: Call, { uuid, drawn, ...arns }: QueueMapping): Readonly<Record<string, unknown>> {
  return {
    UUID: uuid,
    EventSourceMappingArn: `arn:aws:lambda:${call.region}:${call.accountId}:event-source-mapping:${uuid}`,
    EventSourceArn: arns.queueArn,
    FunctionArn: arns.functionArn,
    State: drawn.enabled ? 'Enabled' : 'Disabled',
    StateTransitionReason: 'USER_INITIATED',
    LastModified: call.world.historyFrom / 1000,
    BatchSize: drawn.batchSize,
    MaximumBatchingWindowInSeconds: 0,
    FunctionResponseTypes: [],
    ...criteriaWorded(drawn.filters),
    ...(drawn.maximumConcurrency !== null && { ScalingConfig: { MaximumConcurrency: drawn.maximumConcurrency } }),
  };
}

const criteriaWorded = (filters: readonly string[]): Readonly<Record<string, unknown>> =>
  filters.length === 0 ? {} : { FilterCriteria: { Filters: filters.map((pattern) => ({ Pattern: pattern })) } };

function worded(call: Call, mapping: Mapping): Readonly<Record<string, unknown>> {
  const { uuid, stream, consumer, progress } = mapping;
  const { mapping: settings } = consumer;
  const standing = progress.standingAt(call.now);
  const disabled = standing.state === 'disabled';
  return {
    UUID: uuid,
    EventSourceMappingArn: `arn:aws:lambda:${call.region}:${call.accountId}:event-source-mapping:${uuid}`,
    EventSourceArn: sourceArn(mapping),
    FunctionArn: arnOf(call, consumer.name),
    State: disabled ? 'Disabled' : 'Enabled',
    StateTransitionReason: 'User action',
    LastProcessingResult: standing.poisonedHash === null ? 'OK' : 'PROBLEM: Function call failed',
    LastModified: (disabled ? stream.chapters.at(call.now).from : stream.createdAt) / 1000,
    StartingPosition: 'LATEST',
    BatchSize: settings.batchSize,
    MaximumBatchingWindowInSeconds: settings.batchingWindowSeconds,
    ParallelizationFactor: settings.parallelization,
    MaximumRecordAgeInSeconds: settings.maximumRecordAgeSeconds,
    MaximumRetryAttempts: settings.maximumRetryAttempts,
    BisectBatchOnFunctionError: settings.bisect,
    TumblingWindowInSeconds: 0,
    FunctionResponseTypes: [],
    ...criteriaWorded(settings.filters),
    DestinationConfig: settings.onFailureArn === null ? { OnFailure: {} } : { OnFailure: { Destination: settings.onFailureArn } },
  };
}
