import { MINUTE_MS } from '@weir/domain';
import { mix, roundByChance, seedOf, uniform } from '../chance/chance.js';
import { uuidOf } from './notification.js';
import type { SimulatedTopic } from './simulated-topic.js';
import type { SimulatedSubscription } from './subscription.js';

export type DeliveryStatus = 'SUCCESS' | 'FAILURE';

/** One logged delivery. */
export interface StatusLogEvent {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly id: string;
  /** JSON. */
  readonly message: string;
}

const DRAW_SAMPLED = 51;

/**
 * The deliveries of one minute that were logged, in order: of successes the share that is sampled, failures whole. They are made up anew
 * from the counts each time, always the same. Source of the shape: Amazon SNS Developer Guide, "Amazon SNS message delivery status".
 */
export function statusLogEvents(topic: SimulatedTopic, status: DeliveryStatus, minuteStart: number): StatusLogEvent[] {
  const events = [...topic.subscriptions, ...topic.former].flatMap((subscription) => eventsOf(topic, subscription, status, minuteStart));
  return events.sort((a, b) => a.at - b.at);
}

/** How many deliveries to one subscription were logged in a minute. */
export function loggedCount(
  topic: SimulatedTopic,
  { log, seed, protocol }: SimulatedSubscription,
  status: DeliveryStatus,
  minuteStart: number,
): number {
  const ended = endedIn(log, status, minuteStart);
  if (!(ended > 0)) return 0;
  const logging = topic.statusLogging.at(protocol, minuteStart);
  const share = status === 'FAILURE' ? Number(logging.failures) : logging.successPercent / 100;
  return roundByChance(ended * share, uniform(seed, minuteStart / MINUTE_MS, DRAW_SAMPLED));
}

const endedIn = (log: SimulatedSubscription['log'], status: DeliveryStatus, minuteStart: number): number =>
  log.read(minuteStart, status === 'SUCCESS' ? 'delivered' : 'givenUp');

function eventsOf(
  topic: SimulatedTopic,
  subscription: SimulatedSubscription,
  status: DeliveryStatus,
  minuteStart: number,
): StatusLogEvent[] {
  const { log, seed } = subscription;
  const count = loggedCount(topic, subscription, status, minuteStart);
  if (count === 0) return [];
  const ended = endedIn(log, status, minuteStart);
  const minute = minuteStart / MINUTE_MS;
  const failedAttempts = log.read(minuteStart, 'failedAttempts');
  const told = {
    attempts: status === 'SUCCESS' ? 1 : Math.max(1, Math.round(failedAttempts / ended)),
    statusCode: status === 'SUCCESS' ? 200 : log.read(minuteStart, 'statusCode'),
  };
  return Array.from({ length: count }, (_, at) => {
    const when = minuteStart + Math.floor(((at + 0.5) / count) * MINUTE_MS);
    const draw = mix(seedOf(seed, status), minute, at);
    return { at: when, id: uuidOf(draw), message: JSON.stringify(worded(topic, subscription, status, when, draw, told)) };
  });
}

function worded(
  topic: SimulatedTopic,
  { endpoint, protocol }: SimulatedSubscription,
  status: DeliveryStatus,
  at: number,
  draw: number,
  { attempts, statusCode }: { readonly attempts: number; readonly statusCode: number },
): object {
  const dwellTimeMs = 20 + (draw % 180) + (attempts - 1) * 20_000;
  const providerResponse =
    status === 'SUCCESS'
      ? { [`${protocol}RequestId`]: uuidOf(draw, 1) }
      : {
          ErrorCode: errorCodeOf(statusCode),
          ErrorMessage: `Delivery failed with status ${statusCode}`,
          [`${protocol}RequestId`]: uuidOf(draw, 1),
        };
  return {
    notification: {
      messageMD5Sum: uuidOf(draw, 2).replaceAll('-', ''),
      messageId: uuidOf(draw, 3),
      topicArn: topic.identity.arn,
      timestamp: new Date(at - dwellTimeMs).toISOString().replace('T', ' ').replace('Z', ''),
    },
    delivery: {
      deliveryId: uuidOf(draw, 4),
      destination: endpoint,
      providerResponse: JSON.stringify(providerResponse),
      dwellTimeMs,
      attempts,
      statusCode,
    },
    status,
  };
}

function errorCodeOf(statusCode: number): string {
  if (statusCode === 403 || statusCode === 401) return 'AccessDenied';
  if (statusCode === 404) return 'NotFound';
  return statusCode === 429 ? 'Throttled' : statusCode >= 500 ? 'ServerError' : 'InvalidRequest';
}
