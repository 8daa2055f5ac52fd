import type { RuleConfig, SubscriptionConfig } from '@weir/contract';
import { type DiscoveredFanout, type DiscoveredQueue, familyOf, type FamilyName, MINUTE_MS, resourceIdOf } from '@weir/domain';
import type { Store } from '@weir/store';

const ACCOUNT = '111122223333';
const REGION = 'eu-north-1';
const scope = { accountId: ACCOUNT, region: REGION };

const arnOf = (service: string, resource: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
export const TOPIC_ARN = arnOf('sns', 'order-events');
export const BUS_ARN = arnOf('events', 'event-bus/shop');
export const RULE_ARN = arnOf('events', 'rule/shop/big-orders');
export const EMAILS_ARN = arnOf('sqs', 'emails');
export const AUDIT_ARN = arnOf('sqs', 'audit');
export const SUBSCRIPTION_ARN = `${TOPIC_ARN}:emails`;
export const topicId = resourceIdOf(TOPIC_ARN);
export const busId = resourceIdOf(BUS_ARN);
export const ruleId = resourceIdOf(RULE_ARN);
export const subscriptionId = resourceIdOf(SUBSCRIPTION_ARN);

export const FINDING = {
  id: 'aaaabbbbccccdddd',
  rule: 'target-without-dead-letter-queue',
  severity: 'loss',
  resourceId: ruleId,
  document: {
    part: 'to-topic',
    title: 'What it refuses is lost.',
    evidence: [],
    fix: 'Give the target a dead-letter queue.',
    command: null,
  },
};

const queue = (arn: string): DiscoveredQueue => ({
  kind: 'queue',
  ...scope,
  arn,
  name: arn.split(':').at(-1) ?? arn,
  tags: {},
  config: {
    url: `https://sqs/${arn}`,
    fifo: false,
    visibilityTimeoutSeconds: 30,
    retentionSeconds: 345_600,
    delaySeconds: 0,
    maximumMessageBytes: 262_144,
    createdAt: null,
    redrive: null,
    problems: [],
  },
});

const subscription = (endpoint: string, given: Partial<SubscriptionConfig>): DiscoveredFanout => {
  const name = endpoint.split(':').at(-1) ?? endpoint;
  return {
    kind: 'subscription',
    ...scope,
    arn: `${TOPIC_ARN}:${name}`,
    name,
    tags: {},
    config: {
      kind: 'subscription',
      topicArn: TOPIC_ARN,
      protocol: 'sqs',
      endpoint,
      state: 'confirmed',
      filterPolicy: null,
      filterPolicyScope: 'MessageAttributes',
      rawDelivery: false,
      deadLetterTargetArn: null,
      deliveryPolicy: null,
      problems: [],
      ...given,
    },
  };
};

const subscriptions = (policy: string) => [subscription(EMAILS_ARN, { filterPolicy: policy }), subscription(AUDIT_ARN, {})];

const rule: DiscoveredFanout & { config: RuleConfig } = {
  kind: 'rule',
  ...scope,
  arn: RULE_ARN,
  name: 'big-orders',
  tags: {},
  config: {
    kind: 'rule',
    busName: 'shop',
    busArn: BUS_ARN,
    state: 'ENABLED',
    pattern: '{"source":["shop"],"detail":{"total":[{"numeric":[">",100]}]}}',
    schedule: null,
    managedBy: null,
    targets: [
      {
        id: 'to-topic',
        arn: TOPIC_ARN,
        roleArn: null,
        deadLetterTargetArn: null,
        retry: null,
        input: null,
        inputPath: null,
        inputTransformer: { paths: { note: '$.detail.note' }, template: '{"note": "<note>"}' },
        apiDestination: null,
      },
    ],
    problems: [],
  },
};

/** Values of a family by name; what is not named was not sent. */
const row = (arn: string, family: FamilyName, at: number, values: Readonly<Record<string, number>>, settled = true) => ({
  resourceId: resourceIdOf(arn),
  family,
  at,
  values: familyOf(family).metrics.map(({ key }) => values[key] ?? null),
  settled,
});

/** Minutes from now back to those of the topic that are not as the others. */
const QUIET_BEFORE = 45;
const EARLY_BEFORE = 50;

/**
 * A topic with two queues, one of which filters, and a bus with a rule into the topic, in a region of their own; two hours of healthy
 * minutes, and an edit of the filter policy half an hour ago. Of the topic the two newest minutes, and one of the hour before, were read before all of
 * their counters had come, and in one nothing was published.
 */
export async function recordFanout(store: Store, now: number): Promise<void> {
  const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  const before = now - 60 * MINUTE_MS;
  const topic: DiscoveredFanout = {
    kind: 'topic',
    ...scope,
    arn: TOPIC_ARN,
    name: 'order-events',
    tags: {},
    config: {
      kind: 'topic',
      fifo: false,
      policy: null,
      encrypted: false,
      subscriptionsConfirmed: 2,
      subscriptionsPending: 0,
      deliveryLogs: {},
      problems: [],
    },
  };
  const bus: DiscoveredFanout = {
    kind: 'bus',
    ...scope,
    arn: BUS_ARN,
    name: 'shop',
    tags: {},
    config: {
      kind: 'bus',
      type: 'custom',
      policy: null,
      deadLetterTargetArn: null,
      logLevel: null,
      encrypted: false,
      archives: [],
      problems: [],
    },
  };
  await store.catalogue.record(scope, 'queue', [queue(EMAILS_ARN), queue(AUDIT_ARN)], before);
  await store.catalogue.record(scope, 'topic', [topic], before);
  await store.catalogue.record(scope, 'bus', [bus], before);
  await store.catalogue.record(scope, 'rule', [rule], before);
  await store.catalogue.record(scope, 'subscription', subscriptions('{"tier":["silver"]}'), before);
  await store.catalogue.record(scope, 'subscription', subscriptions('{"tier":["gold"]}'), before + 30 * MINUTE_MS);
  const early = [3, 4, EARLY_BEFORE].map((before) => minute - before * MINUTE_MS);
  const quiet = minute - QUIET_BEFORE * MINUTE_MS;
  const minutes = Array.from({ length: 120 }, (_, index) => minute - (index + 5) * MINUTE_MS);
  await store.series.write(
    minutes.flatMap((at) => [
      ...(at === quiet || early.includes(at)
        ? []
        : [row(TOPIC_ARN, 'sns.topic', at, { published: 10, delivered: 14, filteredOut: 6, filteredByAttributes: 6 })]),
      row(RULE_ARN, 'events.rule', at, { matched: 10, triggered: 10, invocations: 10, successes: 10, attempts: 10 }),
      row(EMAILS_ARN, 'sqs.cloudwatch', at, { sent: 4 }),
      row(AUDIT_ARN, 'sqs.cloudwatch', at, { sent: 10 }),
    ]),
  );
  await store.series.write(early.map((at) => row(TOPIC_ARN, 'sns.topic', at, { published: 10, delivered: 9 }, false)));
  await store.series.writeAbsences([
    { resourceId: resourceIdOf(TOPIC_ARN), family: 'sns.topic', from: quiet, to: quiet + MINUTE_MS, reason: 'not-emitted' },
  ]);
  await store.findings.record(scope, [FINDING], now);
}
