import {
  contains,
  LOOK_BACK_MS,
  MINUTE_MS,
  resourceIdOf,
  topicLedger,
  topicOver,
  type CounterWindow,
  type LedgerFigures,
} from '@weir/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SubscriptionBlueprint } from '../estate/topic-blueprint.js';
import { Lookout, sightingsOf } from '../testing/ledger/lookout.js';
import { arnOfQueue, BEGINNING, HOME, letsIn, minute, queueNamed, smallEstate } from '../testing/ledger/small-estate.js';
import { toldCounters, toldQueueCounters } from '../testing/ledger/told-counters.js';
import { loggingAttributes, toldLog, type LoggingPlan } from '../testing/ledger/told-logs.js';
import {
  type Endpoint,
  FUNCTION,
  HOOK,
  MAIL,
  OTHER,
  plan,
  type Plan,
  QUEUES,
  SECOND_HOOK,
  TOPIC,
  type Trouble,
} from '../testing/ledger/topic-plan.js';
import { columnsOf, contradictions, fatesIn, toldOf, unbalanced, type Gone, type TrueFates } from '../testing/ledger/true-fates.js';
import { SETTLED_AFTER_MS } from '../metrics/reporting.js';
import { placeOfArn } from '../world/arn.js';
import { World } from '../world/world.js';
import type { SimulatedTopic } from './simulated-topic.js';
import type { SimulatedSubscription } from './subscription.js';
import type { SubscriptionField } from './topic-minutes.js';

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
    return found && (!lookout.hasLooked || lookout.isAsMet(found.arn)) ? found : undefined;
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

function countedIn(log: SimulatedSubscription['log'], field: SubscriptionField, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += MINUTE_MS) count += log.read(at, field) || 0;
  return count;
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
  readonly gone: Gone;
  /** What CloudWatch says in the end, the minutes after the window included. */
  readonly complete: CounterWindow;
  /** What was read, some of it too early. */
  readonly read: CounterWindow;
  /** Of those who are there or left since the first look, copies that wait, published since the look back began. */
  readonly waitingOfMet: number;
}

function settledIn(log: SimulatedSubscription['log'], from: number, to: number): Settled {
  const deadLettered = countedIn(log, 'deadLettered', from, to);
  return { failed: countedIn(log, 'givenUp', from, to) - deadLettered, deadLettered };
}

/** What is said to have been given up in the window and was not, or the other way round; empty: nothing. */
const falselySettled = ({ ledger, settled, gone: { hidden } }: Outcome): string[] =>
  (['failed', 'deadLettered'] as const).flatMap((fate) => {
    const truth = [...settled.values()].reduce((sum, own) => sum + own[fate], 0);
    const { low, high } = ledger.settled[fate];
    const ofAll = contains({ low: low - hidden, high: high + hidden }, truth) ? [] : [`${fate} of all: ${truth}`];
    const ofEach = ledger.subscribers.flatMap(({ subscriber, logged }) => {
      const own = settled.get(subscriber.key)?.[fate] ?? 0;
      return logged === null || contains(logged.settled[fate], own) ? [] : [`${fate} of ${subscriber.key}: ${own}`];
    });
    return [...ofAll, ...ofEach];
  });

/** Minutes after the window of which something was read, each too early. */
const TAIL_MINUTES = 3;

/**
 * Lets a plan come true, and tells what the ledger makes of CloudWatch's and the lookout's words, and what was so.
 * @param early minutes since the plan began that were read too early, and never again
 */
function playOut(given: Plan, early: readonly number[] = []): Outcome {
  const { troubles, lookEvery, firstLook, before, length } = given;
  const world = worldOf(given);
  const topic = world.scope(HOME.accountId, HOME.region)?.topics.at('news', BEGINNING);
  if (!topic) throw new Error('no topic');
  const lookout = new Lookout(lookEvery * MINUTE_MS, () => sightingsOf(topic));
  const [from, to] = [minute(before), minute(before + length)];
  const askedAt = to + SETTLED_AFTER_MS;
  for (let at = minute(firstLook); at < askedAt; at += lookEvery * MINUTE_MS) world.timeline.schedule(at, () => lookout.look(at));
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
  const told = all.map(({ arn, copies, log }) => ({
    arn,
    fates: columnsOf(fatesIn(copies, from, to)),
    waiting: columnsOf(fatesIn(copies, lookFrom, to)).unexplained,
    abandoned: fatesIn(copies, lookFrom, to).abandoned,
    counted: countedIn(log, 'published', lookFrom, to) + countedIn(log, 'failedAttempts', lookFrom, to),
  }));

  const settled = new Map(all.map(({ arn, log }) => [arn, settledIn(log, from, to)]));

  world.timeline.advance(askedAt);
  lookout.look(askedAt);
  const left = told.filter(({ arn }) => !lookout.hasMet(arn));
  const gone = { fates: left.map(({ fates }) => toldOf(fates)), hidden: left.reduce((sum, { counted }) => sum + counted, 0) };
  const waitingOfMet = waiting - left.reduce((sum, each) => sum + each.waiting - each.abandoned, 0);
  const truths = new Map(told.flatMap(({ arn, fates }) => (lookout.hasMet(arn) ? [[arn, fates]] : [])));
  const question = { world, ...HOME, from: lookFrom, to, askedAt };
  const identity = { kind: 'topic', name: 'news', busName: null, sharesName: false } as const;
  const upTo = to + TAIL_MINUTES * MINUTE_MS;
  const inTheEnd = { ...question, to: upTo, askedAt: upTo + SETTLED_AFTER_MS };
  const tooEarly = new Set([...early, ...Array.from({ length: TAIL_MINUTES }, (_, at) => before + length + at)].map(minute));
  const logs = new Map<string, CounterWindow>();
  for (const { arn, endpoint, protocol } of all) {
    if (given.logging === null || !isLogged(given.logging, protocol)) continue;
    logs.set(resourceIdOf(arn), toldLog(topic, endpoint, given.logging, lookFrom, to));
  }
  const sight = lookout.sight(
    (arn) => toldQueueCounters(placeOfArn(arn).name, question),
    (id) => logs.get(id) ?? null,
  );
  const read = toldCounters('sns.topic', identity, inTheEnd, undefined, tooEarly);
  const window = { from, to: read.settledTo() ?? from, stepSeconds: 60 };
  const ledger = topicLedger({ ...window, counters: read.settled(), ...topicOver(TOPIC, sight, from) });
  const complete = toldCounters('sns.topic', identity, inTheEnd);
  return { ledger, settled, truths, waiting, abandoned, lostAmongAttempts, gone, complete, read, waitingOfMet };
}

