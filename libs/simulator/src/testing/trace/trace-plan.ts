import fc from 'fast-check';
import { policyFor } from '../../delivery/resource-policy.js';
import { NO_EVENTS, type RuleBlueprint, type TargetBlueprint } from '../../estate/event-blueprint.js';
import type { SubscriptionBlueprint } from '../../estate/topic-blueprint.js';
import { policyForAccounts } from '../../events/bus-policy.js';
import { busArn, ruleArn, topicArn } from '../../world/arn.js';
import { World } from '../../world/world.js';
import { arnOfQueue, BEGINNING, HOME, queueNamed, REGION, smallEstate } from '../ledger/small-estate.js';

/** The account of the bus that others may be let into. */
export const FAR = { accountId: '444455556666', region: REGION } as const;
export const QUEUES = ['q0', 'q1', 'q2', 'q3'] as const;
export const TOPICS = ['t0', 't1'] as const;
const arnOfTopic = (name: string): string => topicArn({ ...HOME, name });
export const BUSES = {
  shop: { ...HOME, name: 'shop' },
  second: { ...HOME, name: 'second' },
  central: { ...FAR, name: 'central' },
} as const;
type BusName = keyof typeof BUSES;
const RULES = ['r0', 'r1', 'r2'] as const;
const arnsOfRules = (['shop', 'second', 'central'] as const).flatMap((bus) => RULES.map((name) => ruleArn({ ...BUSES[bus], bus, name })));

type LetsIn = 'nobody' | 'everybody' | 'topics' | 'rules' | 'one-rule' | 'alike' | 'own-account' | 'all-but-topics';
const letsIn = fc.constantFrom<LetsIn>('everybody', 'nobody', 'topics', 'rules', 'one-rule', 'alike', 'own-account', 'all-but-topics');

