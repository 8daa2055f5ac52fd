import {
  contains,
  LOOK_BACK_MS,
  MINUTE_MS,
  resourceIdOf,
  subscribersOfTopic,
  topicLedger,
  type CounterWindow,
  type LedgerFigures,
} from '@weir/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EndpointState } from '../delivery/simulated-endpoint.js';
import type { SubscriptionBlueprint } from '../estate/topic-blueprint.js';
import { Lookout, sightingsOf } from '../testing/ledger/lookout.js';
import { arnOfFunction, arnOfQueue, BEGINNING, HOME, letsIn, minute, queueNamed, smallEstate } from '../testing/ledger/small-estate.js';
import { toldCounters, toldQueueCounters } from '../testing/ledger/told-counters.js';
import { loggingAttributes, toldLog, type LoggingPlan } from '../testing/ledger/told-logs.js';
import { columnsOf, contradictions, fatesIn, unbalanced, type TrueFates } from '../testing/ledger/true-fates.js';
import { SETTLED_AFTER_MS } from '../metrics/reporting.js';
import { placeOfArn, topicArn } from '../world/arn.js';
import { World } from '../world/world.js';
import type { SimulatedTopic } from './simulated-topic.js';
import type { SimulatedSubscription } from './subscription.js';

const TOPIC = topicArn({ ...HOME, name: 'news' });
const OTHER = topicArn({ ...HOME, name: 'gossip' });
const QUEUES = ['open', 'shared', 'shut'] as const;
const HOOK = 'https://hooks.example.com/in';
const SECOND_HOOK = 'https://other.example.com/in';
const FUNCTION = arnOfFunction('render');
const MAIL = 'desk@example.com';

type Endpoint = Pick<SubscriptionBlueprint, 'protocol' | 'endpoint'>;
const ENDPOINTS: readonly Endpoint[] = [
  ...QUEUES.map((name) => ({ protocol: 'sqs', endpoint: arnOfQueue(name) }) as const),
  { protocol: 'sqs', endpoint: arnOfQueue('nowhere') },
  { protocol: 'lambda', endpoint: FUNCTION },
  { protocol: 'https', endpoint: HOOK },
  { protocol: 'https', endpoint: SECOND_HOOK },
  { protocol: 'email', endpoint: MAIL },
];

const filterPolicy = fc.constantFrom(null, null, '{"kind":["sport"]}', '{"kind":["chess"]}', '{"kind":[{"anything-but":"sport"}]}');
const deadLetterTargetArn = fc.constantFrom(null, arnOfQueue('dead'), arnOfQueue('shut-dead'), arnOfQueue('no-dead'));
const subscription = fc
  .record({
    at: fc.nat(ENDPOINTS.length - 1),
    state: fc.constantFrom<SubscriptionBlueprint['state']>('confirmed', 'confirmed', 'confirmed', 'pending'),
    filterPolicy,
    filterPolicyScope: fc.constantFrom<SubscriptionBlueprint['filterPolicyScope']>('MessageAttributes', 'MessageBody'),
    rawDelivery: fc.boolean(),
    deadLetterTargetArn,
    deliveryPolicy: fc.constantFrom(null, '{"healthyRetryPolicy":{"minDelayTarget":1,"maxDelayTarget":90,"numRetries":2}}'),
  })
  .map(({ at, ...rest }): SubscriptionBlueprint => ({ ...(ENDPOINTS[at] ?? { protocol: 'email', endpoint: MAIL }), ...rest }));

const state: fc.Arbitrary<EndpointState> = fc.oneof(
  fc.constant<EndpointState>({ kind: 'answering' }),
  fc.record({ kind: fc.constant('failing' as const), share: fc.constantFrom(0.2, 0.6, 1), statusCode: fc.constant(503) }),
  fc.record({ kind: fc.constant('throttled' as const), perSecond: fc.constantFrom(0, 0.1, 0.3) }),
  fc.record({ kind: fc.constant('refusing' as const), statusCode: fc.constantFrom<400 | 403>(400, 403) }),
);

