import type { TopicConfig } from '@weir/contract';
import type { CatalogueOf } from '../model/catalogue.js';

/**
 * Memory and time of one reading are bounded: of more subscriptions than a reader tells apart, no absence of one from a log would mean anything.
 */
export const MOST_LOGGED_SUBSCRIPTIONS = 1_000;

/** Whether the delivery-status log of a topic tells of a subscription; else why not. `pending`: SNS sends it nothing. */
export type LogReach = 'told' | 'pending' | 'not-logged' | 'same-endpoint';

/** What the log of a topic reaches of its subscriptions, in their order: confirmed ones of a logged protocol whose endpoint is theirs alone. */
export function logReaches(
  { deliveryLogs }: Pick<TopicConfig, 'deliveryLogs'>,
  subscriptions: readonly CatalogueOf<'subscription'>[],
): readonly LogReach[] {
  // The log names endpoints. Two that look alike once their credentials are masked cannot be told apart.
  const named = Map.groupBy(subscriptions, ({ config }) => config?.endpoint);
  return subscriptions.map(({ config }): LogReach => {
    const logging = deliveryLogs[config?.protocol ?? ''];
    if (config?.state !== 'confirmed') return 'pending';
    if (logging === undefined || (!logging.failures && logging.successPercent === 0)) return 'not-logged';
    return named.get(config.endpoint)?.length === 1 ? 'told' : 'same-endpoint';
  });
}
