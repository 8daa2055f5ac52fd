import { TICK_SECONDS } from '../traffic/tick.js';
import type { Cohort } from './cohort.js';
import type { MessageDesk } from './message-desk.js';

/** As SQS tells of it. Instants are epoch milliseconds. */
export interface MoveTask {
  readonly handle: string;
  readonly sourceArn: string;
  /** null: back to where each message was dead-lettered from. */
  readonly destinationArn: string | null;
  /** null: as fast as it goes. */
  readonly perSecond: number | null;
  readonly startedAt: number;
  readonly toMove: number;
  moved: number;
  status: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';
  failure: string | null;
}

/** Without a rate, AWS chooses one by the queue. */
const FASTEST_PER_SECOND = 500;
/** Bytes of a message that nobody looked at. */
const MEAN_BYTES = 600;

/** The message-move tasks of one account and region: what they are told to move, they move tick by tick. */
export class MoveTasks {
  /** Newest first. */
  private readonly tasks: MoveTask[] = [];
  private started = 0;

  /** @param deskOf of a queue by ARN, in this account and region */
  constructor(private readonly deskOf: (arn: string) => MessageDesk | undefined) {}

  start(of: Pick<MoveTask, 'sourceArn' | 'destinationArn' | 'perSecond'>, now: number): MoveTask {
    this.started += 1;
    const toMove = this.deskOf(of.sourceArn)?.queue.held ?? 0;
    const task: MoveTask = {
      ...of,
      ...{
        handle: btoa(`move ${String(this.started)} ${of.sourceArn}`),
        startedAt: now,
        toMove,
        moved: 0,
        status: 'RUNNING',
        failure: null,
      },
    };
    this.tasks.unshift(task);
    return task;
  }

  of(sourceArn: string): readonly MoveTask[] {
    return this.tasks.filter((task) => task.sourceArn === sourceArn);
  }

  byHandle(handle: string): MoveTask | undefined {
    return this.tasks.find((task) => task.handle === handle);
  }

  get running(): number {
    return this.tasks.filter(({ status }) => status === 'RUNNING').length;
  }

  /** The tick that ends at `now`. */
  run(now: number): void {
    for (const task of this.tasks) if (task.status === 'RUNNING') this.move(task, now);
  }

  private move(task: MoveTask, now: number): void {
    const source = this.deskOf(task.sourceArn);
    if (source === undefined) return fail(task, 'AWS.SimpleQueueService.NonExistentQueue');
    source.queue.settle(now);
    const most = Math.min(Math.round((task.perSecond ?? FASTEST_PER_SECOND) * TICK_SECONDS), task.toMove - task.moved);
    for (const cohort of source.queue.take(most, now)) {
      const target = this.deskOf(task.destinationArn ?? cohort.deadLetterSourceArn ?? '');
      if (target === undefined) {
        source.queue.giveBack(cohort);
        return fail(task, 'CouldNotDetermineMessageSource');
      }
      const { count } = cohort;
      put(target, cohort, now);
      source.queue.finish(count);
      cohort.count = 0;
      task.moved += count;
    }
    if (task.moved >= task.toMove || source.queue.held === 0) task.status = 'COMPLETED';
  }
}

function fail(task: MoveTask, reason: string): void {
  task.status = 'FAILED';
  task.failure = reason;
}

/** A moved message is a new one: another id, sent now. */
function put(target: MessageDesk, { message, count, poison, group, wording }: Cohort, now: number): void {
  const stillFails = poison && target.failsPoison(now);
  if (message === null) {
    target.queue.send(
      { count, poison: stillFails, group, message: null, delaySeconds: 0, bytes: MEAN_BYTES, ...(wording !== null && { wording }) },
      now,
    );
    return;
  }
  const { body, attributes, senderId, traceHeader, id } = message;
  const deduplicationId = target.queue.identity.fifo ? `moved-${id}` : null;
  target.send({ body, attributes, bytes: body.length, delaySeconds: 0, group, deduplicationId, senderId, traceHeader }, now);
}
