import { CounterWindow, EstateJudge, FAMILIES, FanoutIndex, MINUTE_MS, resourceIdOf, topicLedger } from '@weir/domain';
import { comparison, figure, inTurns, quartiles } from './measure.mjs';

const DAY_MINUTES = 24 * 60;
/** Before a window a ledger looks so far back for what was under way. */
const LOOK_BACK_MINUTES = 60;
/** The collector lets everything else go on after so many. */
const JUDGED_AT_ONCE = 500;
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:orders';
const METRICS = FAMILIES['sns.topic'].metrics;
const [PUBLISHED, DELIVERED, FILTERED] = ['published', 'delivered', 'filteredOut'].map((key) =>
  METRICS.findIndex((metric) => metric.key === key),
);

/**
 * Ledgers of topics that have as many subscribers as AWS allows anybody to look at, and the verdict on each of them. They are made on the event
 * loop, so what counts is the time it takes there. The bare side makes one line of figures for each subscriber and adds each minute up once, which no
 * ledger can do without.
 *
 * @param {import('./run-benchmarks.mjs').Bench} bench
 */
export async function topicLedgers({ quick, signal }) {
  const turns = quick ? 3 : 9;
  const rows = [];
  for (const { what, subscribers, minutes } of [
    { what: 'Ledger of an hour of a topic with 20,000 subscriptions', subscribers: 20_000, minutes: 60 },
    { what: 'Ledger of 15 days of a topic with 1,000 subscriptions', subscribers: 1_000, minutes: 15 * DAY_MINUTES },
  ]) {
    const facts = factsOf(subscribers, minutes);
    // Counters remember what was added up: each side gets its own, every time.
    const afresh = () => ({ ...facts, counters: countersOf(minutes, subscribers) });
    const measured = await inTurns(
      { weir: async () => timeOf(topicLedger, afresh()), bare: async () => timeOf(leastWork, afresh()) },
      { warmUps: 1, turns, signal },
    );
    rows.push(comparison(what, 'ms', measured, null));
  }
  for (const subscribers of [2_000, 20_000]) {
    const { entries, index, sight, now } = estateOf(subscribers);
    const times = Array.from({ length: turns }, () => {
      signal.throwIfAborted();
      return milliseconds(() => {
        const judge = new EstateJudge(index, sight, now);
        for (let start = 0; start < entries.length; start += JUDGED_AT_ONCE) judge.judge(entries.slice(start, start + JUDGED_AT_ONCE));
      });
    });
    rows.push(
      figure(
        `A topic and its ${subscribers.toLocaleString('en')} subscriptions judged, for each of them`,
        'µs',
        (quartiles(times).median * 1000) / subscribers,
      ),
    );
  }
  return rows;
}

/** @template Given @param {(given: Given) => unknown} work @param {Given} given */
const timeOf = (work, given) => milliseconds(() => work(given));

/** @param {() => unknown} work */
function milliseconds(work) {
  const started = performance.now();
  work();
  return performance.now() - started;
}

/** Of each message one in twenty copies is filtered. @param {number} minutes @param {number} subscribers */
function countersOf(minutes, subscribers) {
  const rows = Array.from({ length: minutes + LOOK_BACK_MINUTES }, (_, minute) => {
    const published = 10 + (minute % 7);
    const filtered = Math.round(published * subscribers * 0.05);
    const told = new Map([
      [PUBLISHED, published],
      [FILTERED, filtered],
      [DELIVERED, published * subscribers - filtered],
    ]);
    return { at: minute * MINUTE_MS, values: METRICS.map((_metric, place) => told.get(place) ?? null) };
  });
  return CounterWindow.of('sns.topic', rows, [], 0, rows.length * MINUTE_MS);
}

/** Every tenth has a filter, every twentieth a dead-letter queue, every hundredth began or ended within the window. @param {number} count @param {number} minutes */
function factsOf(count, minutes) {
  const [from, to] = [LOOK_BACK_MINUTES * MINUTE_MS, (LOOK_BACK_MINUTES + minutes) * MINUTE_MS];
  const subscribers = Array.from({ length: count }, (_, place) => ({
    key: `${TOPIC}:${place}`,
    resourceId: null,
    name: `queue-${place}`,
    endpoint: `arn:aws:sqs:eu-west-1:111122223333:queue-${place}`,
    protocol: 'sqs',
    begins:
      place % 100 === 1 ? { earliest: from + place, latest: from + place + 10 * MINUTE_MS } : { earliest: -Infinity, latest: -Infinity },
    ends: place % 100 === 2 ? { earliest: to - (place % minutes) * MINUTE_MS, latest: to } : null,
    filters: place % 10 === 0,
    deadLetters: place % 20 === 0,
    countsAttempts: false,
    arrivals: null,
    logged: null,
  }));
  const stepSeconds = 60 * Math.max(1, Math.ceil(minutes / 60));
  return { from, to, stepSeconds, knownFrom: -Infinity, counters: countersOf(minutes, count), subscribers };
}

/** @param {ReturnType<typeof factsOf>} facts */
function leastWork({ counters, subscribers, from, to }) {
  const sums = /** @type {const} */ (['published', 'delivered', 'failed', 'filteredOut', 'redrivenToDlq']).map((metric) => {
    let sum = 0;
    for (let at = from; at < to; at += MINUTE_MS) sum += counters.at(metric, at) ?? 0;
    return sum;
  });
  const bounds = () => ({ low: 0, high: sums[0] ?? 0 });
  return subscribers.map((subscriber) => ({
    subscriber,
    line: { expected: bounds(), delivered: bounds(), filtered: bounds(), failed: bounds(), deadLettered: bounds(), unexplained: bounds() },
  }));
}

/** @param {number} count */
function estateOf(count) {
  const entry = (/** @type {string} */ kind, /** @type {string} */ arn, /** @type {object} */ config) =>
    /** @type {import('@weir/domain').CatalogueFanout} */ (
      /** @type {unknown} */ ({
        id: resourceIdOf(arn),
        kind,
        arn,
        name: arn.split(':').at(-1),
        accountId: '111122223333',
        region: 'eu-west-1',
        tags: {},
        firstSeen: 0,
        lastSeen: 0,
        deletedAt: null,
        config: { problems: [], ...config },
      })
    );
  const topic = entry('topic', TOPIC, { kind: 'topic', policy: null });
  const subscriptions = Array.from({ length: count }, (_, place) =>
    entry('subscription', `${TOPIC}:${place}`, {
      kind: 'subscription',
      topicArn: TOPIC,
      protocol: 'sqs',
      endpoint: `arn:aws:sqs:eu-west-1:111122223333:queue-${place}`,
      state: 'confirmed',
      filterPolicy: place % 10 === 0 ? '{"tier":["gold"]}' : null,
      filterPolicyScope: 'MessageAttributes',
      deadLetterTargetArn: null,
    }),
  );
  const entries = [topic, ...subscriptions];
  const counters = countersOf(120, count);
  /** @type {import('@weir/domain').EstateSight} */
  const sight = {
    counters: (id) => (id === topic.id ? counters : null),
    ingest: () => null,
    queueCounters: () => null,
    logged: () => null,
    sourceCounters: () => null,
    waiting: () => null,
    failure: () => null,
    budgetSeconds: () => 300,
    previous: () => null,
    changesOf: () => [],
    listedAt: () => null,
    beganAt: () => 0,
    sightMs: 600_000,
  };
  return { entries, index: new FanoutIndex(entries), sight, now: counters.to + 2 * MINUTE_MS };
}