/** Something that happens to the subscription of a place (or the endpoint of one), so many seconds after the beginning. */
type Trouble = { readonly atSecond: number } & (
  | { readonly kind: 'endpoint'; readonly address: string; readonly state: EndpointState }
  | { readonly kind: 'queue'; readonly name: string; readonly open: boolean }
  | { readonly kind: 'subscribe'; readonly subscription: SubscriptionBlueprint }
  | { readonly kind: 'unsubscribe' | 'confirm'; readonly place: number }
  | { readonly kind: 'filter'; readonly place: number; readonly filterPolicy: string | null }
  | { readonly kind: 'redrive'; readonly place: number; readonly deadLetterTargetArn: string | null }
  | { readonly kind: 'publish'; readonly count: number; readonly sport: boolean }
);

interface Plan {
  readonly subscriptions: readonly SubscriptionBlueprint[];
  readonly others: readonly SubscriptionBlueprint[];
  readonly perSecond: number;
  readonly troubles: readonly Trouble[];
  /** null: nothing is logged, or nothing is read of it. */
  readonly logging: LoggingPlan | null;
  /** Weir looks once in so many minutes. */
  readonly lookEvery: number;
  /** Minutes before the window, and of it. */
  readonly before: number;
  readonly length: number;
  readonly seed: number;
}

/** Weir takes what it meets in its first looks for what always was; nothing else happens in them. */
const FIRST_LOOKS = 2;
const LONGEST_BEFORE = LOOK_BACK_MS / MINUTE_MS;

function troubleWithin(firstMinute: number, lastMinute: number): fc.Arbitrary<Trouble> {
  const atSecond = fc.integer({ min: firstMinute * 60, max: lastMinute * 60 - 1 });
  const place = fc.nat(7);
  return fc.oneof(
    fc.record({ atSecond, kind: fc.constant('endpoint' as const), address: fc.constantFrom(FUNCTION, HOOK, SECOND_HOOK, MAIL), state }),
    fc.record({ atSecond, kind: fc.constant('queue' as const), name: fc.constantFrom(...QUEUES, 'dead'), open: fc.boolean() }),
    fc.record({ atSecond, kind: fc.constant('subscribe' as const), subscription }),
    fc.record({ atSecond, kind: fc.constantFrom('unsubscribe' as const, 'confirm' as const), place }),
    fc.record({ atSecond, kind: fc.constant('filter' as const), place, filterPolicy }),
    fc.record({ atSecond, kind: fc.constant('redrive' as const), place, deadLetterTargetArn }),
    fc.record({ atSecond, kind: fc.constant('publish' as const), count: fc.integer({ min: 1, max: 20 }), sport: fc.boolean() }),
  );
}

const plan: fc.Arbitrary<Plan> = fc
  .record({
    lookEvery: fc.constantFrom(1, 3),
    before: fc.integer({ min: 8, max: LONGEST_BEFORE }),
    length: fc.integer({ min: 1, max: 20 }),
  })
  .chain(({ lookEvery, before, length }) =>
    fc.record({
      subscriptions: fc.uniqueArray(subscription, { minLength: 0, maxLength: 6, selector: ({ endpoint }) => endpoint }),
      others: fc.uniqueArray(subscription, { minLength: 0, maxLength: 2, selector: ({ endpoint }) => endpoint }),
      perSecond: fc.constantFrom(0.02, 0.1, 0.5),
      troubles: fc.array(troubleWithin(FIRST_LOOKS * lookEvery + 1, before + length), { maxLength: 8 }),
      logging: fc.option(
        fc.record({
          protocols: fc.constantFrom(['SQS', 'Lambda', 'HTTP'], ['SQS'], ['Lambda', 'HTTP']),
          successPercent: fc.constantFrom(0, 30, 100),
          failures: fc.boolean(),
          unreadEvery: fc.constantFrom(7, Infinity),
        }),
      ),
      lookEvery: fc.constant(lookEvery),
      before: fc.constant(before),
      length: fc.constant(length),
      seed: fc.nat(1_000),
    }),
  );

const attributesOf = (kind: string) => ({ kind: { DataType: 'String', StringValue: kind } });

