import { describe, expect, it } from 'vitest';
import type { CatalogueOf, CatalogueResource } from '../../model/catalogue.js';
import { MINUTE_MS } from '../../series/sample.js';
import { CounterWindow } from '../ledger/counter-window.js';
import { pipe, queueArn, rule, subscription, target, topic, topicArn } from '../testing/small-estate.js';
import type { SettingChange } from '../verdicts/fanout-facts.js';
import { FanoutIndex } from './fanout-index.js';
import { pipeOver, ruleOver, type SubscriberSight, topicOver } from './subscribers.js';

const FROM = 1_000 * MINUTE_MS;
const SIGHT_MS = 10 * MINUTE_MS;
const NOTHING = CounterWindow.of('sqs.cloudwatch', [], [], 0, 0);

const sightOf = (entries: readonly CatalogueResource[], changes: readonly SettingChange[] = []): SubscriberSight => ({
  index: new FanoutIndex(entries),
  queueCounters: () => NOTHING,
  changesOf: () => changes,
  beganAt: () => 0,
  sightMs: SIGHT_MS,
  doubtsEnds: false,
  logged: () => null,
});
const deleted = (entry: CatalogueResource, deletedAt: number): CatalogueResource => ({ ...entry, deletedAt });
const atMinute = (minute: number): number => minute * MINUTE_MS;

describe('the subscribers of a topic', () => {
  it('are those that ended in the window, and in the hour that a ledger looks back', () => {
    const mails = subscription('orders', queueArn('mails'));
    const bills = deleted(subscription('orders', queueArn('bills')), atMinute(1_005));
    const stock = deleted(subscription('orders', queueArn('stock')), atMinute(945));
    const gone = deleted(subscription('orders', queueArn('gone')), atMinute(939));
    const found = topicOver(topicArn('orders'), sightOf([topic('orders'), mails, bills, stock, gone]), FROM).subscribers;
    expect(found.map(({ name, ends }) => [name, ends])).toEqual([
      ['mails', null],
      ['bills', { earliest: atMinute(995), latest: atMinute(1_005) }],
      ['stock', { earliest: atMinute(935), latest: atMinute(945) }],
    ]);
  });

  it.each<[when: string, at: number, filters: boolean]>([
    ['in the window', 1_002, true],
    ['so shortly before that it may still be in force', 986, true],
    ['long before', 984, false],
  ])('may filter when a policy was taken away %s', (_when, at, filters) => {
    const change: SettingChange = { at: atMinute(at), field: 'filterPolicy', before: '{}', after: null };
    const entries = [topic('orders'), subscription('orders', queueArn('mails'))];
    expect(topicOver(topicArn('orders'), sightOf(entries, [change]), FROM).subscribers).toMatchObject([{ filters }]);
  });
});

describe('what Weir met when it first looked', () => {
  const metAt = (entry: CatalogueResource, minute: number): CatalogueResource => ({ ...entry, firstSeen: atMinute(minute) });
  const subscribedOver = (minute: number, windowFrom: number) => {
    const entries = [metAt(topic('orders'), minute), metAt(subscription('orders', queueArn('mails')), minute)];
    return topicOver(topicArn('orders'), { ...sightOf(entries), beganAt: () => atMinute(minute) }, atMinute(windowFrom));
  };

  it('was subscribed since nobody knows when, by whichever policy', () => {
    expect(subscribedOver(1_000, 990)).toMatchObject({
      knownFrom: atMinute(1_000),
      subscribers: [{ begins: { earliest: -Infinity, latest: atMinute(1_000) }, filters: true, deadLetters: true }],
    });
  });

  it('may follow an older policy until that has spread', () => {
    expect([1_000, 1_014, 1_015].map((from) => subscribedOver(1_000, from).subscribers[0])).toMatchObject([
      { filters: true, deadLetters: false },
      { filters: true },
      { filters: false },
    ]);
  });

  it('is not what came later: that was not there at the look before', () => {
    const late = metAt(subscription('orders', queueArn('mails')), 1_100);
    const { subscribers } = topicOver(topicArn('orders'), sightOf([topic('orders'), late]), atMinute(1_090));
    expect(subscribers).toMatchObject([{ begins: { earliest: atMinute(1_090), latest: atMinute(1_100) }, filters: false }]);
  });

  it('was a target since nobody knows when, and may have led elsewhere', () => {
    const mails = target(queueArn('mails'));
    const entry = metAt(rule('shop', 'orders', { targets: [mails] }), 1_000) as CatalogueOf<'rule'>;
    const over = (from: number) => ruleOver(entry, sightOf([entry]), atMinute(from));
    const begins = { earliest: -Infinity, latest: atMinute(1_000) };
    expect(over(990)).toMatchObject({
      knownFrom: atMinute(1_000),
      subscribers: [{ begins, deadLetters: true, arrivals: null }],
    });
    expect(over(1_000).subscribers).toMatchObject([{ begins, deadLetters: false, arrivals: { counters: NOTHING } }]);
  });

  it('may have been a target before, gone when Weir looked, and put back', () => {
    const mails = target(queueArn('mails'));
    const entry = metAt(rule('shop', 'orders', { targets: [mails] }), 1_000) as CatalogueOf<'rule'>;
    const added: SettingChange = { at: atMinute(1_020), field: 'targets', before: [], after: [mails] };
    const beginsOver = (from: number) => ruleOver(entry, sightOf([entry], [added]), atMinute(from)).subscribers?.[0]?.begins;
    expect(beginsOver(990)).toEqual({ earliest: -Infinity, latest: atMinute(1_020) });
    expect(beginsOver(1_000)).toEqual({ earliest: atMinute(1_010), latest: atMinute(1_020) });
  });

  it('was a pipe of any batch size', () => {
    const entry = metAt(pipe('returns', { batchSize: 10 }), 1_000) as CatalogueOf<'pipe'>;
    expect(pipeOver(entry, sightOf([]), atMinute(990))).toEqual({ batchSize: null, deadLetters: true, knownFrom: atMinute(1_000) });
    expect(pipeOver(entry, sightOf([]), atMinute(1_000))).toMatchObject({ batchSize: 10, deadLetters: false });
  });
});

