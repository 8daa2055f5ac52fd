import { ListTopicsCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Scope } from '@weir/domain';
import { parseTopicArn, type TopicArn } from './arns.js';
import type { AwsClock } from './aws-clock.js';
import type { FanoutPart } from './fanout-discovery.js';
import type { MeteredCaller } from './metered-caller.js';
import { listPages, type Listed } from './paging.js';
import { field, textIn } from './untrusted.js';

/** AWS allows 100,000 standard topics an account; beyond twice that the listing is broken. */
const MAX_TOPICS = 200_000;

/** Reads the topics of one account in one region. */
export class SnsReader {
  readonly #scope: Scope;
  readonly #client: SNSClient;
  readonly #caller: MeteredCaller;

  constructor(options: { readonly scope: Scope; readonly client: SNSClient; readonly caller: MeteredCaller; readonly clock: AwsClock }) {
    this.#scope = options.scope;
    this.#client = options.client;
    this.#caller = options.caller;
  }

  /** Every topic that is listed. Only an abort throws. */
  async discover(_urgent: ReadonlySet<string>, signal?: AbortSignal): Promise<FanoutPart> {
    const { items, failure } = await this.#listTopics(signal);
    const topics = [...new Map(items.map((topic) => [topic.arn, topic])).values()];
    return {
      resources: topics.map(({ arn, topicName }) => ({ ...this.#scope, kind: 'topic', arn, name: topicName, tags: {}, config: null })),
      failures: failure === null ? [] : [{ arn: null, service: 'sns', error: failure }],
      complete: { topic: failure === null },
    };
  }

  async #listTopics(signal: AbortSignal | undefined): Promise<Listed<TopicArn>> {
    return listPages({
      action: 'sns:ListTopics',
      maxItems: MAX_TOPICS,
      ask: (token) =>
        this.#caller.call({
          api: 'sns:ListTopics',
          billedUnits: 0,
          signal,
          send: (abortSignal) => this.#client.send(new ListTopicsCommand(token === '' ? {} : { NextToken: token }), { abortSignal }),
        }),
      entriesOf: (page) => page.Topics ?? [],
      nextOf: (page) => textIn(page.NextToken),
      read: (entry) => {
        const topic = parseTopicArn(field(entry, 'TopicArn'));
        return topic === null ? null : [topic];
      },
    });
  }
}
