import { mappingsOf, type Mapping } from '../../streams/mapping.js';
import { consumerArn, functionArn } from '../../world/arn.js';
import { AwsFailure } from '../aws-failure.js';
import type { Call, Operation } from '../caller.js';
import { optionalText, type RawInput } from '../input.js';
import { readToken, writeToken } from '../page-token.js';

/** Source: Lambda API Reference, ListEventSourceMappings. */
const MOST_LISTED = 100;

const invalid = (message: string): AwsFailure => new AwsFailure('InvalidParameterValueException', message);

/** Lambda's event source mappings. Input and output are the members of REST-JSON. */
export const lambdaService: Readonly<Record<string, Operation>> = {
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
      EventSourceMappings: page.map((mapping) => worded(call, mapping)),
      ...(last && rest.length > page.length && { NextMarker: writeToken({ after: last.uuid }) }),
    };
  },

  GetEventSourceMapping(call, input) {
    const uuid = optionalText(input, 'UUID');
    const mapping = mappingsHere(call).find((each) => each.uuid === uuid);
    if (!mapping) throw new AwsFailure('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
    return worded(call, mapping);
  },
};

const mappingsHere = (call: Call): Mapping[] =>
  mappingsOf(call.world.scope(call.accountId, call.region)?.streams.all(call.now) ?? [], call.now);

/** The stream, or the registered consumer it reads through. */
function sourceArn({ stream, consumer }: Mapping): string {
  if (consumer.through === null) return stream.identity.arn;
  const registered = stream.registered.find(({ name }) => name === consumer.through);
  return registered?.arn ?? consumerArn(stream.identity.arn, consumer.through, stream.createdAt);
}

const arnOf = (call: Call, { consumer }: Mapping): string =>
  functionArn({ accountId: call.accountId, region: call.region, name: consumer.name });

function isWanted(call: Call, mapping: Mapping, input: RawInput): boolean {
  const source = optionalText(input, 'EventSourceArn');
  const name = optionalText(input, 'FunctionName');
  return (
    (source === undefined || source === sourceArn(mapping)) &&
    (name === undefined || name === mapping.consumer.name || name === arnOf(call, mapping))
  );
}

function worded(call: Call, mapping: Mapping): Readonly<Record<string, unknown>> {
  const { uuid, stream, consumer, progress } = mapping;
  const { mapping: settings } = consumer;
  const standing = progress.standingAt(call.now);
  const disabled = standing.state === 'disabled';
  return {
    UUID: uuid,
    EventSourceMappingArn: `arn:aws:lambda:${call.region}:${call.accountId}:event-source-mapping:${uuid}`,
    EventSourceArn: sourceArn(mapping),
    FunctionArn: arnOf(call, mapping),
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
    DestinationConfig: settings.onFailureArn === null ? { OnFailure: {} } : { OnFailure: { Destination: settings.onFailureArn } },
  };
}
