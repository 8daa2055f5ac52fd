import { resourceIdOf } from '@weir/domain';

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;
export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';

/**
 * Queues for benchmarks that bring their own: eight systems, as large accounts have.
 *
 * @param {number} count
 */
export const syntheticQueues = (count) => Array.from({ length: count }, (_, index) => syntheticQueue(index));

/**
 * @param {number} index
 * @returns {import('@weir/domain').DiscoveredQueue}
 */
export function syntheticQueue(index) {
  const system = `system-${index % 8}`;
  const name = `${system}-queue-${String(index).padStart(4, '0')}`;
  return {
    kind: 'queue',
    accountId: ACCOUNT,
    region: REGION,
    arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`,
    name,
    config: {
      url: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`,
      fifo: false,
      visibilityTimeoutSeconds: 30,
      retentionSeconds: 345_600,
      delaySeconds: 0,
      maximumMessageBytes: 262_144,
      createdAt: null,
      redrive: null,
      problems: [],
    },
    tags: { system, team: `team-${index % 12}` },
  };
}

/** @param {{ readonly arn: string }} queue */
export const idOf = ({ arn }) => resourceIdOf(arn);

/**
 * What CloudWatch tells of a standard queue in a minute: nine values and two that only FIFO queues have.
 *
 * @param {number} queue
 * @param {number} minute
 * @returns {(number | null)[]}
 */
export function cloudwatchValues(queue, minute) {
  const busy = (queue * 7919 + minute * 104_729) % 1000;
  const sent = busy * 3;
  return [busy, busy % 40, 0, busy % 300, sent, sent - (busy % 7), sent - (busy % 11), busy % 60, 512 + busy / 8, null, null];
}