function worldOf({ subscriptions, others, perSecond, logging, seed }: Plan): World {
  const topic = (name: string, of: readonly SubscriptionBlueprint[]) => ({
    ...HOME,
    name,
    tags: {},
    attributes: logging === null ? {} : loggingAttributes(logging),
    publisher: {
      event: name,
      peakPerSecond: perSecond,
      shape: 'flat' as const,
      meanBytes: 500,
      groups: 1,
      classes: [
        { name: 'sport', share: 0.6, attributes: attributesOf('sport'), body: { kind: 'sport' } },
        { name: 'rumours', share: 0.4, attributes: {}, body: 'somebody said #' },
      ],
    },
    subscriptions: of,
  });
  const policy = (name: string): string => letsIn(name, 'sns', [TOPIC, OTHER]);
  const queues = [...QUEUES, 'dead', 'shut-dead'].map((name) => ({
    ...queueNamed(name),
    verbatim: name.startsWith('shut') ? {} : { Policy: policy(name) },
  }));
  const endpoints = [FUNCTION, HOOK, SECOND_HOOK, MAIL].map((address) => ({ address, state: { kind: 'answering' } as const }));
  const estate = smallEstate({ queues, topics: [topic('news', subscriptions), topic('gossip', others)], endpoints });
  return new World({ estate, seed, startedAt: BEGINNING });
}

function befall(world: World, topic: SimulatedTopic, lookout: Lookout, trouble: Trouble, now: number): void {
  const at = <Place extends { readonly place: number }>({ place }: Place) => {
    const found = topic.subscriptions[place];
    return found && lookout.isAsMet(found.arn) ? found : undefined;
  };
  switch (trouble.kind) {
    case 'endpoint':
      world.endpoints.turn([trouble]);
      return;
    case 'queue': {
      const queue = world.scope(HOME.accountId, HOME.region)?.settingsOf(trouble.name);
      if (queue) queue.settings.verbatim['Policy'] = trouble.open ? letsIn(trouble.name, 'sns', [TOPIC, OTHER]) : '{}';
      return;
    }
    case 'subscribe':
      // SNS answers with the subscription there is.
      if (!topic.subscriptions.some(({ endpoint }) => endpoint === trouble.subscription.endpoint))
        topic.subscribe(trouble.subscription, HOME.accountId);
      return;
    case 'unsubscribe': {
      const ended = at(trouble);
      if (ended) topic.unsubscribe(ended);
      return;
    }
    case 'confirm': {
      const confirmed = at(trouble);
      if (confirmed) confirmed.state = 'confirmed';
      return;
    }
    case 'filter':
      at(trouble)?.screening.change(trouble.filterPolicy, 'MessageAttributes', now);
      return;
    case 'redrive': {
      const redriven = at(trouble);
      if (redriven) redriven.deadLetterTargetArn = trouble.deadLetterTargetArn;
      return;
    }
    case 'publish': {
      const kind = trouble.sport ? 'sport' : 'chess';
      const publication = { bodyFor: {}, subject: null, bytes: 100, group: null, deduplicationId: null };
      for (let count = 0; count < trouble.count; count++)
        topic.desk.publish({ body: `{"kind":"${kind}"}`, attributes: attributesOf(kind), ...publication }, now);
      return;
    }
  }
}

/** What was given up in a window, whenever it was published. */
type Settled = Readonly<Record<'failed' | 'deadLettered', number>>;

interface Outcome {
  readonly ledger: LedgerFigures;
  /** By subscription ARN. */
  readonly settled: ReadonlyMap<string, Settled>;
  /** By subscription ARN. */
  readonly truths: ReadonlyMap<string, TrueFates>;
  /** Of everything published since the look back began. */
  readonly waiting: number;
  readonly abandoned: number;
  /** Given up and kept nowhere where AWS's count of failures is as well one of attempts: at a topic with an HTTP endpoint. */
  readonly lostAmongAttempts: number;
}

