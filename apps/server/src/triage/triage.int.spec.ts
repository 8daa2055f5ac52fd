import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type IncidentDetail, type LiveDelta, type VerdictState, weirConfig } from '@weir/contract';
import { resourceIdOf, type ResourceState } from '@weir/domain';
import { migrate, openStore, startPostgres, type Store } from '@weir/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiServer } from '../api-server.js';
import { readEnvironment } from '../config/environment.js';
import { EstateService } from '../estate/estate-service.js';
import { Log } from '../log.js';
import { TriageKeeper } from '../pipeline/triage/triage-keeper.js';
import { SelfMetrics } from '../self-metrics.js';
import { INCIDENT, recordIncident } from '../testing/incident-estate.js';
import { postJson } from '../testing/post-json.js';

const NOW = Date.now();
const scope = { accountId: '111122223333', region: 'eu-west-1' };
const arn = (name: string) => `arn:aws:sqs:eu-west-1:111122223333:${name}`;
const idOf = (name: string) => resourceIdOf(arn(name));
const queue = (name: string, target?: string) => ({
  kind: 'queue' as const,
  ...scope,
  arn: arn(name),
  name,
  tags: { runbook: 'https://runbooks.example/queues' },
  config: {
    ...{ url: `https://sqs/${name}`, fifo: false, visibilityTimeoutSeconds: 30, retentionSeconds: 345_600, delaySeconds: 0 },
    ...{ maximumMessageBytes: 262_144, createdAt: null, problems: [] },
    redrive: target === undefined ? null : { deadLetterTargetArn: arn(target), maxReceiveCount: 5 },
  },
});
const config = weirConfig.parse({ accounts: [{ id: scope.accountId, name: 'prod', regions: [scope.region] }] });
const log = new Log('fatal');

let home: string;
let postgres: Awaited<ReturnType<typeof startPostgres>>;
let store: Store;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'weir-triage-'));
  postgres = await startPostgres({ home: join(home, 'postgres'), log: () => undefined });
  await migrate(postgres.url);
  store = await openStore({ url: postgres.url, onProblem: () => undefined });
  const queues = [queue('billing', 'billing-dlq'), queue('billing-dlq'), queue('orders')];
  await store.catalogue.record(scope, 'queue', queues, NOW);
});
afterAll(async () => {
  await store.close();
  await postgres.stop();
  await rm(home, { recursive: true, force: true });
});

describe('actions on an incident, over HTTP', () => {
  let estate: EstateService;
  let api: ApiServer;
  let url: string;
  beforeAll(async () => {
    await recordIncident(store, idOf('orders'), NOW);
    estate = new EstateService(store, { mode: 'demo', config, awsEndpoint: undefined }, log);
    await estate.start();
    api = new ApiServer({
      environment: readEnvironment({ WEIR_PORT: '0', WEIR_HOME: home }),
      store,
      estate,
      log,
      metrics: new SelfMetrics(),
    });
    url = await api.start();
  });
  afterAll(async () => {
    await api.stop();
    await estate.stop();
  });

  const ask = async (path: string, init?: RequestInit) => {
    const response = await fetch(url + path, init);
    return { status: response.status, type: response.headers.get('content-type'), json: await response.json() };
  };

  it('apply where they commute, and say who did what contradicts one', async () => {
    const path = `/api/v1/incidents/${INCIDENT}/actions`;
    const act = (action: object, version: number, requestId?: string) =>
      ask(path, postJson({ version, action, ...(requestId && { requestId }) }));
    const { version } = (await ask(`/api/v1/incidents/${INCIDENT}`)).json as IncidentDetail;
    const others = {
      ...{ incident: INCIDENT, seq: version + 1, at: Date.now(), by: 'Ines', requestId: null },
      body: { kind: 'action', action: { kind: 'assign', to: 'Olu' }, other: null },
    } as const;
    await store.triage.act({ id: INCIDENT, other: null, requestId: null }, () => ({ entries: [others], result: null }));
    const requestId = '0b0f1a52-6f0c-4b58-9d5e-0d6a1d0f3a11';
    for (const _ of ['sent', 'sent again']) {
      const noted = await act({ kind: 'note', text: '<b>the card network is down</b>' }, version, requestId);
      expect(noted).toMatchObject({ status: 200, json: { incident: { version: version + 2, assignee: 'Olu' } } });
    }
    const { status, type, json } = await act({ kind: 'assign', to: 'Bo' }, version);
    expect([status, type]).toEqual([409, 'application/problem+json; charset=utf-8']);
    expect(json).toMatchObject({ conflict: { by: 'Ines', did: 'assigned it to Olu', version: version + 2 } });
    expect(await act({ kind: 'merge', into: INCIDENT }, version)).toMatchObject({
      status: 400,
      json: { errors: [{ field: 'action.into' }] },
    });
    expect(await ask('/api/v1/incidents/INC-999')).toMatchObject({ status: 404 });
    const { timeline } = (await ask(`/api/v1/incidents/${INCIDENT}`)).json as IncidentDetail;
    expect(timeline.flatMap(({ by, text, note }) => (by === null ? [] : [[by, text, note]])).slice(-2)).toEqual([
      ['Ines', 'assigned it to Olu', null],
      ['demo admin', 'noted', '<b>the card network is down</b>'],
    ]);
  });

  it('reach everybody who watches', async () => {
    const deltas: LiveDelta[] = [];
    estate.publishTo((delta) => deltas.push(delta));
    const list = await estate.views.open({ view: 'incidents' }, () => undefined);
    const one = await estate.views.open({ view: 'incident', id: INCIDENT }, () => undefined);
    const { version } = (await ask(`/api/v1/incidents/${INCIDENT}`)).json as IncidentDetail;
    await ask(`/api/v1/incidents/${INCIDENT}/actions`, postJson({ version, action: { kind: 'snooze', until: Date.now() + 3_600_000 } }));
    const told = (watch: string, key: string) => deltas.flatMap((delta) => (delta.watch === watch ? (delta.set[key] ?? []) : []));
    const snoozed = { version: version + 1, snoozed: { by: 'demo admin' } };
    await expect.poll(() => told(list.watch, `incident:${INCIDENT}`).at(-1)).toMatchObject(snoozed);
    await expect.poll(() => told(one.watch, 'incident').at(-1)).toMatchObject(snoozed);
    expect(told(list.watch, 'counts').at(-1)).toMatchObject({ open: 1, snoozed: 1, worst: null });
  });

  it('tell what broke, what to read, and what to do', async () => {
    expect((await ask(`/api/v1/incidents/${INCIDENT}`)).json).toMatchObject({
      title: 'orders is stopped',
      whatBroke: 'The queue orders is stopped: nobody receives, 412 wait.',
      members: [{ role: 'root', resource: { name: 'orders' }, alarms: [{ rule: 'verdict', state: 'firing', incident: INCIDENT }] }],
      suggestions: [{ id: 'runbook', href: 'https://runbooks.example/queues' }, { id: 'reason:nobody-receiving' }],
      runbooks: [{ url: 'https://runbooks.example/queues' }],
    });
  });
});

