import type { ResourceId } from '@weir/contract';
import { resourceIdOf } from '@weir/domain';
import type { AskedAws, Reply } from './scripted-aws.js';

export const urlOf = (name: string): string => `https://sqs.eu-west-1.amazonaws.com/111122223333/${name}`;
const arnOf = (name: string): string => `arn:aws:sqs:eu-west-1:111122223333:${name}`;
export const idOf = (name: string): ResourceId => resourceIdOf(arnOf(name));
export const toRead = (name: string): { readonly resourceId: ResourceId; readonly url: string } => ({
  resourceId: idOf(name),
  url: urlOf(name),
});

/** The queue a request is about. */
export const nameIn = (asked: AskedAws): string => String(asked.input['QueueUrl']).split('/').at(-1) ?? '';

type Answer<Result> = (asked: AskedAws, earlier: number) => Result;

/** An SQS with these queues, each holding 7, 2 and 1 messages; `special` answers first where it has something to say. */
export const scriptedQueues =
  (names: readonly string[], special: Answer<Reply | null> = () => null): Answer<Reply> =>
  (asked, earlier) => {
    const particular = special(asked, earlier);
    if (particular !== null) return particular;
    switch (asked.operation) {
      case 'ListQueues':
        return { body: { QueueUrls: names.map(urlOf) } };
      case 'ListQueueTags':
        return { body: { Tags: { system: 'orders' } } };
      default:
        return { body: { Attributes: attributesOf(nameIn(asked)) } };
    }
  };

const attributesOf = (name: string): Readonly<Record<string, string>> => ({
  QueueArn: arnOf(name),
  VisibilityTimeout: '30',
  MessageRetentionPeriod: '345600',
  DelaySeconds: '0',
  MaximumMessageSize: '262144',
  CreatedTimestamp: '1794000000',
  ApproximateNumberOfMessages: '7',
  ApproximateNumberOfMessagesNotVisible: '2',
  ApproximateNumberOfMessagesDelayed: '1',
});
