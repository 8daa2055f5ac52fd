import type { IncidentId, ResourceId } from '@weir/contract';
import { alarmIdOf, type AlarmRecord, type AlarmTransition, foldIncident, incidentIdOf, type IncidentEntry } from '@weir/domain';
import { beforeEach, expect, test } from 'vitest';
import type { Store } from '../store.js';
import { idOf, MINUTE, NOON, queueNamed, SCOPE } from '../testing/fixtures.js';
import { useServer } from '../testing/use-server.js';
import type { GroupingSight } from './triage-store.js';

const server = useServer();
let store: Store;
beforeEach(async () => {
  ({ store } = await server.openStore());
  await store.catalogue.record(SCOPE, 'queue', [queueNamed('orders'), queueNamed('mails')], NOON);
});

const alarmOf = (name: string, change: Partial<AlarmRecord> = {}): AlarmRecord => ({
  id: alarmIdOf('verdict', idOf(name)),
  rule: 'verdict',
  resourceId: idOf(name),
  state: 'firing',
  reason: 'nobody-receiving',
  because: 'nobody \0 receives',
  verdict: 'stopped',
  troubleSince: NOON,
  since: NOON,
  firedAt: NOON,
  clearSince: null,
  resolvedAt: null,
  unknownSince: null,
  loss: null,
  returns: [],
  ...change,
});
const fired = (name: string, at = NOON): AlarmTransition => ({
  ...{ alarmId: alarmIdOf('verdict', idOf(name)), rule: 'verdict', resourceId: idOf(name), at },
  ...{ from: 'pending', to: 'firing', reason: 'held-long-enough', because: 'nobody receives' },
});
const opening = (id: IncidentId, of: ResourceId, at = NOON): IncidentEntry => ({
  ...{ incident: id, seq: 1, at, by: null, requestId: null },
  body: {
    ...{ kind: 'opened', since: at, severity: 2, severityBecause: 'it is stopped', splitFrom: null },
    root: { id: of, verdict: 'stopped', reason: 'nobody-receiving', because: 'nobody receives' },
    members: [
      {
        resource: {
          id: of,
          kind: 'queue',
          name: 'orders',
          accountId: SCOPE.accountId,
          accountName: 'prod',
          region: SCOPE.region,
          system: 'orders',
        },
        ...{ because: null, joinedAt: at, pinned: false },
      },
    ],
    episodes: [{ alarmId: alarmIdOf('verdict', of), resourceId: of, firedAt: NOON }],
  },
});
/** Opens an incident for each alarm that has none. */
const openEach = ({ alarms, incidents, newId }: GroupingSight): readonly IncidentEntry[] => {
  const held = new Set(incidents.flatMap(({ episodes }) => episodes.map(({ alarmId }) => alarmId)));
  return alarms.filter(({ id }) => !held.has(id)).map(({ resourceId }) => opening(newId(), resourceId));
};
const commit = (names: readonly string[], group = openEach) =>
  store.triage.commitAlarms(
    { alarms: names.map((name) => alarmOf(name)), transitions: names.map((name) => fired(name)), at: NOON },
    NOON,
    group,
  );
const note = (id: IncidentId, text: string, requestId: string | null = null) =>
  store.triage.act({ id, other: null, requestId }, ({ incident, doneBefore }) => {
    if (doneBefore !== null) return { entries: [], result: doneBefore.seq };
    const seq = (incident?.version ?? 0) + 1;
    const body = { kind: 'action', action: { kind: 'note', text }, other: null } as const;
    return { entries: [{ incident: id, seq, at: NOON + MINUTE, by: 'ann', requestId, body }], result: seq };
  });

test('stores alarms, transitions and incidents in one transaction', async () => {
  const told: unknown[] = [];
  const listener = await store.onChange((change) => told.push(change));
  await commit(['orders', 'mails']);
  await expect.poll(() => told).toEqual([{ triage: true }]);
  await listener.stop();
  expect((await store.triage.alarms({ states: ['firing'] })).map(({ because }) => because)).toEqual(
    Array(2).fill('nobody \uFFFD receives'),
  );
  expect(await store.triage.alarmTransitions({ from: NOON, to: NOON + 1, limit: 10 })).toHaveLength(2);
  expect((await store.triage.incidents()).map(({ id, version }) => [id, version])).toEqual([
    ['INC-2', 1],
    ['INC-1', 1],
  ]);
  const owners = await store.triage.owners([alarmOf('orders').id]);
  expect([...owners.keys()]).toEqual([alarmOf('orders').id]);
});

test('a commit that fails leaves nothing, and one that is repeated stores nothing twice', async () => {
  await expect(
    commit(['orders'], () => {
      throw new Error('grouping failed');
    }),
  ).rejects.toThrow('grouping failed');
  expect(await store.triage.alarms()).toEqual([]);
  await commit(['orders']);
  await commit(['orders']);
  expect(await store.triage.alarmTransitions({ from: NOON, to: NOON + 1, limit: 10 })).toHaveLength(1);
  expect(await store.triage.incidents()).toHaveLength(1);
});