describe('the targets of a rule', () => {
  const mails = target(queueArn('mails'));
  const bills = target(queueArn('bills'));
  const targetsOf = (
    present: readonly ReturnType<typeof target>[],
    edits: readonly (readonly [minute: number, before: unknown, after: unknown])[],
  ) => {
    const entry = rule('shop', 'orders', { targets: [...present] }) as CatalogueOf<'rule'>;
    const changes = edits.map(([minute, before, after]): SettingChange => ({ at: atMinute(minute), field: 'targets', before, after }));
    return ruleOver(entry, sightOf([entry], changes), FROM).subscribers ?? [];
  };

  it('have been there since Weir first looked when no edit says otherwise', () => {
    expect(targetsOf([mails], [])).toMatchObject([{ key: 'mails', begins: { earliest: -Infinity, latest: 0 }, ends: null }]);
  });

  it('were added and removed between the looks before and after, also in the hour that a ledger looks back', () => {
    expect(targetsOf([mails], [[945, [bills], [mails]]])).toMatchObject([
      { key: 'bills', begins: { latest: 0 }, ends: { earliest: atMinute(935), latest: atMinute(945) } },
      { key: 'mails', begins: { earliest: atMinute(935), latest: atMinute(945) }, ends: null },
    ]);
  });

  it('may have been there all the time when they were taken away and put back', () => {
    const back = targetsOf(
      [mails],
      [
        [1_001, [mails], []],
        [1_005, [], [mails]],
      ],
    );
    expect(back).toMatchObject([{ key: 'mails', begins: { earliest: -Infinity, latest: atMinute(1_005) }, ends: null }]);
  });

  it('may dead-letter when they had a queue for it', () => {
    const kept = { ...mails, deadLetterTargetArn: queueArn('dead') };
    expect(targetsOf([mails], [[1_001, [kept], [mails]]])).toMatchObject([{ deadLetters: true }]);
    expect(targetsOf([mails], [])).toMatchObject([{ deadLetters: false }]);
  });

  it('are not told by what arrives in a queue that they have not always led to', () => {
    const moved = { ...mails, arn: queueArn('bills') };
    expect(targetsOf([moved], [[1_001, [mails], [moved]]])).toMatchObject([{ arrivals: null }]);
    expect(targetsOf([moved], [])).toMatchObject([{ arrivals: { counters: NOTHING } }]);
  });

  it('of a schedule get an event by every run', () => {
    const nightly = rule('shop', 'nightly', { pattern: null, schedule: 'rate(1 day)' });
    const isScheduled = (entry: CatalogueResource): boolean => ruleOver(entry as CatalogueOf<'rule'>, sightOf([entry]), FROM).scheduled;
    expect([rule('shop', 'orders'), nightly].map(isScheduled)).toEqual([false, true]);
  });
});

describe('what a pipe was over a window', () => {
  const over = (settings: Parameters<typeof pipe>[1], changes: readonly SettingChange[] = []) =>
    pipeOver(pipe('returns', settings) as CatalogueOf<'pipe'>, sightOf([], changes), FROM);

  it('is as greatly batched as it ever was', () => {
    const change: SettingChange = { at: atMinute(1_001), field: 'batchSize', before: 100, after: 10 };
    expect(over({ batchSize: 10 }, [change]).batchSize).toBe(100);
    expect(over({ batchSize: 10 }, [{ ...change, at: atMinute(999) }]).batchSize).toBe(10);
    expect(over({ batchSize: null }).batchSize).toBeNull();
  });

  it('may dead-letter when it had a queue for it', () => {
    const change: SettingChange = { at: atMinute(1_001), field: 'deadLetterTargetArn', before: queueArn('dead'), after: null };
    expect(over({}).deadLetters).toBe(false);
    expect(over({}, [change]).deadLetters).toBe(true);
  });
});
