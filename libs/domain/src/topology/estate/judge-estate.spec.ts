import { describe, expect, it } from 'vitest';
import { type CatalogueFanout, isFanout } from '../../model/catalogue.js';
import { usualFanoutMetrics } from '../../planning/fanout-polling.js';
import { MINUTE_MS } from '../../series/sample.js';
import type { JudgedVerdict } from '../../verdicts/queue-facts.js';
import type { CounterWindow } from '../ledger/counter-window.js';
import { windowOf } from '../ledger/testing/small-world.js';
import { queueArn, rule, subscription, target, topic } from '../testing/small-estate.js';
import { FanoutIndex } from './fanout-index.js';
import { EstateJudge, type EstateSight } from './judge-estate.js';

const SUBSCRIPTIONS = 300;
const MINUTES = 120;
const flat = (count: number): number[] => Array<number>(MINUTES).fill(count);

/** An estate of which nothing else is known. */
const sightOf = (given: Partial<EstateSight>): EstateSight => ({
  counters: () => null,
  ingest: () => null,
  queueCounters: () => null,
  sourceCounters: () => null,
  waiting: () => null,
  failure: () => null,
  budgetSeconds: () => 300,
  previous: () => null,
  changesOf: () => [],
  logged: () => null,
  listedAt: () => null,
  beganAt: () => 0,
  sightMs: 10 * MINUTE_MS,
  ...given,
});

describe('judging a topic with many subscriptions', () => {
  const news = topic('news');
  const entries = [news, ...Array.from({ length: SUBSCRIPTIONS }, (_, place) => subscription('news', queueArn(`queue-${place}`)))].filter(
    isFanout,
  );
  const index = new FanoutIndex(entries);
  const counters = windowOf('sns.topic', { published: flat(10), delivered: flat(10 * SUBSCRIPTIONS - 5), failed: flat(5) }, MINUTES);
  const lookAt = () => {
    let asked = 0;
    const sight = sightOf({
      counters: (id) => (id === news.id ? counters : null),
      queueCounters: () => {
        asked += 1;
        return null;
      },
    });
    return { judge: new EstateJudge(index, sight, (MINUTES + 2) * MINUTE_MS), asked: () => asked };
  };

  it('finds in pieces what it finds at once, and looks into each queue no oftener', () => {
    const [whole, pieces] = [lookAt(), lookAt()];
    const atOnce = whole.judge.judge(entries);
    const inPieces = Array.from({ length: Math.ceil(entries.length / 10) }, (_, piece) => [
      ...pieces.judge.judge(entries.slice(10 * piece, 10 * piece + 10)),
    ]).flat();
    expect(new Map(inPieces)).toEqual(atOnce);
    expect(pieces.asked()).toBe(whole.asked());
    expect(whole.asked()).toBeLessThanOrEqual(2 * SUBSCRIPTIONS);
  });

  it('says of each that it may be the one whose deliveries fail', () => {
    const verdicts = [...lookAt().judge.judge(entries).values()].map(({ verdict: { reason } }) => reason);
    expect(verdicts.filter((reason) => reason === 'cannot-tell-which')).toHaveLength(SUBSCRIPTIONS);
    expect(verdicts).toContain('deliveries-lost');
  });
});

describe('judging what Weir has just met', () => {
  const metAt = (MINUTES - 5) * MINUTE_MS;
  const entries = [topic('news'), ...['old', 'new'].map((name) => subscription('news', queueArn(name)))]
    .map((entry) => ({ ...entry, firstSeen: metAt, lastSeen: MINUTES * MINUTE_MS }))
    .filter(isFanout);

  it('takes nothing for waiting that may not have been due: somebody subscribed shortly before', () => {
    const delivered = flat(10).map((count, minute) => (minute < MINUTES - 8 ? count : 2 * count));
    const counters = windowOf('sns.topic', { published: flat(10), delivered }, MINUTES);
    const sight = sightOf({ counters: (id) => (id === entries[0]?.id ? counters : null), beganAt: () => metAt });
    const judged = new EstateJudge(new FanoutIndex(entries), sight, (MINUTES + 2) * MINUTE_MS).judge(entries);
    expect([...judged.values()].map(({ verdict: { reason } }) => reason)).toEqual(['delivering', 'delivering', 'delivering']);
  });
});