describe('the keeper of alarms', () => {
  let now = NOW + 3_600_000;
  const keeperAt = () => new TriageKeeper({ store, config, log, now: () => now, holds: () => true });
  const stateOf = (name: string, state: VerdictState, reason: string): ResourceState => ({
    ...{ resourceId: idOf(name), latest: {}, rates: { in: null, out: null }, drain: { kind: 'unknown' }, loss: null },
    ...{ growthPerSecond: null, liveBudgetSeconds: 30 },
    verdict: { state, reason, because: `it is ${state}`, since: now, judgedAt: now, standing: null },
  });
  const incidents = async () =>
    (await store.triage.incidents())
      .filter(({ id }) => id !== INCIDENT)
      .map(({ id, state, members }) => `${id} ${state} ${members.map(({ resource }) => resource.name).join()}`);

  /** Lets time pass with these verdicts, a look every 15 s. */
  async function live(keeper: TriageKeeper, minutes: number, states: readonly ResourceState[]): Promise<void> {
    await store.state.commit({ states, transitions: [], at: now });
    keeper.states(states);
    for (const until = now + minutes * 60_000; now < until; now += 15_000) await keeper.run();
  }

  it('opens one incident for a cause, goes on where another left off, and is not calmed by what it cannot see', async () => {
    const broken = [stateOf('billing', 'poisoned', 'dead-lettering'), stateOf('billing-dlq', 'poisoned', 'dead-letters-arriving')];
    const quiet = [
      stateOf('orders', 'ok', 'flowing'),
      stateOf('billing', 'ok', 'flowing'),
      stateOf('billing-dlq', 'ok', 'no-dead-letters'),
    ];
    const first = keeperAt();
    await first.restore(() => true);
    await live(first, 20, quiet);
    expect(await incidents()).toEqual([]);
    await live(first, 0.5, broken);
    // It dies while one alarm is pending and another has fired.
    const second = keeperAt();
    await second.restore(() => true);
    await live(second, 5, broken);
    expect(await incidents()).toEqual(['INC-2 open billing,billing-dlq']);
    const blind = [stateOf('billing', 'unknown', 'denied'), stateOf('billing-dlq', 'stale', 'readings-late')];
    await live(second, 60, blind);
    const third = keeperAt();
    await third.restore(() => true);
    await live(third, 60, blind);
    expect(await incidents()).toEqual(['INC-2 open billing,billing-dlq']);
    await live(third, 10, [stateOf('billing', 'ok', 'flowing'), stateOf('billing-dlq', 'stalled', 'dead-letters-waiting')]);
    expect(await incidents()).toEqual(['INC-2 open billing,billing-dlq']);
    await live(third, 10, [stateOf('billing', 'ok', 'flowing'), stateOf('billing-dlq', 'ok', 'no-dead-letters')]);
    expect(await incidents()).toEqual(['INC-2 resolved billing,billing-dlq']);
    // Nobody looks for hours while it is about to be resolved: those hours count for nothing.
    const fourth = keeperAt();
    await fourth.restore(() => true);
    await live(fourth, 5, broken);
    await live(fourth, 1, quiet);
    const seenUntil = now;
    now += 3 * 3_600_000;
    const fifth = keeperAt();
    await fifth.restore(() => true, seenUntil);
    await live(fifth, 1, quiet);
    expect(await incidents()).toEqual(['INC-2 open billing,billing-dlq']);
    await live(fifth, 30, quiet);
    expect(await incidents()).toEqual(['INC-2 resolved billing,billing-dlq']);
    const told = await store.triage.alarmTransitions({ from: NOW + 1, to: now, limit: 1000 });
    expect(told.filter(({ resourceId, to }) => resourceId === idOf('billing') && to === 'firing')).toHaveLength(2);
  });
});