function settledIn(log: SimulatedSubscription['log'], from: number, to: number): Settled {
  let [failed, deadLettered] = [0, 0];
  for (let at = from; at < to; at += MINUTE_MS) {
    const kept = log.read(at, 'deadLettered') || 0;
    failed += (log.read(at, 'givenUp') || 0) - kept;
    deadLettered += kept;
  }
  return { failed, deadLettered };
}

/** What is said to have been given up in the window and was not, or the other way round; empty: nothing. */
const falselySettled = ({ ledger, settled }: Outcome): string[] =>
  (['failed', 'deadLettered'] as const).flatMap((fate) => {
    const truth = [...settled.values()].reduce((sum, own) => sum + own[fate], 0);
    const ofAll = contains(ledger.settled[fate], truth) ? [] : [`${fate} of all: ${truth}`];
    const ofEach = ledger.subscribers.flatMap(({ subscriber, logged }) => {
      const own = settled.get(subscriber.key)?.[fate] ?? 0;
      return logged === null || contains(logged.settled[fate], own) ? [] : [`${fate} of ${subscriber.key}: ${own}`];
    });
    return [...ofAll, ...ofEach];
  });

/** Lets a plan come true, and tells what the ledger makes of CloudWatch's and the lookout's words, and what was so. */
function playOut(given: Plan): Outcome {
  const { troubles, lookEvery, before, length } = given;
  const world = worldOf(given);
  const topic = world.scope(HOME.accountId, HOME.region)?.topics.at('news', BEGINNING);
  if (!topic) throw new Error('no topic');
  const lookout = new Lookout(lookEvery * MINUTE_MS, () => sightingsOf(topic));
  const [from, to] = [minute(before), minute(before + length)];
  const askedAt = to + SETTLED_AFTER_MS;
  for (let at = BEGINNING; at < askedAt; at += lookEvery * MINUTE_MS) world.timeline.schedule(at, () => lookout.look(at));
  for (const trouble of troubles) {
    const at = BEGINNING + trouble.atSecond * 1000;
    world.timeline.schedule(at, () => befall(world, topic, lookout, trouble, at));
  }
  world.timeline.advance(to);
  const all = [...topic.subscriptions, ...topic.former];
  const lookFrom = from - LOOK_BACK_MS;
  const sinceThen = all.map(({ copies, protocol }) => ({ protocol, fates: fatesIn(copies, lookFrom, to) }));
  const total = (count: (one: (typeof sinceThen)[number]) => number): number => sinceThen.reduce((sum, one) => sum + count(one), 0);
  const abandoned = total(({ fates }) => fates.abandoned);
  const waiting = total(({ fates }) => columnsOf(fates).unexplained) - abandoned;
  const lostAmongAttempts = sinceThen.some(({ protocol }) => protocol === 'https') ? total(({ fates }) => fates.lost) : 0;
  const truths = new Map(all.map(({ arn, copies }) => [arn, columnsOf(fatesIn(copies, from, to))]));

  const settled = new Map(all.map(({ arn, log }) => [arn, settledIn(log, from, to)]));

  world.timeline.advance(askedAt);
  lookout.look(askedAt);
  const question = { world, ...HOME, from: lookFrom, to, askedAt };
  const logs = new Map<string, CounterWindow>();
  for (const { arn, endpoint, protocol } of all) {
    if (given.logging === null || !isLogged(given.logging, protocol)) continue;
    logs.set(resourceIdOf(arn), toldLog(topic, endpoint, given.logging, lookFrom, to));
  }
  const sight = lookout.sight(
    (arn) => toldQueueCounters(placeOfArn(arn).name, question),
    (id) => logs.get(id) ?? null,
  );
  const counters = toldCounters('sns.topic', { kind: 'topic', name: 'news', busName: null, sharesName: false }, question);
  const ledger = topicLedger({ from, to, stepSeconds: 60, counters, subscribers: subscribersOfTopic(TOPIC, sight, from) });
  return { ledger, settled, truths, waiting, abandoned, lostAmongAttempts };
}

const LOGGED_AS: Readonly<Partial<Record<string, string>>> = { sqs: 'SQS', lambda: 'Lambda', https: 'HTTP' };
const isLogged = ({ protocols, successPercent, failures }: LoggingPlan, protocol: string): boolean =>
  protocols.includes(LOGGED_AS[protocol] ?? '') && (failures || successPercent > 0);

