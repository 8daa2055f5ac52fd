import { auditEstate, buildTopology, FanoutIndex, resourceIdOf } from '@weir/domain';
import { figure, quartiles } from './measure.mjs';

const TOPICS = 500;
const SUBSCRIPTIONS = 8;
const BUSES = 20;
const RULES = 100;
const HOME = 'eu-west-1:111122223333';

/**
 * The map of about ten thousand resources: who passes what on to whom, drawn as nodes and edges, and audited. It is made on the event loop, so
 * what counts is the time it takes there.
 *
 * @param {import('./run-benchmarks.mjs').Bench} bench
 */
export function estateMap({ quick, signal }) {
  const turns = quick ? 3 : 9;
  const entries = estate();
  const timed = (/** @type {() => unknown} */ work) => {
    const times = Array.from({ length: turns + 1 }, () => {
      signal.throwIfAborted();
      const started = performance.now();
      work();
      return performance.now() - started;
    });
    return quartiles(times.slice(1)).median;
  };
  const index = new FanoutIndex(entries);
  const sight = { index, resource: () => undefined, accountNames: new Map(), changes: [], changesLeftOut: { edits: false, others: false } };
  const map = buildTopology(sight);
  return Promise.resolve([
    figure(
      `${String(entries.length)} resources: who passes what on to whom`,
      'ms',
      timed(() => new FanoutIndex(entries)),
    ),
    figure(
      `  … the map, ${String(map.nodes.length)} nodes and ${String(map.edges.length)} edges`,
      'ms',
      timed(() => buildTopology(sight)),
    ),
    figure(
      '  … what reaches one node or is reached from it',
      'ms',
      timed(() => buildTopology(sight, map.nodes[0]?.id)),
    ),
    figure(
      '  … audited',
      'ms',
      timed(() => auditEstate({ index, listedAt: () => 1, held: () => null })),
    ),
  ]);
}

/** Topics that fan out into queues, and buses whose rules feed the topics. */
function estate() {
  const queues = Array.from({ length: (TOPICS * SUBSCRIPTIONS) / 2 }, (_, place) =>
    queue(`queue-${String(place)}`, `queue-${String(place)}-dlq`),
  );
  const deadLetters = queues.slice(0, 1_000).map(({ name }) => queue(`${name}-dlq`, null));
  const topics = Array.from({ length: TOPICS }, (_, place) => topic(`topic-${String(place)}`));
  const subscriptions = topics.flatMap(({ name, arn }, place) =>
    Array.from({ length: SUBSCRIPTIONS }, (_, nth) =>
      subscription(name, arn, queues[(place * SUBSCRIPTIONS + nth) % queues.length]?.arn ?? '', nth),
    ),
  );
  const buses = Array.from({ length: BUSES }, (_, place) => bus(`bus-${String(place)}`));
  const rules = buses.flatMap(({ name, arn }) =>
    Array.from({ length: RULES }, (_, nth) => rule(name, arn, `rule-${String(nth)}`, topics[nth % TOPICS]?.arn ?? '')),
  );
  return [...queues, ...deadLetters, ...topics, ...subscriptions, ...buses, ...rules];
}

/**
 * @param {string} kind
 * @param {string} arn
 * @param {string} name
 * @param {object} config
 */
const entry = (kind, arn, name, config) =>
  /** @type {import('@weir/domain').CatalogueResource} */ (
    /** @type {unknown} */ ({
      id: resourceIdOf(arn),
      kind,
      arn,
      name,
      accountId: '111122223333',
      region: 'eu-west-1',
      tags: {},
      firstSeen: 0,
      lastSeen: 0,
      deletedAt: null,
      config: { problems: [], ...config },
    })
  );

/** @param {string} name @param {string | null} deadLetters */
const queue = (name, deadLetters) =>
  entry('queue', `arn:aws:sqs:${HOME}:${name}`, name, {
    url: `https://sqs.eu-west-1.amazonaws.com/111122223333/${name}`,
    fifo: false,
    visibilityTimeoutSeconds: 30,
    retentionSeconds: 345_600,
    redrive: deadLetters === null ? null : { deadLetterTargetArn: `arn:aws:sqs:${HOME}:${deadLetters}`, maxReceiveCount: 5 },
  });

/** @param {string} name */
const topic = (name) => entry('topic', `arn:aws:sns:${HOME}:${name}`, name, { kind: 'topic', policy: null });

/** @param {string} name @param {string} topicArn @param {string} endpoint @param {number} nth */
const subscription = (name, topicArn, endpoint, nth) =>
  entry('subscription', `${topicArn}:${String(nth)}`, `${name}-${String(nth)}`, {
    kind: 'subscription',
    topicArn,
    protocol: 'sqs',
    endpoint,
    state: 'confirmed',
    filterPolicy: nth % 2 === 0 ? '{"tier":["gold"]}' : null,
    filterPolicyScope: 'MessageAttributes',
    deadLetterTargetArn: null,
  });

/** @param {string} name */
const bus = (name) =>
  entry('bus', `arn:aws:events:${HOME}:event-bus/${name}`, name, { kind: 'bus', type: 'custom', policy: null, deadLetterTargetArn: null });

/** @param {string} busName @param {string} busArn @param {string} name @param {string} target */
const rule = (busName, busArn, name, target) =>
  entry('rule', `arn:aws:events:${HOME}:rule/${busName}/${name}`, name, {
    kind: 'rule',
    busName,
    busArn,
    state: 'ENABLED',
    pattern: '{"source":["shop"],"detail":{"total":[{"numeric":[">",100]}]}}',
    managedBy: null,
    targets: [
      {
        id: 'topic',
        arn: target,
        deadLetterTargetArn: null,
        input: null,
        inputPath: null,
        inputTransformer: null,
        retry: null,
        apiDestination: null,
      },
    ],
  });
