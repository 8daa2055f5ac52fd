import type { Peeked } from '@weir/aws';
import { type DeadMessage, resourceIdOf } from '@weir/domain';

/** A message that failed, with personal data in it. */
export const deadMessage = (change: Partial<DeadMessage> = {}): DeadMessage => ({
  messageId: 'm-1',
  body: JSON.stringify({ event: 'OrderPlaced', orderId: 'o-1', email: 'ann@example.com' }),
  attributes: [],
  sentAt: Date.UTC(2026, 10, 24, 14),
  receiveCount: 6,
  messageGroupId: null,
  deadLetterSourceArn: 'arn:aws:sqs:eu-west-1:111122223333:orders',
  ...change,
});

/** What every look finds. */
export const lookingAt = (...messages: readonly DeadMessage[]) => ({
  peek: () => ({ look: (): Promise<Peeked> => Promise.resolve({ messages, hidden: null, ended: 'nothing-more' }) }),
});

/** One request of each route; the look is done before its messages are asked for. */
export const deadLetterExamples = (dlqArn: string) => {
  const path = `/api/v1/dlq/${resourceIdOf(dlqArn)}`;
  return {
    deadLetterQueues: '/api/v1/dlq',
    deadLetterQueue: path,
    startLook: [`${path}/looks`, { sample: 10 }],
    deadLetters: `${path}/messages?q=order`,
    exportDeadLetters: `${path}/export`,
  } as const;
};
