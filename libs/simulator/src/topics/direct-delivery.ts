import { deliveryStreamArn } from '../world/arn.js';
import type { SimulatedScope } from '../world/simulated-scope.js';
import type { SimulatedSubscription } from './subscription.js';

/** A Firehose delivery stream that topics put into. */
export interface DirectDelivery {
  readonly name: string;
  readonly feeders: readonly SimulatedSubscription[];
}

/** Those of one account in one region that a topic of it feeds, by name. */
export function directDeliveriesOf(scope: SimulatedScope, place: { accountId: string; region: string }, now: number): DirectDelivery[] {
  const here = deliveryStreamArn({ ...place, name: '' });
  const feeders = scope.topics
    .all(now)
    .flatMap(({ subscriptions }) => subscriptions)
    .filter(({ protocol, endpoint }) => protocol === 'firehose' && endpoint.startsWith(here));
  return [...Map.groupBy(feeders, ({ endpoint }) => endpoint.slice(here.length))]
    .map(([name, of]) => ({ name, feeders: of }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