test('collectors that commit at the same time see each other: one incident each, no number twice', async () => {
  await Promise.all([commit(['orders']), commit(['mails']), commit(['orders']), commit(['mails'])]);
  expect((await store.triage.incidents()).map(({ id }) => id).sort()).toEqual(['INC-1', 'INC-2']);
});

test('no note is lost when many people write at once, and the log folds to what is stored', async () => {
  await commit(['orders']);
  const id = incidentIdOf(1);
  await Promise.all(Array.from({ length: 12 }, (_, index) => note(id, `note ${String(index)}`)));
  const log = await store.triage.log(id);
  expect(log.map(({ seq }) => seq)).toEqual(Array.from({ length: 13 }, (_, index) => index + 1));
  expect(new Set(log.flatMap(({ body }) => (body.kind === 'action' && body.action.kind === 'note' ? [body.action.text] : []))).size).toBe(
    12,
  );
  expect(foldIncident(log)).toEqual((await store.triage.incidents({ ids: [id] }))[0]);
});

test('a request that is sent twice is done once', async () => {
  await commit(['orders']);
  const id = incidentIdOf(1);
  const requestId = '0b0f1a52-6f0c-4b58-9d5e-0d6a1d0f3a11';
  expect(await Promise.all([note(id, 'once', requestId), note(id, 'once', requestId)])).toEqual([2, 2]);
  expect(await store.triage.log(id)).toHaveLength(2);
});

test('grouping knows what ended a while ago and what somebody resolved though its alarm goes on', async () => {
  await commit(['orders', 'mails']);
  for (const number of [1, 2])
    await store.triage.act({ id: incidentIdOf(number), other: null, requestId: null }, () => ({
      entries: [
        {
          ...{ incident: incidentIdOf(number), seq: 2, at: NOON + number * MINUTE, by: 'ann', requestId: null },
          body: { kind: 'action', action: { kind: 'resolve', fix: null }, other: null },
        },
      ],
      result: null,
    }));
  const seen = async (alarm: AlarmRecord, endedSince: number) => {
    let ids: readonly string[] = [];
    await store.triage.commitAlarms({ alarms: [alarm], transitions: [], at: NOON }, endedSince, ({ incidents }) => {
      ids = incidents.map(({ id }) => id);
      return [];
    });
    return ids;
  };
  const over = (name: string) => alarmOf(name, { state: 'resolved', resolvedAt: NOON });
  expect(await seen(alarmOf('orders'), NOON + 10 * MINUTE)).toHaveLength(2);
  const incidentOfMails = (await store.triage.owners([alarmOf('mails').id])).get(alarmOf('mails').id);
  expect(await seen(over('orders'), NOON + 10 * MINUTE)).toEqual([incidentOfMails]);
  expect(await seen(over('mails'), NOON + 10 * MINUTE)).toEqual([]);
  expect(await seen(over('mails'), NOON + 2 * MINUTE)).toEqual(['INC-2']);
});

test('silences end and stay on record; settings are kept by scope and forgotten', async () => {
  const matchers = [{ field: 'system' as const, op: 'is' as const, value: 'orders' }];
  const added = await store.triage.addSilence(
    { kind: 'silence', matchers, endsAt: NOON + 60 * MINUTE, reason: 'a test', author: 'ann' },
    NOON,
  );
  expect(await store.triage.silences(NOON)).toEqual([added]);
  const ended = await store.triage.endSilence(added.id, 'bob', NOON + MINUTE);
  expect(ended).toEqual({ ...added, endedAt: NOON + MINUTE, endedBy: 'bob' });
  expect(await store.triage.endSilence(added.id, 'cy', NOON + 2 * MINUTE)).toEqual(ended);
  expect(await store.triage.silences(NOON + 2 * MINUTE)).toEqual([]);
  expect(await store.triage.endSilence('0b0f1a52-6f0c-4b58-9d5e-0d6a1d0f3a11', 'bob', NOON)).toBeNull();

  const scope = { scope: 'tag', key: 'team', value: 'payments' } as const;
  await store.triage.setSettings({ scope, settings: { verdictFloor: 'broken' }, changedAt: NOON, changedBy: 'ann' });
  await store.triage.setSettings({ scope, settings: { enabled: false }, changedAt: NOON + 1, changedBy: 'bob' });
  expect(await store.triage.settings()).toEqual([{ scope, settings: { enabled: false }, changedAt: NOON + 1, changedBy: 'bob' }]);
  await store.triage.setSettings({ scope, settings: null, changedAt: NOON, changedBy: 'ann' });
  expect(await store.triage.settings()).toEqual([]);
});
