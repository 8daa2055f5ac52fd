import { type CatalogueResource, resourceIdOf } from '@weir/domain';
import { describe, expect, it } from 'vitest';
import { WatchedQueues } from './watched-queues.js';

const NOON = Date.UTC(2026, 10, 24, 12);
const arn = (name: string) => `arn:aws:sqs:eu-west-1:111122223333:${name}`;
const idOf = (name: string) => resourceIdOf(arn(name));
const queue = (name: string, change: { deletedAt?: number; target?: string } = {}): CatalogueResource => ({
  id: idOf(name),
  kind: 'queue',
  arn: arn(name),
  name,
  accountId: '111122223333',
  region: 'eu-west-1',
  tags: {},
  firstSeen: NOON,
  lastSeen: NOON,
  deletedAt: change.deletedAt ?? null,
  config: {
    url: `https://sqs.eu-west-1.amazonaws.com/111122223333/${name}`,
    fifo: false,
    visibilityTimeoutSeconds: 30,
    retentionSeconds: 345_600,
    delaySeconds: 0,
    maximumMessageBytes: 262_144,
    createdAt: null,
    redrive: change.target === undefined ? null : { deadLetterTargetArn: arn(change.target), maxReceiveCount: 5 },
    problems: [],
  },
});
const namesOf = (queues: WatchedQueues) => [...queues.all()].map(({ entry }) => entry.name);

describe('the queues that are watched', () => {
  it('keep what is known of their readings from one catalogue to the next, also when deleted', () => {
    const queues = new WatchedQueues();
    queues.setCatalogue([queue('orders'), queue('payments')]);
    queues.get(idOf('orders'))?.pushLive({ at: NOON, visible: 3, inFlight: 0, delayed: 0 });
    queues.setCatalogue([queue('orders', { deletedAt: NOON }), queue('payments')]);
    expect(queues.get(idOf('orders'))).toMatchObject({ live: { visible: 3 }, entry: { deletedAt: NOON } });
  });

  it('are forgotten when the catalogue no longer holds them, with all that pointed at them', () => {
    const queues = new WatchedQueues();
    queues.setCatalogue([queue('orders', { target: 'orders-dlq' }), queue('orders-dlq'), queue('payments')]);
    expect(queues.sourcesOf(idOf('orders-dlq')).map(({ entry }) => entry.name)).toEqual(['orders']);

    queues.setCatalogue([queue('orders-dlq'), queue('payments')]);
    expect(namesOf(queues)).toEqual(['orders-dlq', 'payments']);
    expect(queues.sourcesOf(idOf('orders-dlq'))).toEqual([]);
    expect(queues.judge([idOf('orders')], () => 30, NOON)).toEqual({ states: [], transitions: [] });

    queues.setCatalogue([queue('orders'), queue('orders-dlq'), queue('payments')]);
    expect(queues.get(idOf('orders'))).toMatchObject({ live: null, verdict: null });
  });
});

describe('a queue that only a subscription fails into', () => {
  const stateOf = (queues: WatchedQueues) => {
    for (let minute = 10; minute >= 0; minute -= 1) {
      const at = NOON - minute * 60_000;
      const held = { visible: 30, inFlight: 0, delayed: 0 };
      queues.get(idOf('undelivered'))?.push({ resourceId: idOf('undelivered'), family: 'sqs.live', at, values: [30, 0, 0], settled: true });
      queues.get(idOf('undelivered'))?.pushLive({ at, ...held });
    }
    return queues.judge([idOf('undelivered')], () => 30, NOON).states.map(({ verdict }) => [verdict.state, verdict.reason]);
  };
  const sender: CatalogueResource = {
    ...queue('sender'),
    kind: 'subscription',
    config: {
      ...{ kind: 'subscription', topicArn: 'arn:aws:sns:eu-west-1:111122223333:events', protocol: 'https', state: 'confirmed' },
      ...{ endpoint: 'https://partner.example/hook', filterPolicy: null, filterPolicyScope: 'MessageBody', rawDelivery: false },
      ...{ deadLetterTargetArn: arn('undelivered'), deliveryPolicy: null, problems: [] },
    },
  };

  it('is judged as a dead-letter queue, also when the subscription is discovered later', () => {
    const queues = new WatchedQueues();
    queues.setCatalogue([queue('undelivered')]);
    expect(stateOf(queues)).toEqual([['stopped', 'none-in-flight']]);
    queues.noteSenders([sender]);
    expect(stateOf(queues)).toEqual([['stalled', 'dead-letters-waiting']]);
  });

  it('is an ordinary one again when the subscription ends', () => {
    const queues = new WatchedQueues();
    queues.setCatalogue([queue('undelivered'), sender]);
    const undelivered = queues.get(idOf('undelivered'));
    expect(undelivered && queues.isDeadLetterQueue(undelivered)).toBe(true);
    queues.noteSenders([{ ...sender, deletedAt: NOON }]);
    expect(undelivered && queues.isDeadLetterQueue(undelivered)).toBe(false);
  });
});
