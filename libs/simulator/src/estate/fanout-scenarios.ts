import { MINUTE_MS } from '@weir/domain';
import { policyFor } from '../delivery/resource-policy.js';
import type { EndpointState } from '../delivery/simulated-endpoint.js';
import { queueArn, topicArn } from '../world/arn.js';
import { PROD } from './accounts.js';
import { CARRIER_HOOK, COMPANY_ENDPOINTS, COMPANY_TOPICS, queuePolicies, RIGHTS_FUNCTION } from './company-topics.js';
import type { FanoutTurn, SubscriptionBlueprint } from './topic-blueprint.js';

/** Worlds in which something is the matter with a topic or a subscription. Set while a world runs, they take effect from then on. */
export const FANOUT_SCENARIOS = [
  'filter-policy-typo',
  'subscription-pending',
  'http-endpoint-failing',
  'one-dead-subscriber',
  'target-queue-denied',
] as const;
export type FanoutScenarioName = (typeof FANOUT_SCENARIOS)[number];

export const isFanoutScenario = (text: string): text is FanoutScenarioName => FANOUT_SCENARIOS.some((name) => name === text);

/** A scenario's trouble has been going on for so long when somebody first looks, in a world that begins with it. */
const TROUBLE_AGE_MS = 45 * MINUTE_MS;

export const fanoutTroubleBegan = (startedAt: number): number => Math.floor((startedAt - TROUBLE_AGE_MS) / MINUTE_MS) * MINUTE_MS;

const place = { accountId: PROD, region: 'eu-west-1' };
const MAILS = queueArn({ ...place, name: 'emails-transactional' });
const INVOICES = queueArn({ ...place, name: 'orders-invoicing' });

/** What changes from `from` (epoch milliseconds) on when a scenario is set. All other topics are healthy from then on. */
export function fanoutTurnTo(name: FanoutScenarioName, from: number): FanoutTurn {
  switch (name) {
    // Somebody edited the policy of the mails and left out a letter: nothing passes any more.
    case 'filter-policy-typo':
      return healthyBut(from, { subscriber: MAILS, becomes: { filterPolicy: '{"eventType":["OrderPlacd"]}' } });
    // The carrier's subscription was made anew, and nobody has confirmed it.
    case 'subscription-pending':
      return healthyBut(from, { subscriber: CARRIER_HOOK, becomes: { state: 'pending' } });
    // The carrier answers 503: after four attempts messages go to the subscription's dead-letter queue.
    case 'http-endpoint-failing':
      return healthyBut(from, { endpoint: CARRIER_HOOK, answers: { kind: 'failing', share: 1, statusCode: 503 } });
    // One of twelve is a function that was deleted; what it should have got is lost.
    case 'one-dead-subscriber':
      return healthyBut(from, { endpoint: RIGHTS_FUNCTION, answers: { kind: 'gone' } });
    // The queue's policy lets in another topic instead: straight to the dead-letter queue, without another try.
    case 'target-queue-denied': {
      const policy = policyFor('sqs:SendMessage', INVOICES, 'sns.amazonaws.com', [topicArn({ ...place, name: 'order-events-v2' })]);
      return healthyBut(from, { queue: INVOICES, policy });
    }
  }
}

type Difference =
  | { readonly subscriber: string; readonly becomes: Partial<SubscriptionBlueprint> }
  | { readonly endpoint: string; readonly answers: EndpointState }
  | { readonly queue: string; readonly policy: string };

function healthyBut(from: number, difference: Difference): FanoutTurn {
  return {
    from,
    topics: COMPANY_TOPICS.map((topic) => ({
      ...topic,
      subscriptions: topic.subscriptions.map((subscription) =>
        'subscriber' in difference && subscription.endpoint === difference.subscriber
          ? { ...subscription, ...difference.becomes }
          : subscription,
      ),
    })),
    endpoints: COMPANY_ENDPOINTS.map((endpoint) =>
      'endpoint' in difference && endpoint.address === difference.endpoint ? { ...endpoint, state: difference.answers } : endpoint,
    ),
    queuePolicies: queuePolicies(COMPANY_TOPICS).map((usual) =>
      'queue' in difference && usual.queueArn === difference.queue ? { ...usual, policy: difference.policy } : usual,
    ),
  };
}
