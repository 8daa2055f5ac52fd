import type { Prices } from '@weir/contract';

/**
 * What AWS charges for calls, US dollars. Free tiers are left out, being shared with whatever else the account does.
 * @param api as counted, such as `sqs:GetQueueAttributes`.
 * @param units what AWS bills by: metrics requested for GetMetricData, requests for everything else.
 * @param fifo requests to FIFO queues have their own price.
 */
export function callCost(api: string, units: number, prices: Prices, fifo = false): number {
  const service = api.slice(0, api.indexOf(':'));
  const sqs = (fifo ? prices.sqsFifoPerMillionRequests : prices.sqsPerMillionRequests) / 1e6;
  const cloudwatch = prices.cloudwatchCallsPer1000 / 1000;
  if (api === METRICS_API) return (units * prices.getMetricDataPer1000Metrics) / 1000;
  if (service === 'cloudwatch') return units * cloudwatch;
  if (service === 'sqs') return units * sqs;
  if (service === 'logs') return (units * prices.logCallsPer1000) / 1000;
  if (FREE_SERVICES.has(service)) return 0;
  // Unknown is never free: the dearest request known keeps the cap on the safe side.
  return units * Math.max(cloudwatch, sqs);
}

export const LIVE_API = 'sqs:GetQueueAttributes';
export const METRICS_API = 'cloudwatch:GetMetricData';
export const DISCOVERY_API = 'sqs:ListQueues';
export const LOGS_API = 'logs:FilterLogEvents';

/**
 * Services whose calls cost nothing. Kinesis bills hours, bytes written and, of streams on demand, bytes read, which samplers reckon
 * themselves; Lambda and Firehose bill what they do, SNS, EventBridge, Pipes and Scheduler the events they pass on, not what is asked of
 * their settings.
 */
const FREE_SERVICES: ReadonlySet<string> = new Set([
  'sts',
  'tag',
  'organizations',
  'account',
  'oam',
  'ec2',
  'kinesis',
  'lambda',
  'firehose',
  'sns',
  'events',
  'pipes',
  'scheduler',
]);

const LISTED_PER_PAGE = 1000;
const TAGS_READ_EVERY_SECONDS = 3600;

/** Requests one discovery takes: the listing, the attributes of every queue, and the tags of those whose hour is up. */
export function discoveryCalls(queues: number, discoverySeconds: number): number {
  const pages = Math.max(1, Math.ceil(queues / LISTED_PER_PAGE));
  return pages + queues + Math.ceil(queues * Math.min(1, discoverySeconds / TAGS_READ_EVERY_SECONDS));
}
