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
  if (api === 'cloudwatch:GetMetricData') return (units * prices.getMetricDataPer1000Metrics) / 1000;
  if (service === 'cloudwatch') return (units * prices.cloudwatchCallsPer1000) / 1000;
  if (service === 'sqs') return units * sqs;
  if (FREE_SERVICES.has(service)) return 0;
  // Unknown is never free: the dearest request known keeps the cap on the safe side.
  return units * Math.max(prices.cloudwatchCallsPer1000 / 1000, sqs);
}

const FREE_SERVICES: ReadonlySet<string> = new Set(['sts', 'tag', 'organizations', 'account', 'oam', 'ec2']);

/** ListQueues gives a thousand a page; then the attributes and the tags of each. */
export const discoveryCalls = (queues: number): number => Math.max(1, Math.ceil(queues / 1000)) + 2 * queues;