describe('judging what has waited for longer than the ledger looks back', () => {
  const [long, now] = [180, 182 * MINUTE_MS];
  const since = 22 * MINUTE_MS;
  const waiting: JudgedVerdict = { state: 'stalled', reason: 'deliveries-waiting', because: '', since, judgedAt: now - MINUTE_MS };
  const burst = Array.from({ length: long }, (_, minute) => (minute === 20 ? 500 : 0));
  /** The verdicts on it, and on what is below it. */
  const judgedWhen = (entry: CatalogueFanout, counters: CounterWindow, below: readonly CatalogueFanout[] = [], previous = waiting) => {
    const sight = sightOf({ counters: (id) => (id === entry.id ? counters : null), previous: () => previous });
    const judged = new EstateJudge(new FanoutIndex([entry, ...below]), sight, now).judge([entry, ...below]);
    return [...judged.values()].map(({ verdict }) => [verdict.reason, verdict.since]);
  };
  const at = (minute: number, count: number): number[] => burst.map((_, place) => (place === minute ? count : 0));
  const [news, mails] = [topic('news'), subscription('news', queueArn('mails'))].filter(isFanout);
  const toTopic = (delivered: readonly number[]) => windowOf('sns.topic', { published: burst, delivered }, long);

  it.each<[string, readonly number[], JudgedVerdict, string]>([
    ['it waits on while nothing of it ended', at(0, 0), waiting, 'deliveries-waiting'],
    ['it waits no more when it was delivered', at(170, 500), waiting, 'no-traffic'],
    ['what ended while nobody looked counts as well', at(130, 500), { ...waiting, judgedAt: now - 90 * MINUTE_MS }, 'no-traffic'],
    [
      'and so it does when what was read had become too old',
      at(130, 500),
      { ...waiting, state: 'stale', reason: 'readings-late', standing: waiting },
      'no-traffic',
    ],
  ])('of a topic: %s', (_, delivered, previous, reason) => {
    if (!news || !mails) throw new Error('they pass messages on');
    const began: unknown = reason === 'deliveries-waiting' ? since : expect.any(Number);
    expect(judgedWhen(news, toTopic(delivered), [mails], previous)).toEqual([
      [reason, began],
      [reason, began],
    ]);
  });

  it.each<[string, number | null, string]>([
    ['a day, as AWS has it', null, 'deliveries-waiting'],
    ['an hour, as it is set', 3_600, 'no-traffic'],
  ])('of a rule for as long as its target is tried: %s', (_, ageSeconds, reason) => {
    const entry = rule('shop', 'orders', { targets: [target(queueArn('mails'), { retry: { attempts: null, ageSeconds } })] });
    const counters = windowOf('events.rule', { matched: burst, triggered: burst }, long);
    if (!isFanout(entry)) throw new Error('a rule passes events on');
    expect(judgedWhen(entry, counters)[0]?.[0]).toBe(reason);
  });
});

describe('judging a rule by the clock, from what is asked of one', () => {
  const everyFive = Array.from({ length: MINUTES }, (_, minute) => (minute % 5 === 0 ? 1 : null));
  const judged = (told: Readonly<Record<string, readonly (number | null)[]>>, isAsked: boolean) => {
    const entry = rule('default', 'synthetic-checkout', {
      pattern: null,
      schedule: 'rate(5 minutes)',
      targets: [target(queueArn('checks'))],
    });
    if (!isFanout(entry)) throw new Error('a rule passes events on');
    const asked = usualFanoutMetrics('events.rule', { kind: 'rule', filtered: false, scheduled: isAsked });
    const counters = windowOf('events.rule', Object.fromEntries(asked.flatMap((key) => (told[key] ? [[key, told[key]]] : []))), MINUTES);
    const sight = sightOf({ counters: () => counters });
    return new EstateJudge(new FanoutIndex([entry]), sight, (MINUTES + 2) * MINUTE_MS).judge([entry]).get(entry.id);
  };
  const runs = { triggered: everyFive, invocations: everyFive, attempts: everyFive };

  it.each([true, false])('tells how often it runs, whether or not that was asked: %s', (isAsked) => {
    const told = judged({ ...runs, successes: everyFive }, isAsked);
    expect(told?.verdict).toMatchObject({ state: 'ok', because: 'runs 12\u202f/h' });
    expect(told?.rates.in).toBeCloseTo(12 / 3_600, 9);
  });

  it.each([true, false])('finds runs that all fail and are kept nowhere, whether or not they were asked for: %s', (isAsked) => {
    expect(judged({ ...runs, failedInvocations: everyFive }, isAsked)?.verdict).toMatchObject({
      state: 'failing',
      reason: 'deliveries-lost',
    });
  });
});
