import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { MeteredCaller } from './metered-caller.js';

/** A message to the subscribers of a topic, by protocol. */
export interface TopicMessage {
  readonly topicArn: string;
  readonly subject: string;
  readonly messages: { readonly default: string; readonly email: string; readonly sms: string };
  readonly attributes: Readonly<Record<string, string>>;
  /** Of a FIFO topic: the order that is kept, and what is dropped when it comes twice within five minutes. */
  readonly fifo: { readonly groupId: string; readonly deduplicationId: string } | null;
}

/** The only thing Weir writes to AWS: what it tells people, to a topic that the configuration names. */
export class TopicPublisher {
  readonly #client: SNSClient;
  readonly #caller: MeteredCaller;

  constructor({ client, caller }: { readonly client: SNSClient; readonly caller: MeteredCaller }) {
    this.#client = client;
    this.#caller = caller;
  }

  /** @throws AwsError when AWS did not take it, or nobody knows */
  async publish({ topicArn, subject, messages, attributes, fifo }: TopicMessage, signal?: AbortSignal): Promise<void> {
    const typed = Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }] as const);
    const command = new PublishCommand({
      TopicArn: topicArn,
      Subject: subject,
      Message: JSON.stringify(messages),
      MessageStructure: 'json',
      MessageAttributes: Object.fromEntries(typed),
      ...(fifo !== null && { MessageGroupId: fifo.groupId, MessageDeduplicationId: fifo.deduplicationId }),
    });
    await this.#caller.call({
      api: 'sns:Publish',
      billedUnits: 0,
      signal,
      send: (abortSignal) => this.#client.send(command, { abortSignal }),
    });
  }
}
