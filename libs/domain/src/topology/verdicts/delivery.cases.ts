import {
  BUSY_TOPIC,
  counters,
  during,
  edit,
  facts,
  line,
  minuteStart,
  NOW,
  QUIET_TOPIC,
  queueThere,
  subscriptionOf,
  was,
  type FanoutCase,
} from './case-windows.js';

const topic = (...stretches: Parameters<typeof counters> extends [unknown, ...infer Rest] ? Rest : never) =>
  counters('sns.topic', ...stretches);
const BUSY = during(180, { published: 60, delivered: 180 });
const confirmed = subscriptionOf();
const filtering = subscriptionOf({ filterPolicy: '{"tier":["gold"]}' });

/** Topics and subscriptions: windows and the verdict each must get. It grows with every wrong verdict that is found. */
export const DELIVERY_CASES: readonly FanoutCase[] = [
  {
    name: 'a busy topic',
    kind: 'topic',
    facts: facts({ counters: topic(BUSY), line: line({ expected: 2700, delivered: 2700 }) }),
    expected: ['ok', 'delivering'],
    because: '1\u202f/s',
  },
  { name: 'a topic nobody publishes to', kind: 'topic', facts: facts({ counters: topic(during(180)) }), expected: ['idle', 'no-traffic'] },
  {
    name: 'a topic published to once in the hour is not idle',
    kind: 'topic',
    facts: facts({ counters: topic(during(130), during(1, { published: 1, delivered: 1 }), during(49)) }),
    expected: ['ok', 'delivering'],
  },
  { name: 'a topic that was never read', kind: 'topic', facts: facts({}), expected: ['unknown', 'never-read'] },
  {
    name: 'a topic whose metrics are denied',
    kind: 'topic',
    facts: facts({ failure: 'denied' }),
    expected: ['unknown', 'denied'],
  },
  {
    name: 'a denied read never clears a verdict',
    kind: 'topic',
    facts: facts({ failure: 'denied' }),
    previous: was('deliveries-lost', 5),
    expected: ['stale', 'readings-denied'],
    because: 'was failing',
  },
  {
    name: 'a topic that is gone',
    kind: 'topic',
    facts: facts({ counters: topic(BUSY), deletedAt: NOW - 60_000 }),
    expected: ['unknown', 'deleted'],
  },
  {
    name: 'copies that are given up and kept nowhere',
    kind: 'topic',
    facts: facts({ counters: topic(BUSY), line: line({ expected: 2700, delivered: 1800, failed: 900 }) }),
    expected: ['failing', 'deliveries-lost'],
    because: '900 copies',
  },
  {
    name: 'one lost copy is a lost copy',
    kind: 'topic',
    facts: facts({ counters: topic(BUSY), line: line({ expected: 2700, delivered: 2699, failed: 1 }) }),
    expected: ['failing', 'deliveries-lost'],
    because: '1 copy',
  },
  {
    name: 'copies that end in the dead-letter queue',
    kind: 'topic',
    facts: facts({ counters: topic(BUSY), line: line({ expected: 2700, delivered: 1800, deadLettered: 900 }) }),
    expected: ['dead-lettering', 'dead-letters-arriving'],
  },
  {
    name: 'lost is worse than dead-lettered',
    kind: 'topic',
    facts: facts({ counters: topic(BUSY), line: line({ expected: 2700, delivered: 1800, deadLettered: 800, failed: 100 }) }),
    expected: ['failing', 'deliveries-lost'],
  },
  {
    name: 'a dead-letter queue that may not be written to',
    kind: 'topic',
    facts: facts({ counters: topic(during(178, { published: 60 }), during(2, { published: 60, notRedrivenToDlq: 60 })) }),
    expected: ['failing', 'dead-letter-queue-refuses'],
  },
  {
    name: 'copies that are neither delivered nor given up',
    kind: 'topic',
    facts: facts({ counters: topic(BUSY), line: line({ expected: 2700, delivered: 1800, unexplained: 900 }) }),
    expected: ['stalled', 'deliveries-waiting'],
    because: '900 copies of 2',
  },
  {
    name: 'a few copies on their way are no trouble',
    kind: 'topic',
    facts: facts({ counters: topic(BUSY), line: line({ expected: 2700, delivered: 2680, unexplained: 20 }) }),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'an HTTP endpoint that fails, attempt after attempt',
    kind: 'topic',
    facts: facts({
      counters: topic(during(170, { published: 60, delivered: 60 }), during(10, { published: 60, failed: 240 })),
      line: { ...line({ expected: 900, delivered: 300 }), failed: { low: 0, high: 600 } },
    }),
    expected: ['failing', 'endpoint-failing'],
    because: '1\u202f200 attempts',
    since: minuteStart(11),
  },
  {
    name: 'an HTTP endpoint that hiccups now and then is retried, and no trouble',
    kind: 'topic',
    facts: facts({
      counters: topic(
        during(177, { published: 60, delivered: 60 }),
        during(1, { published: 60, failed: 2, delivered: 58 }),
        during(2, { published: 60, delivered: 61 }),
      ),
      line: { ...line({ expected: 900, delivered: 900 }), failed: { low: 0, high: 2 } },
    }),
    expected: ['ok', 'delivering'],
  },

  {
    name: 'a subscription that gets everything',
    kind: 'subscription',
    facts: facts({
      config: confirmed,
      feeder: BUSY_TOPIC,
      endpoints: [queueThere(during(180, { sent: 60 }))],
      line: line({ expected: 900, delivered: 900 }),
    }),
    expected: ['ok', 'delivering'],
    because: 'all of 1\u202f/s',
  },
  {
    name: 'a subscription that gets what its filter lets pass',
    kind: 'subscription',
    facts: facts({ config: filtering, feeder: BUSY_TOPIC, endpoints: [queueThere(during(180, { sent: 7 }))] }),
    expected: ['ok', 'passing-some'],
  },
  {
    name: 'a filter that seldom matches is quiet, not broken',
    kind: 'subscription',
    facts: facts({
      config: filtering,
      feeder: BUSY_TOPIC,
      endpoints: [queueThere(during(90), during(1, { sent: 1 }), during(89))],
    }),
    expected: ['ok', 'passing-some'],
  },
  {
    name: 'a subscription to a quiet topic',
    kind: 'subscription',
    facts: facts({ config: confirmed, feeder: QUIET_TOPIC, endpoints: [queueThere(during(180))] }),
    expected: ['idle', 'no-traffic'],
  },
  {
    name: 'a subscription of a topic Weir cannot read',
    kind: 'subscription',
    facts: facts({ config: confirmed, failure: 'denied' }),
    expected: ['unknown', 'denied'],
  },
  {
    name: 'a pending subscription of a busy topic',
    kind: 'subscription',
    facts: facts({ config: subscriptionOf({ state: 'pending' }), feeder: BUSY_TOPIC }),
    expected: ['starved', 'pending-confirmation'],
    because: '3\u202f600 messages passed it by',
  },
  {
    name: 'a pending subscription of a quiet topic',
    kind: 'subscription',
    facts: facts({ config: subscriptionOf({ state: 'pending' }), feeder: QUIET_TOPIC }),
    expected: ['disabled', 'not-confirmed'],
  },
  {
    name: 'its queue no longer exists',
    kind: 'subscription',
    facts: facts({ config: confirmed, feeder: BUSY_TOPIC, endpoints: [{ name: 'emails', exists: false, arrivals: null }] }),
    expected: ['failing', 'endpoint-missing'],
    because: 'emails does not exist',
  },
  {
    name: 'a queue Weir cannot see is not missing',
    kind: 'subscription',
    facts: facts({ config: confirmed, feeder: BUSY_TOPIC, endpoints: [{ name: 'emails', exists: null, arrivals: null }] }),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'its share of the ledger was lost',
    kind: 'subscription',
    facts: facts({ config: confirmed, feeder: BUSY_TOPIC, line: line({ expected: 900, failed: 900 }) }),
    expected: ['failing', 'deliveries-lost'],
  },
  {
    name: 'its share of the ledger was dead-lettered',
    kind: 'subscription',
    facts: facts({ config: confirmed, feeder: BUSY_TOPIC, line: line({ expected: 900, deadLettered: 900 }) }),
    expected: ['dead-lettering', 'dead-letters-arriving'],
  },
  {
    name: 'it is the only one of its topic that is counted by the attempt, and attempts fail',
    kind: 'subscription',
    facts: facts({
      config: subscriptionOf({ protocol: 'https', endpoint: 'https://partner.example/hook' }),
      feeder: BUSY_TOPIC,
      failingAttempts: topic(during(170, { published: 60, delivered: 120 }), during(10, { published: 60, delivered: 60, failed: 240 })),
      line: { ...line({ expected: 900, delivered: 300 }), failed: { low: 0, high: 600 } },
    }),
    expected: ['failing', 'endpoint-failing'],
  },
  {
    name: 'deliveries fail, and the counters do not say whose',
    kind: 'subscription',
    facts: facts({
      config: confirmed,
      feeder: BUSY_TOPIC,
      line: { ...line({ expected: 900, delivered: 600 }), failed: { low: 0, high: 300 } },
      oneOfSeveral: true,
    }),
    expected: ['unknown', 'cannot-tell-which'],
  },
  {
    name: 'a filter policy that was edited before deliveries stopped',
    kind: 'subscription',
    facts: facts({
      config: filtering,
      feeder: {
        ...BUSY_TOPIC,
        counters: topic(during(150, { published: 60, delivered: 60 }), during(30, { published: 60, filteredOut: 60 })),
      },
      endpoints: [queueThere(during(150, { sent: 60 }), during(30))],
      changes: [edit(45, 'filterPolicy', '{"tier":["gold"]}', '{"teir":["gold"]}')],
    }),
    expected: ['filtered-out', 'policy-edited'],
    because: 'the filter policy changed 13\u202fmin 10\u202fs before deliveries stopped',
    since: minuteStart(31),
  },
  {
    name: 'an edit that Weir saw only after deliveries stopped',
    kind: 'subscription',
    facts: facts({
      config: filtering,
      feeder: {
        ...BUSY_TOPIC,
        counters: topic(during(150, { published: 60, delivered: 60 }), during(30, { published: 60, filteredOut: 60 })),
      },
      endpoints: [queueThere(during(150, { sent: 60 }), during(30))],
      changes: [edit(28, 'filterPolicy')],
    }),
    expected: ['filtered-out', 'policy-edited'],
    because: 'the filter policy changed about when deliveries stopped',
  },
  {
    name: 'an edit of hours ago explains nothing that begins now',
    kind: 'subscription',
    facts: facts({
      config: filtering,
      feeder: {
        ...BUSY_TOPIC,
        counters: topic(during(150, { published: 60, delivered: 60 }), during(30, { published: 60, filteredOut: 60 })),
      },
      endpoints: [queueThere(during(150, { sent: 60 }), during(30))],
      changes: [edit(170, 'filterPolicy')],
    }),
    expected: ['filtered-out', 'everything-filtered'],
  },
  {
    name: 'an edit of something else explains nothing',
    kind: 'subscription',
    facts: facts({
      config: confirmed,
      feeder: BUSY_TOPIC,
      endpoints: [queueThere(during(150, { sent: 60 }), during(30))],
      changes: [edit(35, 'rawDelivery')],
    }),
    expected: ['starved', 'nothing-arrives'],
    because: 'while order-events is busy',
  },
  {
    name: 'ten messages an hour that stop for a quarter of an hour are no silence',
    kind: 'subscription',
    facts: facts({
      config: confirmed,
      feeder: BUSY_TOPIC,
      endpoints: [queueThere(during(160, { sent: 0 }), during(5, { sent: 2 }), during(15))],
    }),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'a queue that falls silent with its topic',
    kind: 'subscription',
    facts: facts({
      config: confirmed,
      feeder: { ...BUSY_TOPIC, counters: topic(during(150, { published: 60, delivered: 60 }), during(30)) },
      endpoints: [queueThere(during(150, { sent: 60 }), during(30))],
    }),
    expected: ['ok', 'delivering'],
  },
  {
    name: 'a silence outlasts what Weir remembers of before',
    kind: 'subscription',
    facts: facts({ config: filtering, feeder: BUSY_TOPIC, endpoints: [queueThere(during(180))] }),
    previous: was('policy-edited', 300),
    expected: ['filtered-out', 'policy-edited'],
    because: 'still nothing',
    since: NOW - 300 * 60_000,
  },
  {
    name: 'after a day a silence is the ordinary state',
    kind: 'subscription',
    facts: facts({ config: filtering, feeder: BUSY_TOPIC, endpoints: [queueThere(during(180))] }),
    previous: was('policy-edited', 25 * 60),
    expected: ['ok', 'passing-some'],
  },
  {
    name: 'a function cannot be seen, but since the edit its topic filters a copy more of each message',
    kind: 'subscription',
    facts: facts({
      config: subscriptionOf({ protocol: 'lambda', endpoint: 'arn:aws:lambda:eu-west-1:111122223333:function:mail', filterPolicy: '{}' }),
      feeder: {
        ...BUSY_TOPIC,
        counters: topic(
          during(150, { published: 60, delivered: 120, filteredOut: 60 }),
          during(30, { published: 60, delivered: 60, filteredOut: 120 }),
        ),
      },
      endpoints: [{ name: 'mail', exists: true, arrivals: null }],
      changes: [edit(34, 'filterPolicy')],
    }),
    expected: ['filtered-out', 'policy-edited'],
    because: 'before deliveries stopped',
  },
  {
    name: 'an edit after which the topic filters as before',
    kind: 'subscription',
    facts: facts({
      config: subscriptionOf({ protocol: 'lambda', endpoint: 'arn:aws:lambda:eu-west-1:111122223333:function:mail', filterPolicy: '{}' }),
      feeder: { ...BUSY_TOPIC, counters: topic(during(180, { published: 60, delivered: 120, filteredOut: 60 })) },
      endpoints: [{ name: 'mail', exists: true, arrivals: null }],
      changes: [edit(34, 'filterPolicy')],
    }),
    expected: ['ok', 'passing-some'],
  },
  {
    name: 'copies of its topic wait, and they are its own',
    kind: 'subscription',
    facts: facts({
      config: confirmed,
      feeder: BUSY_TOPIC,
      endpoints: [{ name: 'emails', exists: true, arrivals: null }],
      line: line({ expected: 900, unexplained: 900 }),
    }),
    expected: ['stalled', 'deliveries-waiting'],
  },
];