const LOGGED_AS: Readonly<Partial<Record<string, string>>> = { sqs: 'SQS', lambda: 'Lambda', https: 'HTTP' };
const isLogged = ({ protocols, successPercent, failures }: LoggingPlan, protocol: string): boolean =>
  protocols.includes(LOGGED_AS[protocol] ?? '') && (failures || successPercent > 0);

const COMING_AND_GOING: ReadonlySet<Trouble['kind']> = new Set(['subscribe', 'unsubscribe', 'confirm']);
const CHANGING: ReadonlySet<Trouble['kind']> = new Set([...COMING_AND_GOING, 'filter', 'redrive']);
const RUNS = { seed: 4, numRuns: 250 };
/** Much more than it takes, for a machine that has other things to do. */
const TIME = { timeout: 60_000 };

describe('the ledger of a topic, whatever befalls it', () => {
  it('holds the truth within its bounds, of all and of each subscriber', TIME, () => {
    // Windows that begin before Weir looked, with changes before that.
    const early = { met: 0, gone: 0 };
    fc.assert(
      fc.property(plan, (given) => {
        const outcome = playOut(given);
        const { ledger, truths, waitingOfMet, gone } = outcome;
        expect(contradictions(ledger, truths, waitingOfMet, gone)).toEqual([]);
        expect(falselySettled(outcome)).toEqual([]);
        expect(unbalanced(ledger)).toEqual([]);
        const wasEarly = given.troubles.some(({ kind, atSecond }) => CHANGING.has(kind) && atSecond < 60 * given.firstLook);
        if (wasEarly && given.before < given.firstLook) early[gone.hidden === 0 ? 'met' : 'gone'] += 1;
      }),
      RUNS,
    );
    expect(Math.min(early.met, early.gone)).toBeGreaterThan(5);
  });

  it('adds up step by step, whatever was read too early', TIME, () => {
    const halfRead = { behind: 0, within: 0 };
    fc.assert(
      fc.property(plan, fc.array(fc.nat({ max: 40 }), { minLength: 2, maxLength: 12 }), (given, minutes) => {
        const [first, last] = [given.before, given.before + given.length - 1];
        // The newest of the window is settled: else the window ends before it.
        const early = minutes.filter((at) => at >= given.before - LOOK_BACK_MS / MINUTE_MS && at < last);
        const { ledger, complete, read } = playOut(given, early);
        const within = new Set(early.filter((at) => at >= first));
        expect(ledger.unknownMinutes).toBe(within.size);
        for (const { at, known, published, delivered, filtered } of ledger.steps) {
          expect(known).toBe(complete.isKnown(at) && !within.has((at - BEGINNING) / MINUTE_MS));
          if (!known) continue;
          expect(published).toBe(complete.at('published', at));
          expect(delivered).toEqual({ low: complete.at('delivered', at), high: complete.at('delivered', at) });
          expect(filtered).toEqual({ low: complete.at('filteredOut', at), high: complete.at('filteredOut', at) });
        }
        const published = ledger.steps.reduce((sum, step) => sum + step.published, 0);
        expect(ledger.published).toEqual({ low: published, high: published });
        expect(unbalanced(ledger)).toEqual([]);
        const isHalf = (at: number): boolean =>
          (['published', 'delivered'] as const).some((metric) => read.at(metric, minute(at)) !== complete.at(metric, minute(at)));
        halfRead.within += [...within].filter(isHalf).length;
        halfRead.behind += [1, 2, 3].filter((after) => isHalf(last + after)).length;
      }),
      { ...RUNS, numRuns: 80 },
    );
    // Else nothing was tried.
    expect(Math.min(halfRead.within, halfRead.behind)).toBeGreaterThan(10);
  });

  it('knows each subscriber exactly where its every delivery and failure is logged', TIME, () => {
    let [exact, known] = [0, 0];
    const whole = plan.map((given) => ({
      ...given,
      // Nobody reads a log before Weir looked.
      firstLook: 0,
      logging: { protocols: ['SQS', 'Lambda', 'HTTP'], successPercent: 100, failures: true, unreadEvery: Infinity },
    }));
    fc.assert(
      fc.property(whole, (given) => {
        const { ledger } = playOut(given);
        const from = minute(given.before);
        for (const { evidence, subscriber, line } of ledger.subscribers) {
          // Where a filter decides, or attempts are counted, what was under way when the window began is not the log's to tell.
          if (evidence !== 'delivery-logs' || subscriber.countsAttempts || subscriber.filters || subscriber.begins.latest > from) continue;
          known += 1;
          exact += Number(line.delivered.low === line.delivered.high && line.failed.low === line.failed.high);
        }
      }),
      { ...RUNS, numRuns: 150 },
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
      firstLook: 0,
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