/** null: no policy at all. */
function policyOf(lets: LetsIn, action: string, arn: string): string | null {
  const allow = (more: object): string =>
    JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: action, Resource: arn, ...more }] });
  switch (lets) {
    case 'nobody':
      return null;
    case 'everybody':
      return allow({});
    case 'topics':
      return policyFor(action, arn, 'sns.amazonaws.com', TOPICS.map(arnOfTopic));
    case 'rules':
      return policyFor(action, arn, 'events.amazonaws.com', arnsOfRules);
    case 'one-rule':
      return policyFor(action, arn, 'events.amazonaws.com', arnsOfRules.slice(0, 1));
    case 'alike':
      return allow({ Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:events:*:*:rule/s*' } } });
    case 'own-account':
      return allow({ Action: '*', Condition: { StringEquals: { 'AWS:SourceAccount': HOME.accountId } } });
    case 'all-but-topics':
      return JSON.stringify({
        Statement: [
          { Effect: 'Allow', Principal: { AWS: '*' }, Action: action },
          { Effect: 'Deny', Principal: { Service: 'sns.amazonaws.com' }, Action: action.replace(/:.*/, ':*') },
        ],
      });
  }
}

const subscription = fc.record({
  queue: fc.constantFrom(...QUEUES, 'nowhere'),
  state: fc.constantFrom<SubscriptionBlueprint['state']>('confirmed', 'confirmed', 'confirmed', 'pending'),
  filter: fc.constantFrom<Pick<SubscriptionBlueprint, 'filterPolicy' | 'filterPolicyScope'>>(
    { filterPolicy: null, filterPolicyScope: 'MessageAttributes' },
    { filterPolicy: '{"kind":["a"]}', filterPolicyScope: 'MessageAttributes' },
    { filterPolicy: '{"kind":[{"anything-but":"a"}]}', filterPolicyScope: 'MessageBody' },
    { filterPolicy: '{"detail":{"kind":["a"]}}', filterPolicyScope: 'MessageBody' },
  ),
  rawDelivery: fc.boolean(),
});

/** What leads on from a bus: no bus leads back. */
const ONWARD: Readonly<Record<BusName, readonly string[]>> = {
  shop: [busArn(BUSES.second), busArn(BUSES.central)],
  second: [busArn(BUSES.central)],
  central: [],
};
const ruleOn = (bus: BusName) =>
  fc.record({
    name: fc.constantFrom(...RULES),
    pattern: fc.constantFrom(
      '{"source":["shop"]}',
      '{"source":["other"]}',
      '{"detail":{"total":[{"numeric":[">",100]}]}}',
      '{"detail":{"kind":["a"]}}',
    ),
    state: fc.constantFrom<RuleBlueprint['state']>('ENABLED', 'ENABLED', 'ENABLED', 'DISABLED'),
    targets: fc.uniqueArray(
      fc.record({
        arn: fc.constantFrom(...QUEUES.map(arnOfQueue), arnOfQueue('nowhere'), ...TOPICS.map(arnOfTopic), ...ONWARD[bus], ...ONWARD[bus]),
        input: fc.constantFrom<TargetBlueprint['input']>(
          { kind: 'event' },
          { kind: 'constant', text: '{"kind":"a"}' },
          { kind: 'path', path: '$.detail' },
        ),
      }),
      { maxLength: 4, selector: ({ arn }) => arn },
    ),
  });
const rulesOn = (bus: BusName) => fc.uniqueArray(ruleOn(bus), { maxLength: 3, selector: ({ name }) => name });

/** Buses with rules and topics with subscriptions over two accounts, who lets whom in, and one event. */
export const tracePlan = fc.record({
  queues: fc.tuple(letsIn, letsIn, letsIn, letsIn),
  topics: fc.tuple(letsIn, letsIn),
  subscriptions: fc.tuple(...TOPICS.map(() => fc.uniqueArray(subscription, { maxLength: 4, selector: ({ queue }) => queue }))),
  rules: fc.record({ shop: rulesOn('shop'), second: rulesOn('second'), central: rulesOn('central') }),
  central: fc.constantFrom(
    null,
    policyForAccounts(busArn(BUSES.central), [HOME.accountId]),
    policyForAccounts(busArn(BUSES.central), ['777788889999']),
    '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"events:PutEvents"}]}',
    '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"events:*"},{"Effect":"Deny","Principal":"*","Action":"events:PutEvents"}]}',
  ),
  enters: fc.constantFrom('shop', 'second', 't0', 't1'),
  total: fc.constantFrom(50, 250),
  kind: fc.constantFrom('a', 'b'),
  seed: fc.nat(1_000),
});
export type TracePlan = typeof tracePlan extends fc.Arbitrary<infer Value> ? Value : never;

export function worldOf(given: TracePlan): World {
  const queues = QUEUES.map((name, at) => {
    const policy = policyOf(given.queues[at] ?? 'nobody', 'sqs:SendMessage', arnOfQueue(name));
    return { ...queueNamed(name), verbatim: policy === null ? {} : { Policy: policy } };
  });
  const topics = TOPICS.map((name, at) => ({
    ...HOME,
    name,
    tags: {},
    // AWS gives every topic a policy.
    attributes: { Policy: policyOf(given.topics[at] ?? 'nobody', 'sns:Publish', arnOfTopic(name)) ?? '{"Statement":[]}' },
    publisher: null,
    subscriptions: (given.subscriptions[at] ?? []).map(({ queue, state, filter, rawDelivery }): SubscriptionBlueprint => ({
      protocol: 'sqs',
      endpoint: arnOfQueue(queue),
      state,
      ...filter,
      rawDelivery,
      deadLetterTargetArn: null,
      deliveryPolicy: null,
    })),
  }));
  const rules = (Object.keys(BUSES) as BusName[]).flatMap((bus) =>
    given.rules[bus].map(({ name, pattern, state, targets }): RuleBlueprint => ({
      ...BUSES[bus],
      name,
      bus,
      description: '',
      eventPattern: pattern,
      scheduleExpression: null,
      state,
      managedBy: null,
      tags: {},
      targets: targets.map(({ arn, input }, at) => ({ id: String(at), arn, roleArn: null, deadLetterArn: null, retryPolicy: null, input })),
    })),
  );
  const bus = (name: BusName) => ({
    ...BUSES[name],
    description: '',
    policy: name === 'central' ? given.central : null,
    deadLetterArn: null,
    tags: {},
  });
  const estate = smallEstate({ queues, topics, endpoints: [] });
  const scopes = [...estate.scopes, { ...FAR, volume: 1, hourOffset: 0 }];
  const events = { ...NO_EVENTS, buses: [bus('shop'), bus('second'), bus('central')], rules };
  return new World({ estate: { ...estate, scopes, events }, seed: given.seed, startedAt: BEGINNING });
}
