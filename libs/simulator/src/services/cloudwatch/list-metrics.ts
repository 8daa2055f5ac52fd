import { MINUTE_MS } from '@weir/domain';
import { QUEUE_METRICS } from '../../metrics/queue-metrics.js';
import { AwsFailure } from '../aws-failure.js';
import type { Operation } from '../caller.js';
import { optionalText, records, text } from '../input.js';
import { readToken, writeToken } from '../page-token.js';

/** Source: CloudWatch API Reference, ListMetrics. */
const PAGE_SIZE = 500;
const RECENTLY_ACTIVE_MS = 3 * 60 * MINUTE_MS;
const LISTED_FOR_MS = 14 * 24 * 60 * MINUTE_MS;

/** Metrics that had points lately: two weeks, or three hours when asked for the recently active. */
export const listMetrics: Operation = (call, input) => {
  const namespace = optionalText(input, 'Namespace');
  const metricName = optionalText(input, 'MetricName');
  const filters = records(input, 'Dimensions').map((filter) => ({ name: text(filter, 'Name'), value: optionalText(filter, 'Value') }));
  const within = optionalText(input, 'RecentlyActive') === undefined ? LISTED_FOR_MS : RECENTLY_ACTIVE_MS;
  const token = optionalText(input, 'NextToken');
  const skip = token === undefined ? 0 : readToken(token)?.['skip'];
  if (typeof skip !== 'number' || !Number.isInteger(skip) || skip < 0) {
    throw new AwsFailure('InvalidNextToken', 'The next token specified is invalid.');
  }
  const listed: { readonly Namespace: string; readonly MetricName: string; readonly Dimensions: readonly object[] }[] = [];
  const scope = call.world.scope(call.accountId, call.region);
  if (scope && (namespace === undefined || namespace === 'AWS/SQS')) {
    for (const name of scope.names) {
      if (!filters.every((filter) => filter.name === 'QueueName' && (filter.value === undefined || filter.value === name))) continue;
      const queue = scope.queueAt(name, call.now);
      if (!queue || queue.log.lastWrittenAt < call.now - within) continue;
      for (const [metric, source] of Object.entries(QUEUE_METRICS)) {
        if ((metricName !== undefined && metricName !== metric) || (source.fifoOnly && !queue.identity.fifo)) continue;
        listed.push({ Namespace: 'AWS/SQS', MetricName: metric, Dimensions: [{ Name: 'QueueName', Value: name }] });
      }
    }
  }
  const size = Math.min(PAGE_SIZE, call.pageLimit ?? PAGE_SIZE);
  const more = listed.length > skip + size;
  return { Metrics: listed.slice(skip, skip + size), ...(more ? { NextToken: writeToken({ skip: skip + size }) } : {}) };
};
