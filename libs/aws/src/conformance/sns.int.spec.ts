import { randomBytes } from 'node:crypto';
import {
  CreateTopicCommand,
  DeleteTopicCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
  type CreateTopicCommandInput,
  type SubscribeCommandInput,
} from '@aws-sdk/client-sns';
import { fanoutConfig, type FanoutKind } from '@weir/contract';
import type { DiscoveredFanout } from '@weir/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsAccess, type AwsAccess } from '../access.js';
import type { FanoutDiscovery } from '../fanout-discovery.js';
import { emptySimulator, fauxqs, type Target } from './targets.js';

/** Attributes may take a moment. */
const SETTLE = { timeout: 15_000, interval: 100 };

/** What any SNS must do for Weir: one suite, run against authors who do not know of each other. */
describe.each<[string, () => Promise<Target>]>([
  ['fauxqs', fauxqs],
  ['the simulator', emptySimulator],
])('SNS as told by %s', (_name, start) => {
  let target: Target;
  let access: AwsAccess;
  let owner: SNSClient;

  beforeAll(async () => {
    target = await start();
    const { endpoint, accountId, region, credentials } = target;
    owner = new SNSClient({ endpoint, region, credentials: () => credentials({ force: false }) });
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
  });

  afterAll(async () => {
    access.close();
    owner.destroy();
    await target.stop();
  });

  /** A name no other test uses. */
  const unique = (name: string) => `${name}-${randomBytes(4).toString('hex')}`;
  const queueArnOf = (name: string) => `arn:aws:sqs:${target.region}:${target.accountId}:${name}`;
  const discover = (): Promise<FanoutDiscovery> => access.scope(target).discoverFanout();

  async function createTopic(name: string, options: Omit<CreateTopicCommandInput, 'Name'> = {}): Promise<string> {
    const { TopicArn } = await owner.send(new CreateTopicCommand({ Name: name, ...options }));
    if (TopicArn === undefined) throw new Error(`no ARN for ${name}`);
    return TopicArn;
  }

  async function subscribe(TopicArn: string, queue: string, Attributes: SubscribeCommandInput['Attributes'] = {}): Promise<string> {
    const { SubscriptionArn } = await owner.send(
      new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queueArnOf(queue), Attributes, ReturnSubscriptionArn: true }),
    );
    if (SubscriptionArn === undefined) throw new Error(`no ARN for the subscription of ${queue}`);
    return SubscriptionArn;
  }

  async function found(arn: string): Promise<DiscoveredFanout | undefined> {
    const { resources } = await discover();
    return resources.find((resource) => resource.arn === arn);
  }

  it('discovers a topic with its settings and tags', async () => {
    const name = unique('orders');
    const arn = await createTopic(name, {
      Tags: [
        { Key: 'system', Value: 'orders' },
        { Key: 'owner', Value: '<script>alert(1)</script> & ünïcödé' },
      ],
    });
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sns:Publish', Resource: arn }],
    });
    await owner.send(new SetTopicAttributesCommand({ TopicArn: arn, AttributeName: 'Policy', AttributeValue: Policy }));
    expect(await found(arn)).toMatchObject({
      kind: 'topic',
      accountId: target.accountId,
      region: target.region,
      name,
      tags: { system: 'orders', owner: '<script>alert(1)</script> & ünïcödé' },
      config: { fifo: false, policy: Policy, subscriptionsConfirmed: 0, subscriptionsPending: 0, problems: [] },
    });
  });

  it('discovers FIFO topics', async () => {
    const arn = await createTopic(`${unique('pay')}.fifo`, { Attributes: { FifoTopic: 'true' } });
    expect((await found(arn))?.config).toMatchObject({ kind: 'topic', fifo: true });
  });

  it('discovers a subscription, its dead letters, and an edit of its filter', async () => {
    const name = unique('mail');
    const topicArn = await createTopic(name);
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: queueArnOf('mail-dlq') });
    const first = '{"kind": ["receipt", {"prefix": "inv<&>"}]}';
    const arn = await subscribe(topicArn, 'mailer', { FilterPolicy: first, RawMessageDelivery: 'true', RedrivePolicy });
    const base = { topicArn, protocol: 'sqs', endpoint: queueArnOf('mailer'), state: 'confirmed', rawDelivery: true };
    expect(await found(arn)).toMatchObject({
      kind: 'subscription',
      name: `${name} → mailer`,
      config: {
        ...base,
        filterPolicy: first,
        filterPolicyScope: 'MessageAttributes',
        deadLetterTargetArn: queueArnOf('mail-dlq'),
        problems: [],
      },
    });
    const edits = [
      ['FilterPolicyScope', 'MessageBody'],
      ['FilterPolicy', '{"order":{"total":[{"numeric":[">=",100]}]}}'],
    ] as const;
    for (const [AttributeName, AttributeValue] of edits) {
      await owner.send(new SetSubscriptionAttributesCommand({ SubscriptionArn: arn, AttributeName, AttributeValue }));
    }
    await expect
      .poll(async () => (await found(arn))?.config, SETTLE)
      .toMatchObject({ ...base, filterPolicy: edits[1][1], filterPolicyScope: 'MessageBody' });
    expect((await found(topicArn))?.config).toMatchObject({ subscriptionsConfirmed: 1 });
  });

  it('tells a subscription that waits for confirmation', async () => {
    const topicArn = await createTopic(unique('hooks'));
    await owner.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'https', Endpoint: 'https://bob:hunter2@shop.example/hook' }));
    const { resources } = await discover();
    const [pending] = resources.filter(({ config }) => config?.kind === 'subscription' && config.topicArn === topicArn);
    expect(pending?.config).toMatchObject({ protocol: 'https', endpoint: 'https://***@shop.example/hook', state: 'pending' });
    expect(pending?.arn.startsWith(`${topicArn}:`)).toBe(true);
  });

  it('no longer finds what was deleted', async () => {
    const topicArn = await createTopic(unique('short-lived'));
    const kept = await subscribe(topicArn, 'kept');
    const dropped = await subscribe(topicArn, 'dropped');
    expect([(await found(kept))?.kind, (await found(dropped))?.kind]).toEqual(['subscription', 'subscription']);
    await owner.send(new UnsubscribeCommand({ SubscriptionArn: dropped }));
    await expect.poll(() => found(dropped), SETTLE).toBeUndefined();
    expect((await found(kept))?.kind).toBe('subscription');
    await owner.send(new DeleteTopicCommand({ TopicArn: topicArn }));
    await expect.poll(() => found(topicArn), SETTLE).toBeUndefined();
  });

  it('discovers more topics and subscriptions than one page holds, each once', async () => {
    const prefix = unique('page');
    const names = Array.from({ length: 120 }, (_, index) => `${prefix}-${String(index).padStart(3, '0')}`);
    const arns = await Promise.all(names.map((name) => createTopic(name)));
    const subscriptions = await Promise.all(arns.map((arn) => subscribe(arn, 'all')));
    const { resources, complete, failures } = await discover();
    const own = (kind: FanoutKind): readonly string[] =>
      resources.filter((resource) => resource.kind === kind && resource.arn.includes(prefix)).map(({ arn }) => arn);
    expect([...own('topic')].sort()).toEqual([...arns].sort());
    expect([...own('subscription')].sort()).toEqual([...subscriptions].sort());
    expect(failures.filter(({ service }) => service === 'sns')).toEqual([]);
    expect(complete).toMatchObject({ topic: true, subscription: true });
    for (const { config } of resources) expect(fanoutConfig.safeParse(config).success).toBe(true);
  });
});
