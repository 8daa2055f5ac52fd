import { describe, expect, it } from 'vitest';
import { MinuteLog } from '../metrics/minute-log.js';
import { queueArn } from '../world/arn.js';
import { MessageDesk, type Letter } from './message-desk.js';
import { DEFAULT_SETTINGS, type QueueSettings } from './settings.js';
import { SimulatedQueue } from './simulated-queue.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const T0 = Date.UTC(2026, 10, 24, 12);

function queueNamed(name: string, settings: Partial<QueueSettings> = {}, deadLetters?: SimulatedQueue): SimulatedQueue {
  const place = { accountId: '111122223333', region: 'eu-west-1', name };
  const identity = { ...place, arn: queueArn(place), fifo: name.endsWith('.fifo') };
  const whole: QueueSettings = { ...DEFAULT_SETTINGS, createdAt: T0, modifiedAt: T0, verbatim: {}, ...settings };
  if (deadLetters) whole.redrive = { deadLetterTargetArn: deadLetters.identity.arn, maxReceiveCount: 2, ...settings.redrive };
  return new SimulatedQueue(identity, whole, new MinuteLog(1440), 1, (_arn, cohort, now) => {
    deadLetters?.acceptDeadLetter(cohort, identity.arn, now);
    return deadLetters !== undefined;
  });
}

const desks = new WeakMap<SimulatedQueue, MessageDesk>();
function deskOf(queue: SimulatedQueue): MessageDesk {
  const desk = desks.get(queue) ?? new MessageDesk(queue);
  desks.set(queue, desk);
  return desk;
}

const letter = (body: string, changes: Partial<Letter> = {}): Letter => ({
  body,
  attributes: {},
  bytes: body.length,
  delaySeconds: 0,
  group: null,
  deduplicationId: null,
  senderId: 'sender',
  traceHeader: null,
  ...changes,
});

/** Bodies received, in order. */
function bodies(queue: SimulatedQueue, limit: number, now: number, timeoutSeconds = 30): string[] {
  queue.settle(now);
  return deskOf(queue)
    .receive(limit, timeoutSeconds, now)
    .map(({ message }) => message.body);
}

const depth = (queue: SimulatedQueue, now: number): [visible: number, inFlight: number, delayed: number] => {
  queue.settle(now);
  return [queue.visible, queue.inFlight, queue.delayed];
};

describe('a standard queue', () => {
  it('hides what was received until the very millisecond its visibility timeout ends', () => {
    const queue = queueNamed('q');
    deskOf(queue).send(letter('a'), T0);
    expect(bodies(queue, 10, T0 + SECOND)).toEqual(['a']);
    expect(depth(queue, T0 + 31 * SECOND - 1)).toEqual([0, 1, 0]);
    expect(depth(queue, T0 + 31 * SECOND)).toEqual([1, 0, 0]);
  });

  it('delivers again, with a higher receive count and the first receive kept', () => {
    const queue = queueNamed('q');
    deskOf(queue).send(letter('a'), T0);
    deskOf(queue).receive(1, 5, T0 + 2000);
    queue.settle(T0 + 10_000);
    const [again] = deskOf(queue).receive(1, 5, T0 + 10_000);
    expect(again?.cohort).toMatchObject({ receives: 2, sentAt: T0, firstReceivedAt: T0 + 2000 });
  });

  it('keeps a delayed message back for its delay', () => {
    const queue = queueNamed('q');
    deskOf(queue).send(letter('a', { delaySeconds: 60 }), T0);
    expect(depth(queue, T0 + 59_999)).toEqual([0, 0, 1]);
    expect(depth(queue, T0 + 60_000)).toEqual([1, 0, 0]);
  });

  it('drops a message at the end of its retention, also one in flight as soon as it returns', () => {
    const queue = queueNamed('q', { retentionSeconds: 60 });
    deskOf(queue).send(letter('a'), T0);
    deskOf(queue).send(letter('b'), T0 + 1);
    bodies(queue, 1, T0 + 40 * SECOND, 30);
    expect(depth(queue, T0 + 59_999)).toEqual([1, 1, 0]);
    expect(depth(queue, T0 + 60_001)).toEqual([0, 1, 0]);
    expect(depth(queue, T0 + 70_000)).toEqual([0, 0, 0]);
    expect(queue.ledger).toMatchObject({ sent: 2, expired: 2, deleted: 0 });
  });

  it('moves a message to the dead-letter queue when it would be received once too often, and keeps its age', () => {
    const dlq = queueNamed('q-dlq', { retentionSeconds: 600 });
    const queue = queueNamed('q', {}, dlq);
    deskOf(queue).send(letter('a'), T0);
    for (const at of [0, 100, 200]) bodies(queue, 1, T0 + at * SECOND);
    expect(depth(queue, T0 + 200 * SECOND)).toEqual([0, 0, 0]);
    expect(dlq.visible).toBe(1);
    const [dead] = deskOf(dlq).receive(1, 0, T0 + 200 * SECOND);
    expect(dead?.cohort).toMatchObject({ sentAt: T0, enteredAt: T0 + 200 * SECOND, receives: 3, deadLetterSourceArn: queue.identity.arn });
    // Three and a third minutes in the source are missing from the ten it could have had here.
    expect(depth(dlq, T0 + 600 * SECOND - 1)).toEqual([1, 0, 0]);
    expect(depth(dlq, T0 + 600 * SECOND)).toEqual([0, 0, 0]);
  });

  it('counts age in a dead-letter queue from arrival there', () => {
    const dlq = queueNamed('q-dlq');
    const queue = queueNamed('q', {}, dlq);
    deskOf(queue).send(letter('a'), T0);
    for (const at of [0, 100, 200]) bodies(queue, 1, T0 + at * SECOND);
    expect(dlq.oldestAgeSeconds(T0 + 260 * SECOND)).toBe(60);
  });

  it('looks away from a message received three times, though it is still there', () => {
    const queue = queueNamed('q');
    deskOf(queue).send(letter('poison'), T0);
    for (const at of [0, 40, 80]) bodies(queue, 1, T0 + at * SECOND);
    deskOf(queue).send(letter('young'), T0 + 100 * SECOND);
    queue.settle(T0 + 120 * SECOND);
    expect(queue.held).toBe(2);
    expect(queue.oldestAgeSeconds(T0 + 120 * SECOND)).toBe(20);
  });

  it('has no age when it is empty', () => {
    expect(queueNamed('q').oldestAgeSeconds(T0)).toBeNaN();
  });

  it.each([
    ['once: gone', 1, 'done', 1],
    ['twice: the second hits nothing but counts', 2, 'gone', 1],
  ])('deletes by handle %s', (_name, times, lastFate, deleted) => {
    const queue = queueNamed('q');
    deskOf(queue).send(letter('a'), T0);
    const [received] = deskOf(queue).receive(1, 30, T0);
    const fates = Array.from({ length: times }, () => deskOf(queue).delete(received?.receiptHandle ?? '', T0 + 1));
    expect(fates.at(-1)).toBe(lastFate);
    expect(queue.ledger.deleted).toBe(deleted);
    expect(queue.held).toBe(0);
  });

  it('deletes a message that is visible again by its latest handle, not by an older one', () => {
    const queue = queueNamed('q');
    deskOf(queue).send(letter('a'), T0);
    const [first] = deskOf(queue).receive(1, 1, T0);
    queue.settle(T0 + 2000);
    const [second] = deskOf(queue).receive(1, 1, T0 + 2000);
    queue.settle(T0 + 5000);
    expect(deskOf(queue).delete(first?.receiptHandle ?? '', T0 + 5000)).toBe('stale');
    expect(queue.held).toBe(1);
    expect(deskOf(queue).delete(second?.receiptHandle ?? '', T0 + 5000)).toBe('done');
    expect(queue.held).toBe(0);
  });

  it('gives a message back at once when its visibility is set to nothing', () => {
    const queue = queueNamed('q');
    deskOf(queue).send(letter('a'), T0);
    const [received] = deskOf(queue).receive(1, 600, T0);
    expect(deskOf(queue).changeVisibility(received?.receiptHandle ?? '', 0, T0 + 1)).toBe('done');
    expect(depth(queue, T0 + 1)).toEqual([1, 0, 0]);
    expect(deskOf(queue).changeVisibility(received?.receiptHandle ?? '', 9, T0 + 2)).toBe('not-in-flight');
    expect(deskOf(queue).changeVisibility('rubbish', 9, T0 + 2)).toBe('malformed');
  });
});

