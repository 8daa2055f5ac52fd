import { LOOK_BACK_MS, MINUTE_MS } from '@weir/domain';
import fc from 'fast-check';
import type { EndpointState } from '../../delivery/simulated-endpoint.js';
import type { SubscriptionBlueprint } from '../../estate/topic-blueprint.js';
import { topicArn } from '../../world/arn.js';
import { arnOfFunction, arnOfQueue, HOME } from './small-estate.js';
import type { LoggingPlan } from './told-logs.js';

export const TOPIC = topicArn({ ...HOME, name: 'news' });
export const OTHER = topicArn({ ...HOME, name: 'gossip' });
export const QUEUES = ['open', 'shared', 'shut'] as const;
export const HOOK = 'https://hooks.example.com/in';
export const SECOND_HOOK = 'https://other.example.com/in';
export const FUNCTION = arnOfFunction('render');
export const MAIL = 'desk@example.com';

export type Endpoint = Pick<SubscriptionBlueprint, 'protocol' | 'endpoint'>;
const ENDPOINTS: readonly Endpoint[] = [
  ...QUEUES.map((name) => ({ protocol: 'sqs', endpoint: arnOfQueue(name) }) as const),
  { protocol: 'sqs', endpoint: arnOfQueue('nowhere') },
  { protocol: 'lambda', endpoint: FUNCTION },
  { protocol: 'https', endpoint: HOOK },
  { protocol: 'https', endpoint: SECOND_HOOK },
  { protocol: 'email', endpoint: MAIL },
];

const filterPolicy = fc.constantFrom(null, null, '{"kind":["sport"]}', '{"kind":["chess"]}', '{"kind":[{"anything-but":"sport"}]}');
const deadLetterTargetArn = fc.constantFrom(null, arnOfQueue('dead'), arnOfQueue('shut-dead'), arnOfQueue('no-dead'));
const subscription = fc
  .record({
    at: fc.nat(ENDPOINTS.length - 1),
    state: fc.constantFrom<SubscriptionBlueprint['state']>('confirmed', 'confirmed', 'confirmed', 'pending'),
    filterPolicy,
    filterPolicyScope: fc.constantFrom<SubscriptionBlueprint['filterPolicyScope']>('MessageAttributes', 'MessageBody'),
    rawDelivery: fc.boolean(),
    deadLetterTargetArn,
    deliveryPolicy: fc.constantFrom(null, '{"healthyRetryPolicy":{"minDelayTarget":1,"maxDelayTarget":90,"numRetries":2}}'),
  })
  .map(({ at, ...rest }): SubscriptionBlueprint => ({ ...(ENDPOINTS[at] ?? { protocol: 'email', endpoint: MAIL }), ...rest }));

const state: fc.Arbitrary<EndpointState> = fc.oneof(
  fc.constant<EndpointState>({ kind: 'answering' }),
  fc.record({ kind: fc.constant('failing' as const), share: fc.constantFrom(0.2, 0.6, 1), statusCode: fc.constant(503) }),
  fc.record({ kind: fc.constant('throttled' as const), perSecond: fc.constantFrom(0, 0.1, 0.3) }),
  fc.record({ kind: fc.constant('refusing' as const), statusCode: fc.constantFrom<400 | 403>(400, 403) }),
);

/** Something that happens to the subscription of a place (or the endpoint of one), so many seconds after the beginning. */
export type Trouble = { readonly atSecond: number } & (
  | { readonly kind: 'endpoint'; readonly address: string; readonly state: EndpointState }
  | { readonly kind: 'queue'; readonly name: string; readonly open: boolean }
  | { readonly kind: 'subscribe'; readonly subscription: SubscriptionBlueprint }
  | { readonly kind: 'unsubscribe' | 'confirm'; readonly place: number }
  | { readonly kind: 'filter'; readonly place: number; readonly filterPolicy: string | null }
  | { readonly kind: 'redrive'; readonly place: number; readonly deadLetterTargetArn: string | null }
  | { readonly kind: 'publish'; readonly count: number; readonly sport: boolean }
);

export interface Plan {
  readonly subscriptions: readonly SubscriptionBlueprint[];
  readonly others: readonly SubscriptionBlueprint[];
  readonly perSecond: number;
  readonly troubles: readonly Trouble[];
  /** null: nothing is logged, or nothing is read of it. */
  readonly logging: LoggingPlan | null;
  /** Weir looks once in so many minutes, first after so many. */
  readonly lookEvery: number;
  readonly firstLook: number;
  /** Minutes before the window, and of it. */
  readonly before: number;
  readonly length: number;
  readonly seed: number;
}

const LONGEST_BEFORE = LOOK_BACK_MS / MINUTE_MS;

function troubleWithin(firstMinute: number, lastMinute: number): fc.Arbitrary<Trouble> {
  const atSecond = fc.integer({ min: firstMinute * 60, max: lastMinute * 60 - 1 });
  const place = fc.nat(7);
  return fc.oneof(
    fc.record({ atSecond, kind: fc.constant('endpoint' as const), address: fc.constantFrom(FUNCTION, HOOK, SECOND_HOOK, MAIL), state }),
    fc.record({ atSecond, kind: fc.constant('queue' as const), name: fc.constantFrom(...QUEUES, 'dead'), open: fc.boolean() }),
    fc.record({ atSecond, kind: fc.constant('subscribe' as const), subscription }),
    fc.record({ atSecond, kind: fc.constantFrom('unsubscribe' as const, 'confirm' as const), place }),
    fc.record({ atSecond, kind: fc.constant('filter' as const), place, filterPolicy }),
    fc.record({ atSecond, kind: fc.constant('redrive' as const), place, deadLetterTargetArn }),
    fc.record({ atSecond, kind: fc.constant('publish' as const), count: fc.integer({ min: 1, max: 20 }), sport: fc.boolean() }),
  );
}

/** A topic and what befalls it. */
export const plan: fc.Arbitrary<Plan> = fc
  .record({
    lookEvery: fc.constantFrom(1, 3),
    before: fc.integer({ min: 8, max: LONGEST_BEFORE }),
    length: fc.integer({ min: 1, max: 20 }),
  })
  .chain(({ lookEvery, before, length }) =>
    fc.record({
      subscriptions: fc.uniqueArray(subscription, { minLength: 0, maxLength: 6, selector: ({ endpoint }) => endpoint }),
      others: fc.uniqueArray(subscription, { minLength: 0, maxLength: 2, selector: ({ endpoint }) => endpoint }),
      perSecond: fc.constantFrom(0.02, 0.1, 0.5),
      troubles: fc.array(troubleWithin(0, before + length), { maxLength: 8 }),
      logging: fc.option(
        fc.record({
          protocols: fc.constantFrom(['SQS', 'Lambda', 'HTTP'], ['SQS'], ['Lambda', 'HTTP']),
          successPercent: fc.constantFrom(0, 30, 100),
          failures: fc.boolean(),
          unreadEvery: fc.constantFrom(7, Infinity),
        }),
      ),
      lookEvery: fc.constant(lookEvery),
      firstLook: fc.oneof(fc.constant(0), fc.nat(before), fc.integer({ min: before + 1, max: before + length })),
      before: fc.constant(before),
      length: fc.constant(length),
      seed: fc.nat(1_000),
    }),
  );
