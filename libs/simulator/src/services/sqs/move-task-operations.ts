import type { MoveTask } from '../../queue/move-tasks.js';
import type { SimulatedQueue } from '../../queue/simulated-queue.js';
import { placeOfArn } from '../../world/arn.js';
import { AwsFailure } from '../aws-failure.js';
import type { Call, Operation } from '../caller.js';
import { optionalText, optionalWhole, text, type RawInput } from '../input.js';
import { invalidParameter } from './message-input.js';

/** Source of all three: Amazon SQS API Reference, StartMessageMoveTask. */
const MOST_PER_SECOND = 500;
const MOST_PER_ACCOUNT = 100;
const MOST_LISTED = 10;

/** Moving what a dead-letter queue holds within SQS. */
export const moveTaskOperations: Readonly<Record<string, Operation>> = {
  StartMessageMoveTask(call, input) {
    const source = sourceOf(call, input);
    const scope = call.world.scope(call.accountId, call.region);
    const { arn } = source.identity;
    const isDeadLetterQueue = (scope?.names ?? []).some((name) => scope?.settingsOf(name)?.settings.redrive?.deadLetterTargetArn === arn);
    if (!isDeadLetterQueue) throw invalidParameter('Source queue must be configured as a Dead Letter Queue.');
    const destinationArn = optionalText(input, 'DestinationArn') ?? null;
    if (destinationArn !== null && queueByArn(call, destinationArn)?.identity.fifo !== source.identity.fifo)
      throw noSuchResource(destinationArn);
    const perSecond = optionalWhole(input, 'MaxNumberOfMessagesPerSecond') ?? null;
    if (perSecond !== null && (perSecond < 1 || perSecond > MOST_PER_SECOND))
      throw invalidParameter(
        `Value ${perSecond} for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: Must be between 1 and 500.`,
      );
    const tasks = tasksOf(call);
    if (tasks.of(arn).some(({ status }) => status === 'RUNNING'))
      throw invalidParameter('There is already a task running. Only one active task is allowed for a source queue arn at a given time.');
    if (tasks.running >= MOST_PER_ACCOUNT) throw unsupported('Too many active message move tasks.');
    return { TaskHandle: tasks.start({ sourceArn: arn, destinationArn, perSecond }, call.now).handle };
  },

  ListMessageMoveTasks(call, input) {
    const source = sourceOf(call, input);
    const most = optionalWhole(input, 'MaxResults') ?? 1;
    if (most < 1 || most > MOST_LISTED)
      throw invalidParameter('Value for parameter MaxResults is invalid. Reason: Must be between 1 and 10.');
    return { Results: tasksOf(call).of(source.identity.arn).slice(0, most).map(worded) };
  },

  CancelMessageMoveTask(call, input) {
    const handle = text(input, 'TaskHandle');
    // Brought up to now, so that what was moved is told as it is.
    const task = tasksOf(call).byHandle(handle);
    if (task === undefined) throw noSuchResource('task');
    if (task.status !== 'RUNNING') throw unsupported('Only active tasks can be cancelled.');
    task.status = 'CANCELLED';
    return { ApproximateNumberOfMessagesMoved: task.moved };
  },
};

const noSuchResource = (what: string): AwsFailure =>
  new AwsFailure('ResourceNotFoundException', `The resource that you specified for the ${what} parameter doesn't exist.`, 404);
const unsupported = (message: string): AwsFailure =>
  new AwsFailure('UnsupportedOperation', message, 400, 'AWS.SimpleQueueService.UnsupportedOperation');

function sourceOf(call: Call, input: RawInput): SimulatedQueue {
  const queue = queueByArn(call, text(input, 'SourceArn'));
  if (queue === undefined) throw noSuchResource('SourceArn');
  return queue;
}

function queueByArn(call: Call, arn: string): SimulatedQueue | undefined {
  const { accountId, region, name } = placeOfArn(arn);
  if (accountId !== call.accountId || region !== call.region) return undefined;
  return call.world.scope(accountId, region)?.queueAt(name, call.now);
}

function tasksOf(call: Call) {
  const scope = call.world.scope(call.accountId, call.region);
  if (scope === undefined) throw noSuchResource('SourceArn');
  return scope.moveTasks;
}

function worded({ handle, status, sourceArn, destinationArn, perSecond, moved, toMove, failure, startedAt }: MoveTask): object {
  return {
    ...(status === 'RUNNING' && { TaskHandle: handle }),
    ...{ Status: status, SourceArn: sourceArn, ApproximateNumberOfMessagesMoved: moved, ApproximateNumberOfMessagesToMove: toMove },
    ...(destinationArn !== null && { DestinationArn: destinationArn }),
    ...(perSecond !== null && { MaxNumberOfMessagesPerSecond: perSecond }),
    ...(failure !== null && { FailureReason: failure }),
    StartedTimestamp: startedAt,
  };
}
