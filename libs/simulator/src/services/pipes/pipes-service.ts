import type { EventPlane } from '../../events/event-plane.js';
import type { SimulatedPipe } from '../../pipes/simulated-pipe.js';
import { queueArn, streamArn } from '../../world/arn.js';
import { AwsFailure } from '../aws-failure.js';
import type { Call, Operation } from '../caller.js';
import { optionalText, type RawInput } from '../input.js';
import { pageOf } from '../paged.js';

/** Source: EventBridge Pipes API Reference, ListPipes. */
const MOST_LISTED = 100;

const validation = (message: string): AwsFailure => new AwsFailure('ValidationException', message);

/** EventBridge Pipes. Input and output are the members of REST-JSON. */
export const pipesService: Readonly<Record<string, Operation>> = {
  ListPipes(call, input) {
    const [name, source, target] = ['NamePrefix', 'SourcePrefix', 'TargetPrefix'].map((field) => optionalText(input, field) ?? '');
    const [desired, current] = [optionalText(input, 'DesiredState'), optionalText(input, 'CurrentState')];
    const pipes = [...(planeOf(call)?.pipes.byName.values() ?? [])].filter(
      (pipe) =>
        pipe.blueprint.name.startsWith(name ?? '') &&
        sourceArn(pipe).startsWith(source ?? '') &&
        pipe.blueprint.targetArn.startsWith(target ?? '') &&
        (desired === undefined || desired === pipe.desiredState) &&
        (current === undefined || current === pipe.stateAt(call.now)),
    );
    const page = pageOf(call, input, pipes, ({ blueprint }) => blueprint.name, {
      size: 'Limit',
      token: 'NextToken',
      most: MOST_LISTED,
      refuse: validation,
    });
    return { Pipes: page.items.map((pipe) => listed(pipe, call.now)), ...(page.next !== undefined && { NextToken: page.next }) };
  },

  DescribePipe(call, input) {
    const pipe = pipeOf(call, input);
    const { description, roleArn, tags } = pipe.blueprint;
    return {
      ...listed(pipe, call.now),
      Description: description,
      RoleArn: roleArn,
      Tags: tags,
      SourceParameters: sourceParameters(pipe),
      TargetParameters: targetParameters(pipe),
    };
  },

  StopPipe: (call, input) => turned(call, input, 'STOPPED'),
  StartPipe: (call, input) => turned(call, input, 'RUNNING'),
};

function planeOf(call: Call): EventPlane | undefined {
  call.world.timeline.advance(call.now);
  return call.world.scope(call.accountId, call.region)?.events;
}

function pipeOf(call: Call, input: RawInput): SimulatedPipe {
  const name = optionalText(input, 'Name') ?? '';
  const pipe = planeOf(call)?.pipes.byName.get(name);
  if (!pipe) throw new AwsFailure('NotFoundException', `Pipe ${name.slice(0, 64)} does not exist.`, 404);
  return pipe;
}

function turned(call: Call, input: RawInput, state: 'RUNNING' | 'STOPPED'): Readonly<Record<string, unknown>> {
  const pipe = pipeOf(call, input);
  if (pipe.desiredState === state)
    throw new AwsFailure('ConflictException', `Pipe ${pipe.blueprint.name} is in state ${pipe.stateAt(call.now)}.`, 409);
  pipe.want(state, call.now);
  const { Arn, Name, CurrentState, DesiredState, CreationTime, LastModifiedTime } = listed(pipe, call.now);
  return { Arn, Name, CurrentState, DesiredState, CreationTime, LastModifiedTime };
}

const sourceArn = ({ blueprint }: SimulatedPipe): string => {
  const place = { ...blueprint, name: blueprint.source.name };
  return blueprint.source.kind === 'queue' ? queueArn(place) : streamArn(place);
};

const listed = (pipe: SimulatedPipe, now: number) => ({
  Name: pipe.blueprint.name,
  Arn: pipe.arn,
  DesiredState: pipe.desiredState,
  CurrentState: pipe.stateAt(now),
  ...(pipe.stateAt(now) === 'STOPPED' && { StateReason: 'User initiated' }),
  CreationTime: pipe.createdAt / 1000,
  LastModifiedTime: pipe.modifiedAt / 1000,
  Source: sourceArn(pipe),
  Target: pipe.blueprint.targetArn,
  ...(pipe.blueprint.enrichmentArn !== null && { Enrichment: pipe.blueprint.enrichmentArn }),
});

function sourceParameters({ blueprint }: SimulatedPipe): Readonly<Record<string, unknown>> {
  const { filters, source, batchSize, deadLetterArn } = blueprint;
  const FilterCriteria = { Filters: filters.map((Pattern) => ({ Pattern })) };
  if (source.kind === 'queue') return { FilterCriteria, SqsQueueParameters: { BatchSize: batchSize, MaximumBatchingWindowInSeconds: 0 } };
  return {
    FilterCriteria,
    KinesisStreamParameters: {
      BatchSize: batchSize,
      StartingPosition: 'LATEST',
      MaximumRetryAttempts: -1,
      MaximumRecordAgeInSeconds: -1,
      ...(deadLetterArn !== null && { DeadLetterConfig: { Arn: deadLetterArn } }),
    },
  };
}

function targetParameters({ blueprint: { asEvent } }: SimulatedPipe): Readonly<Record<string, unknown>> {
  if (asEvent === null) return {};
  return { EventBridgeEventBusParameters: { Source: asEvent.source, DetailType: asEvent.detailType } };
}
