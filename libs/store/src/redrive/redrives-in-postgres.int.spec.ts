import { resourceId } from '@weir/contract';
import { newProgress } from '@weir/domain';
import { expect, test } from 'vitest';
import { useServer } from '../testing/use-server.js';
import type { NewRedriveRecord } from './redrive-store.js';

const server = useServer();
const AT = Date.UTC(2026, 11, 1);
const DLQ = resourceId.parse('abcdefghijklmnop');
const record: NewRedriveRecord = {
  ...{ dlqId: DLQ, kind: 'redrive', document: { plan: null }, progress: newProgress(AT), startedBy: 'ines', reason: null, requestId: null },
};
const message = (id: string, intended = true, alias: string | null = null) => ({ id, alias, intended, failureGroup: 'g' });

test('one redrive of a dead-letter queue runs, by one process, and a request is taken once', async () => {
  const { store, url } = await server.openStore();
  const { store: other } = await server.openStore(url);
  const requestId = '0a1b2c3d-0000-4000-8000-000000000001';
  const starts = await Promise.all([store.redrives.start({ ...record, requestId }, AT), other.redrives.start(record, AT)]);
  expect(starts.filter(({ outcome }) => outcome === 'started')).toHaveLength(1);
  const id = starts[0]?.redrive.id ?? '';
  expect(starts[1]?.redrive.id).toBe(id);

  const lease = await store.redrives.lease(DLQ);
  expect(await other.redrives.lease(DLQ)).toBeNull();
  await lease?.release();
  expect(await other.redrives.lease(DLQ)).not.toBeNull();

  const [redrive] = await store.redrives.list({ dlqId: DLQ, limit: 10 });
  if (redrive === undefined) throw new Error('it is listed');
  await store.redrives.request(redrive.id, 'pause', 'ines', AT);
  expect(await other.redrives.takeRequested(redrive.id, AT)).toMatchObject([{ kind: 'pause', by: 'ines' }]);
  expect(await store.redrives.takeRequested(redrive.id, AT)).toEqual([]);

  const over = { ...redrive.progress, state: 'done' as const };
  await store.redrives.save(
    redrive.id,
    { progress: over, counts: redrive.counts, lines: [{ at: AT, kind: 'state', text: 'done', by: null }], over: true },
    AT + 1,
  );
  expect(await store.redrives.one(redrive.id)).toMatchObject({ endedAt: AT + 1, progress: { state: 'done' } });
  expect(await store.redrives.lines(redrive.id, 5)).toEqual([{ at: AT, kind: 'state', text: 'done', by: null }]);
  expect((await store.redrives.start(record, AT + 2)).outcome).toBe('started');
  expect((await store.redrives.start({ ...record, requestId }, AT + 3)).outcome).toBe(
    (await store.redrives.byRequest(requestId)) === null ? 'running' : 'repeated',
  );
});

test('the journal knows what was begun, sent, moved, came back and may be there twice', async () => {
  const { store } = await server.openStore();
  const { id } = (await store.redrives.start(record, AT)).redrive;
  const claims = await store.redrives.claim(id, [message('a'), message('b'), message('c', false), message('d')], AT);
  expect(claims.map(({ was }) => was)).toEqual(['new', 'new', 'new', 'new']);
  await store.redrives.record(
    id,
    [
      { id: 'a', to: 'sent', sentId: 'A' },
      { id: 'c', to: 'failed', detail: 'too large' },
      { id: 'd', to: 'withdrawn' },
    ],
    AT + 1,
  );
  await store.redrives.record(id, [{ id: 'a', to: 'moved' }], AT + 2);
  const again = await store.redrives.claim(
    id,
    [message('a'), message('b'), message('c'), message('d'), message('A'), message('x', true, 'A')],
    AT + 3,
  );
  expect(Object.fromEntries(again.map((claim) => [claim.id, claim.was]))).toEqual({
    ...{ a: 'moved', b: 'sending', c: 'failed', d: 'new', A: 'came-back', x: 'came-back' },
  });
  expect(again.find((claim) => claim.id === 'b')).toMatchObject({ since: AT, flagged: false });
  expect(await store.redrives.claim(id, [message('A')], AT + 4)).toMatchObject([{ was: 'came-back-before' }]);
  await store.redrives.flagDoubtful(id);
  expect(await store.redrives.tally(id)).toEqual({ sending: 2, sent: 0, moved: 1, failed: 1, cameBack: 1, possiblyTwice: 2 });
  const { items, total } = await store.redrives.messages({ id, possiblyTwice: true, limit: 1 });
  expect([total, items]).toMatchObject([2, [{ messageId: 'b', state: 'sending', possiblyTwice: true, group: 'g' }]]);
  expect((await store.redrives.messages({ id, states: ['came-back'], limit: 9 })).items).toMatchObject([{ messageId: 'a', sentId: 'A' }]);

  await store.redrives.save(
    id,
    { progress: newProgress(AT), counts: { ...(await store.redrives.tally(id)), leftAlone: 0, perSecond: 0 }, lines: [], over: true },
    AT,
  );
  await store.redrives.forget(AT + 1);
  expect((await store.redrives.messages({ id, limit: 9 })).total).toBe(0);
});