const COMING_AND_GOING: ReadonlySet<Trouble['kind']> = new Set(['subscribe', 'unsubscribe', 'confirm']);
const RUNS = { seed: 4, numRuns: 250 };
/** Much more than it takes, for a machine that has other things to do. */
const TIME = { timeout: 60_000 };

describe('the ledger of a topic, whatever befalls it', () => {
  it('holds the truth within its bounds, of all and of each subscriber', TIME, () => {
    fc.assert(
      fc.property(plan, (given) => {
        const outcome = playOut(given);
        const { ledger, truths, waiting } = outcome;
        expect(contradictions(ledger, truths, waiting)).toEqual([]);
        expect(falselySettled(outcome)).toEqual([]);
        expect(unbalanced(ledger)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('knows each subscriber exactly where its every delivery and failure is logged', TIME, () => {
    let [exact, known] = [0, 0];
    const whole = plan.map((given) => ({
      ...given,
      logging: { protocols: ['SQS', 'Lambda', 'HTTP'], successPercent: 100, failures: true, unreadEvery: Infinity },
    }));
    fc.assert(
      fc.property(whole, (given) => {
        const { ledger } = playOut(given);
        for (const { evidence, subscriber, line } of ledger.subscribers) {
          // Where a filter decides, or attempts are counted, what was under way when the window began is not the log's to tell.
          if (evidence !== 'delivery-logs' || subscriber.countsAttempts || subscriber.filters || subscriber.begins.latest > 0) continue;
          known += 1;
          exact += Number(line.delivered.low === line.delivered.high && line.failed.low === line.failed.high);
        }
      }),
      { ...RUNS, numRuns: 100 },
    );
    expect(known).toBeGreaterThan(50);
    expect(exact / known).toBeGreaterThan(0.9);
  });

  it('leaves nothing unexplained when nothing was lost and nothing is under way', TIME, () => {
    let exact = 0;
    fc.assert(
      fc.property(plan, (given) => {
        const { ledger, waiting, abandoned, lostAmongAttempts } = playOut(given);
        const { unexplained, expected } = ledger.line;
        if (waiting + abandoned > 0) return;
        expect(unexplained.low).toBe(0);
        if (lostAmongAttempts > 0 || given.troubles.some(({ kind }) => COMING_AND_GOING.has(kind))) return;
        expect(unexplained).toEqual({ low: 0, high: 0 });
        if (expected.low > 0 && given.troubles.length > 0) exact += 1;
      }),
      RUNS,
    );
    expect(exact).toBeGreaterThan(10);
  });

  it('shows what was lost without a word: what waited for a subscription that was ended', () => {
    const subscribed = (endpoint: Endpoint): SubscriptionBlueprint => ({
      ...endpoint,
      state: 'confirmed',
      filterPolicy: null,
      filterPolicyScope: 'MessageAttributes',
      rawDelivery: false,
      deadLetterTargetArn: null,
      deliveryPolicy: null,
    });
    const { ledger, abandoned } = playOut({
      subscriptions: [
        subscribed({ protocol: 'sqs', endpoint: arnOfQueue('open') }),
        subscribed({ protocol: 'lambda', endpoint: FUNCTION }),
      ],
      others: [],
      perSecond: 0.5,
      troubles: [
        { atSecond: 12 * 60, kind: 'endpoint', address: FUNCTION, state: { kind: 'throttled', perSecond: 0 } },
        { atSecond: 20 * 60, kind: 'unsubscribe', place: 1 },
      ],
      logging: null,
      lookEvery: 1,
      before: 10,
      length: 15,
      seed: 1,
    });
    expect(abandoned).toBeGreaterThan(200);
    expect(ledger.line.unexplained.low).toBeGreaterThan(abandoned / 2);
    expect(ledger.line.unexplained.high).toBeGreaterThanOrEqual(abandoned);
    expect(ledger.underWay.low).toBe(0);
  });
});
