import { describe, expect, it } from 'vitest';
import type { CatalogueOf, CatalogueResource } from '../../model/catalogue.js';
import { MINUTE_MS } from '../../series/sample.js';
import { CounterWindow } from '../ledger/counter-window.js';
import { pipe, queueArn, rule, subscription, target, topic, topicArn } from '../testing/small-estate.js';
import type { SettingChange } from '../verdicts/fanout-facts.js';
import { FanoutIndex } from './fanout-index.js';
import { isScheduled, pipeOver, subscribersOfRule, subscribersOfTopic, type SubscriberSight } from './subscribers.js';

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
    const found = subscribersOfTopic(topicArn('orders'), sightOf([topic('orders'), mails, bills, stock, gone]), FROM);
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
    expect(subscribersOfTopic(topicArn('orders'), sightOf(entries, [change]), FROM)).toMatchObject([{ filters }]);
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
    return subscribersOfRule(entry, sightOf([entry], changes), FROM) ?? [];
  };

  it('have always been there when no edit says otherwise', () => {
    expect(targetsOf([mails], [])).toMatchObject([{ key: 'mails', begins: { earliest: -Infinity, latest: -Infinity }, ends: null }]);
  });

  it('were added and removed between the looks before and after, also in the hour that a ledger looks back', () => {
    expect(targetsOf([mails], [[945, [bills], [mails]]])).toMatchObject([
      { key: 'bills', begins: { latest: -Infinity }, ends: { earliest: atMinute(935), latest: atMinute(945) } },
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
    expect(isScheduled(rule('shop', 'orders') as CatalogueOf<'rule'>)).toBe(false);
    expect(isScheduled(rule('shop', 'nightly', { pattern: null, schedule: 'rate(1 day)' }) as CatalogueOf<'rule'>)).toBe(true);
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
