import { describe, expect, it } from 'vitest';
import { isFanout } from '../../model/catalogue.js';
import { MINUTE_MS } from '../../series/sample.js';
import { windowOf } from '../ledger/testing/small-world.js';
import { queueArn, subscription, topic } from '../testing/small-estate.js';
import { FanoutIndex } from './fanout-index.js';
import { EstateJudge, type EstateSight } from './judge-estate.js';

const SUBSCRIPTIONS = 300;
const MINUTES = 120;
const flat = (count: number): number[] => Array<number>(MINUTES).fill(count);

describe('judging a topic with many subscriptions', () => {
  const news = topic('news');
  const entries = [news, ...Array.from({ length: SUBSCRIPTIONS }, (_, place) => subscription('news', queueArn(`queue-${place}`)))].filter(
    isFanout,
  );
  const index = new FanoutIndex(entries);
  const counters = windowOf('sns.topic', { published: flat(10), delivered: flat(10 * SUBSCRIPTIONS - 5), failed: flat(5) }, MINUTES);
  const lookAt = () => {
    let asked = 0;
    const sight: EstateSight = {
      counters: (id) => (id === news.id ? counters : null),
      queueCounters: () => {
        asked += 1;
        return null;
      },
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
    };
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
    const sight: EstateSight = {
      counters: (id) => (id === entries[0]?.id ? counters : null),
      queueCounters: () => null,
      sourceCounters: () => null,
      waiting: () => null,
      failure: () => null,
      budgetSeconds: () => 300,
      previous: () => null,
      changesOf: () => [],
      logged: () => null,
      listedAt: () => null,
      beganAt: () => metAt,
      sightMs: 10 * MINUTE_MS,
    };
    const judged = new EstateJudge(new FanoutIndex(entries), sight, (MINUTES + 2) * MINUTE_MS).judge(entries);
    expect([...judged.values()].map(({ verdict: { reason } }) => reason)).toEqual(['delivering', 'delivering', 'delivering']);
  });
});
