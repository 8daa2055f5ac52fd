import type { FanoutConfig } from '@weir/contract';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Endpoints that AWS manages: 100,015 retries. */
const MANAGED_MS = 23 * DAY_MS;
/** Mail, text messages and mobile push: 50 retries. */
const CUSTOMER_MANAGED_MS = 6 * HOUR_MS;

/** HTTP: no delivery policy can make it longer. */
const SNS_LIFETIMES: Readonly<Partial<Record<string, number>>> = {
  http: HOUR_MS,
  https: HOUR_MS,
  email: CUSTOMER_MANAGED_MS,
  'email-json': CUSTOMER_MANAGED_MS,
  sms: CUSTOMER_MANAGED_MS,
  application: CUSTOMER_MANAGED_MS,
};

/**
 * How long SNS goes on trying a copy for a subscription of this protocol, milliseconds.
 * Source: Amazon SNS Developer Guide, "Amazon SNS message delivery retries".
 */
export const snsLifetime = (protocol: string): number => SNS_LIFETIMES[protocol] ?? MANAGED_MS;

/**
 * How long EventBridge goes on trying an event for any target of a rule, milliseconds: a day unless all are set to less.
 * Source: Amazon EventBridge User Guide, "Retry policy and using dead-letter queues".
 */
export function ruleLifetime(targets: Extract<FanoutConfig, { kind: 'rule' }>['targets']): number {
  const ages = (targets ?? []).map(({ retry }) => (retry?.ageSeconds == null ? DAY_MS : retry.ageSeconds * 1000));
  return ages.length === 0 ? DAY_MS : Math.max(...ages);
}
