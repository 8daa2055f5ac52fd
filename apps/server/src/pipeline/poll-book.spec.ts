import { weirConfig } from '@weir/contract';
import { type BackfillBatch, type CatalogueQueue, resourceIdOf } from '@weir/domain';
import { describe, expect, it } from 'vitest';
import { NO_ANSWER } from './batch-runner.js';
import { PollBook } from './poll-book.js';
import { WatchedQueues } from './watched-queues.js';

const NOW = Date.UTC(2026, 10, 24, 14, 32);
const config = weirConfig.parse({
  accounts: [
    { id: '111122223333', name: 'prod', regions: ['eu-west-1'] },
    { id: '444455556666', name: 'data', regions: ['eu-west-1'] },
  ],
});
const arn = 'arn:aws:sqs:eu-west-1:111122223333:orders';
const id = resourceIdOf(arn);

function bookWith(change: Partial<CatalogueQueue> = {}): PollBook {
  const book = new PollBook(config);
  const queues = new WatchedQueues();
  queues.setCatalogue([
    {
      id,
      kind: 'queue',
      arn,
      name: 'orders',
      accountId: '111122223333',
      region: 'eu-west-1',
      config: null,
      tags: {},
      firstSeen: NOW,
      lastSeen: NOW,
      deletedAt: null,
      ...change,
    },
  ]);
  book.sync(queues);
  return book;
}

const history: BackfillBatch = {
  kind: 'backfill',
  scope: { accountId: '111122223333', region: 'eu-west-1' },
  scopeKey: '111122223333/eu-west-1',
  family: 'sqs.cloudwatch',
  metrics: ['visible'],
  resourceIds: [id],
  from: NOW - 7_200_000,
  to: NOW - 3_600_000,
  periodSeconds: 60,
  layer: 'minutes',
  resourceMinutes: 60,
  estimatedMetrics: 1,
  calls: 1,
  usd: 0.00001,
};
const kinds = (book: PollBook, holds = () => true, now = NOW) => book.plan(holds, now).map(({ kind, scopeKey }) => `${kind} ${scopeKey}`);

describe('PollBook', () => {
  it('plans nothing of an account that another collector holds', () => {
    expect(kinds(bookWith(), (accountId?: string) => accountId === '444455556666')).toEqual(['discovery 444455556666/eu-west-1']);
  });

  it('does not plan again what is in flight, and plans it when it has come back', () => {
    const book = bookWith();
    const [live] = book.plan(() => true, NOW);
    if (live?.kind !== 'live') throw new Error('a new queue is read at once');
    book.begin(live, NOW);
    expect(kinds(book)).not.toContain('live 111122223333/eu-west-1');
    book.finish(live, { ...NO_ANSWER, outcomes: new Map([[id, 'read']]), scopeOutcomes: ['ok'] }, NOW);
    expect(kinds(book, () => true, NOW + 300_000)).toContain('live 111122223333/eu-west-1');
  });

  it('forgets a queue that is gone', () => {
    expect(bookWith({ deletedAt: NOW }).targets).toEqual([]);
  });

  it('keeps history that could not be fetched, and counts what was', () => {
    const book = bookWith();
    book.setBackfill([history]);
    expect(book.backfillProgress()).toEqual({ done: 0, total: 60 });
    book.begin(history, NOW);
    expect(book.backfillProgress()).toBeNull();
    book.finish(history, NO_ANSWER, NOW);
    expect(book.backfillProgress()).toEqual({ done: 0, total: 60 });
    book.begin(history, NOW);
    book.finish(history, { ...NO_ANSWER, outcomes: new Map([[id, 'read']]) }, NOW);
    expect(book.backfillProgress()).toBeNull();
  });

  it('reads what is looked at more often', () => {
    const book = bookWith();
    book.noteWatched(new Set([id]));
    expect(book.targets.map(({ watched }) => watched)).toEqual([true]);
    book.noteWatched(new Set());
    expect(book.targets.map(({ watched }) => watched)).toEqual([false]);
  });
});
