import { describe, expect, it } from 'vitest';
import { failureFor, type AwsFailureKind } from './failure.js';
import { OutageWatch } from './outage-watch.js';

const failure = (kind: AwsFailureKind) => failureFor(kind, 'sqs:GetQueueAttributes', kind);

describe('OutageWatch', () => {
  it('gives up after so many unanswered in a row, naming the last', () => {
    const watch = new OutageWatch(3);
    watch.record(failure('internal'));
    watch.record(failure('throttled'));
    expect(watch.outage).toBeNull();
    watch.record(failure('unreachable'));
    expect(watch.outage).toEqual(failure('unreachable'));
  });

  it.each([null, failure('denied'), failure('not-found')])('starts over at an answer: %j', (answer) => {
    const watch = new OutageWatch(2);
    watch.record(failure('unreachable'));
    watch.record(answer);
    watch.record(failure('unreachable'));
    expect(watch.outage).toBeNull();
  });
});
