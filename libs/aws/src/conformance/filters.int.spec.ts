import { CreateTopicCommand, PublishBatchCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SubscriptionConfig } from '@weir/contract';
import { explainPolicyMatch, matchesPolicy, parseFilterPolicy, type FilterScope } from '@weir/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsAccess, type AwsAccess } from '../access.js';
import { mapBounded } from '../map-bounded.js';
import { field, textIn } from '../untrusted.js';
import { asSnsMessage, FilterGenerator, seeded, type GeneratedMessage, type Reach } from './generated-filters.js';
import { emptySimulator, fauxqs, type Target } from './targets.js';

const TOPICS = 52;
const QUEUES = 10;
/** What a batch holds. */
const BATCH = 10;
const PARALLEL = 8;

interface Published {
  readonly topicArn: string;
  readonly messages: readonly GeneratedMessage[];
  /** One for each queue. */
  readonly policies: readonly string[];
  readonly scope: FilterScope;
}

/**
 * Real publishes, filters and fan-out into queues: what the matcher predicts from the settings that Weir reads is what arrives. 520
 * policies, 520 messages, each message held against the ten policies of its topic.
 */
describe.each<[string, Reach, () => Promise<Target>]>([
  ['fauxqs', 'common', fauxqs],
  ['the simulator', 'whole', emptySimulator],
])('filter policies as %s applies them', (name, reach, start) => {
  let target: Target;
  let access: AwsAccess;
  let topics: SNSClient;
  let queues: SQSClient;
  let published: readonly Published[] = [];
  const arrived = new Map<string, string[]>();
  const queueArns: string[] = [];

  beforeAll(async () => {
    target = await start();
    const { endpoint, accountId, region, credentials } = target;
    const client = { endpoint, region, credentials: () => credentials({ force: false }) };
    topics = new SNSClient(client);
    queues = new SQSClient({ ...client, useQueueUrlAsEndpoint: false });
    access = createAwsAccess({
      accounts: [{ id: accountId, name: 'conformance', regions: [region] }],
      endpoint,
      now: Date.now,
      random: Math.random,
      // No pauses: to fauxqs all but SNS and SQS is unknown, which it words as a failure of its own, worth asking again.
      sleep: () => Promise.resolve(),
      quotas: { 'sns:GetTopicAttributes': 1e5, 'sns:GetSubscriptionAttributes': 1e5, 'sns:ListTagsForResource': 1e5 },
      onCall: () => undefined,
      credentials,
    });
    const urls = await mapBounded(
      Array.from({ length: QUEUES }, (_, index) => index),
      1,
      (index) => createQueue(index),
    );
    published = await mapBounded(
      Array.from({ length: TOPICS }, (_, index) => index),
      PARALLEL,
      (index) => subscribeAndPublish(index),
    );
    await Promise.all(urls.map((url, index) => drain(url, queueArns[index] ?? '')));
  }, 60_000);

  afterAll(async () => {
    access.close();
    topics.destroy();
    queues.destroy();
    await target.stop();
  });

  /** A queue that lets SNS in, as a queue must. */
  async function createQueue(index: number): Promise<string> {
    const queue = `filtered-${index}`;
    const arn = `arn:aws:sqs:${target.region}:${target.accountId}:${queue}`;
    const statement = { Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: arn };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    const { QueueUrl } = await queues.send(new CreateQueueCommand({ QueueName: queue, Attributes: { VisibilityTimeout: '600', Policy } }));
    queueArns.push(arn);
    if (QueueUrl === undefined) throw new Error(`no URL for ${queue}`);
    return QueueUrl;
  }

  /** A topic with a policy for each queue, and a batch of messages. Half of the topics filter by body. */
  async function subscribeAndPublish(index: number): Promise<Published> {
    const scope = index % 2 === 0 ? 'MessageAttributes' : 'MessageBody';
    const generator = new FilterGenerator(seeded(index), reach, scope);
    // Of one length: fauxqs sorts subscriptions by letters and turns pages by code units, and loses those between names of several.
    const { TopicArn } = await topics.send(new CreateTopicCommand({ Name: `filters-${String(index).padStart(3, '0')}` }));
    const policies: string[] = [];
    for (const Endpoint of queueArns) {
      const FilterPolicy = generator.policy();
      const Attributes = { FilterPolicy, FilterPolicyScope: scope, RawMessageDelivery: policies.length % 2 === 0 ? 'true' : 'false' };
      await topics.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes }));
      policies.push(FilterPolicy);
    }
    const messages = Array.from({ length: BATCH }, (_, message) => generator.message(`${index}-${message}`));
    const { Successful } = await topics.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: messages.map(entryOf) }));
    expect(Successful).toHaveLength(BATCH);
    return { topicArn: TopicArn ?? '', messages, policies, scope };
  }

  /** Everything in a queue, by the ids that messages carry in their bodies. What was received stays hidden for as long as this takes. */
  async function drain(url: string, arn: string): Promise<void> {
    const ids: string[] = [];
    for (let empty = 0; empty < 3;) {
      const { Messages = [] } = await queues.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: BATCH }));
      if (Messages.length === 0) empty += 1;
      else empty = 0;
      ids.push(...Messages.map(({ Body }) => idIn(Body)));
    }
    arrived.set(arn, ids);
  }

  it('lets Weir read every policy as it was set', async () => {
    const { resources, complete } = await access.scope(target).discoverFanout();
    const own = new Set(published.map(({ topicArn }) => topicArn));
    const found = resources.flatMap(({ config }) => (config?.kind === 'subscription' && own.has(config.topicArn) ? [config] : []));
    const keyOf = (config: Pick<SubscriptionConfig, 'topicArn' | 'endpoint'>): string => `${config.topicArn} ${config.endpoint}`;
    const told = new Map(found.map((config) => [keyOf(config), config]));
    const expected = published.flatMap(({ topicArn, policies, scope }) =>
      policies.map((filterPolicy, index) => ({
        topicArn,
        endpoint: queueArns[index] ?? '',
        filterPolicy,
        filterPolicyScope: scope,
        rawDelivery: index % 2 === 0,
        state: 'confirmed',
      })),
    );
    expect(found).toHaveLength(TOPICS * QUEUES);
    expect(expected.map((config) => told.get(keyOf(config)))).toMatchObject(expected);
    expect(complete).toMatchObject({ topic: true, subscription: true });
  }, 30_000);

  it('delivers to each queue exactly what the matcher predicts', () => {
    const differing: object[] = [];
    let matched = 0;
    let checks = 0;
    for (const { messages, policies, scope } of published) {
      policies.forEach((source, index) => {
        const parsed = parseFilterPolicy(source, scope);
        if (!parsed.ok) throw new Error(`${source}: ${JSON.stringify(parsed.problems)}`);
        const seen = new Set(arrived.get(queueArns[index] ?? ''));
        for (const message of messages) {
          const predicted = matchesPolicy(parsed.policy, asSnsMessage(message));
          checks += 1;
          if (predicted) matched += 1;
          if (predicted !== seen.has(message.id))
            differing.push({ predicted, source, message, why: explainPolicyMatch(parsed.policy, asSnsMessage(message)) });
        }
      });
    }
    expect(differing).toEqual([]);
    expect(checks).toBe(TOPICS * QUEUES * BATCH);
    // Were nearly all the same, agreeing would prove little.
    expect(matched / checks, name).toBeGreaterThan(0.2);
    expect(matched / checks).toBeLessThan(0.8);
  });

  it('delivers each message once to a queue', () => {
    for (const ids of arrived.values()) expect(new Set(ids).size).toBe(ids.length);
  });
});

const entryOf = ({ body, attributes }: GeneratedMessage, index: number) => ({
  Id: String(index),
  Message: body,
  MessageAttributes: Object.fromEntries(
    Object.entries(attributes).map(([name, { type, value }]) => [name, { DataType: type, StringValue: value }]),
  ),
});

/** The id in a body, whether it came raw or in SNS's envelope. */
function idIn(body: string | undefined): string {
  const outer: unknown = JSON.parse(body ?? '{}');
  const inner: unknown = field(outer, 'Type') === 'Notification' ? JSON.parse(textIn(field(outer, 'Message'))) : outer;
  return textIn(field(inner, 'id'));
}