describe('a FIFO queue', () => {
  const fifo = (settings: Partial<QueueSettings> = {}, dlq?: SimulatedQueue): SimulatedQueue => queueNamed('q.fifo', settings, dlq);
  const send = (queue: SimulatedQueue, body: string, group: string, now = T0): unknown =>
    deskOf(queue).send(letter(body, { group, deduplicationId: body }), now);

  it('keeps the order of a group, and lets the group wait while one is in flight', () => {
    const queue = fifo();
    for (const body of ['a1', 'a2', 'b1', 'a3']) send(queue, body, body.slice(0, 1));
    expect(bodies(queue, 2, T0)).toEqual(['a1', 'a2']);
    expect(bodies(queue, 10, T0)).toEqual(['b1']);
    expect(bodies(queue, 10, T0)).toEqual([]);
    expect(bodies(queue, 10, T0 + 30 * SECOND)).toEqual(['a1', 'a2', 'a3', 'b1']);
  });

  it('drops a repetition for five minutes and counts it apart', () => {
    const queue = fifo();
    const first = send(queue, 'a', 'g');
    expect(send(queue, 'a', 'g', T0 + 5 * MINUTE - 1)).toMatchObject({ messageId: (first as { messageId: string }).messageId });
    expect(queue.held).toBe(1);
    send(queue, 'a', 'g', T0 + 5 * MINUTE);
    expect(queue.held).toBe(2);
  });

  it('starts the retention anew in the dead-letter queue', () => {
    const dlq = queueNamed('q-dlq.fifo', { retentionSeconds: 600 });
    const queue = fifo({}, dlq);
    send(queue, 'a', 'g');
    for (const at of [0, 100, 200]) bodies(queue, 1, T0 + at * SECOND);
    expect(depth(dlq, T0 + 799_999)).toEqual([1, 0, 0]);
    expect(depth(dlq, T0 + 800_000)).toEqual([0, 0, 0]);
  });

  it('refuses a handle whose time is up', () => {
    const queue = fifo();
    send(queue, 'a', 'g');
    const [received] = deskOf(queue).receive(1, 1, T0);
    queue.settle(T0 + HOUR);
    expect(deskOf(queue).delete(received?.receiptHandle ?? '', T0 + HOUR)).toBe('expired');
    expect(queue.held).toBe(1);
  });

  it('counts the groups with messages in flight', () => {
    const queue = fifo();
    for (const body of ['a1', 'b1', 'c1']) send(queue, body, body.slice(0, 1));
    bodies(queue, 2, T0);
    queue.sample(T0 + SECOND);
    queue.activity.beginAwake(T0);
    queue.closeMinute(T0 + MINUTE, true);
    expect(queue.log.read(T0, 'groupsInFlight')).toBe(2);
  });
});
