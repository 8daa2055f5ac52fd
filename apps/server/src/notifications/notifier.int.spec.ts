import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Notification, notification, weirConfig } from '@weir/contract';
import { resourceIdOf } from '@weir/domain';
import { migrate, openStore, startPostgres, type Store } from '@weir/store';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { EstateService } from '../estate/estate-service.js';
import { Log } from '../log.js';
import { INCIDENT, recordIncident } from '../testing/incident-estate.js';
import { openChannels } from './channels.js';
import { IncidentSource } from './incident-source.js';
import { NotificationService } from './notification-service.js';
import { Notifier } from './notifier.js';

const NOW = Date.now();
const SCOPE = { accountId: '111122223333', region: 'eu-west-1' };
const ARN = 'arn:aws:sqs:eu-west-1:111122223333:orders';
const SOON = { timeout: 15_000, interval: 50 };
const log = new Log('fatal');

/** Somebody else's receivers: `/ops` and `/pager`, the second of which can be broken. */
class Receivers {
  readonly told: Record<string, Notification[]> = {};
  broken = false;
  readonly #server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url?.slice(1) ?? '';
      if (path === 'pager' && this.broken) {
        response.writeHead(503, { 'retry-after': '1' }).end();
        return;
      }
      (this.told[path] ??= []).push(notification.parse(JSON.parse(Buffer.concat(chunks).toString())));
      response.writeHead(204).end();
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  kinds(path: string): readonly string[] {
    return (this.told[path] ?? []).map(({ kind }) => kind);
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

let home: string;
let postgres: Awaited<ReturnType<typeof startPostgres>>;
const receivers = new Receivers();
let base: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'weir-notifier-'));
  [postgres, base] = await Promise.all([startPostgres({ home: join(home, 'postgres'), log: () => undefined }), receivers.start()]);
  await migrate(postgres.url);
});
afterAll(async () => {
  await postgres.stop();
  await receivers.stop();
  await rm(home, { recursive: true, force: true });
});

/** All of a process that tells people. */
async function startProcess() {
  const config = weirConfig.parse({
    accounts: [{ id: SCOPE.accountId, name: 'prod', regions: [SCOPE.region] }],
    channels: {
      ops: { kind: 'webhook', url: `${base}/ops`, allowPrivate: true },
      pager: { kind: 'webhook', url: `${base}/pager`, allowPrivate: true },
      elsewhere: { kind: 'webhook', url: `${base}/elsewhere`, allowPrivate: true },
    },
    notifications: {
      url: 'https://weir.example',
      groupWaitSeconds: 0,
      routes: [
        { channels: ['ops', 'pager'], tags: [{ tag: 'team', value: 'shop' }] },
        { channels: ['elsewhere'], systems: ['billing'] },
      ],
    },
  });
  const store: Store = await openStore({ url: postgres.url, onProblem: () => undefined });
  const estate = new EstateService(store, { mode: 'aws', config, awsEndpoint: undefined }, log);
  await estate.start();
  const channels = openChannels(config.channels, {
    environment: {},
    now: Date.now,
    publish: () => Promise.reject(new Error('no SNS here')),
  });
  const parts = { store, channels, config: config.notifications, log, now: Date.now };
  const notifier = new Notifier({ ...parts, incidents: new IncidentSource(estate), work: { retrySeconds: 1, pollSeconds: 0.5 } });
  return { store, estate, notifier, service: new NotificationService(parts), stop: async () => stopAll(notifier, estate, store) };
}

async function stopAll(notifier: Notifier, estate: EstateService, store: Store): Promise<void> {
  await notifier.stop();
  await estate.stop();
  await store.close();
}

it('tells of an incident once on every channel that wants to know, whatever fails or stops meanwhile', async () => {
  receivers.broken = true;
  const first = await startProcess();
  const queue = {
    ...{ kind: 'queue' as const, ...SCOPE, arn: ARN, name: 'orders', tags: { team: 'shop' } },
    config: {
      ...{ url: 'https://sqs/orders', fifo: false, visibilityTimeoutSeconds: 30, retentionSeconds: 345_600, delaySeconds: 0 },
      ...{ maximumMessageBytes: 262_144, createdAt: null, problems: [], redrive: null },
    },
  };
  await first.store.catalogue.record(SCOPE, 'queue', [queue], NOW);
  await first.notifier.start();
  await recordIncident(first.store, resourceIdOf(ARN), NOW);
  await vi.waitFor(async () => {
    expect(receivers.kinds('ops')).toEqual(['opened']);
    const { items } = await first.service.channels();
    expect(items.map(({ name, state }) => `${name} ${state}`)).toEqual(['elsewhere untried', 'ops ok', 'pager failing']);
  }, SOON);
  const [opened] = receivers.told['ops'] ?? [];
  expect(opened).toMatchObject({
    ...{ id: `${INCIDENT}/ops/0/opened/0`, thread: `${INCIDENT}/ops/0` },
    incident: { id: INCIDENT, title: 'orders is stopped', root: { name: 'orders' } },
    links: [{ url: `https://weir.example/incidents/${INCIDENT}` }],
  });
  expect(opened?.text).toContain('nobody receives, 412 wait');

  // It stops while one message waits; another process goes on with it, and tells nothing twice.
  await first.stop();
  receivers.broken = false;
  const second = await startProcess();
  await second.notifier.start();
  await vi.waitFor(() => {
    expect(receivers.kinds('pager')).toEqual(['opened']);
  }, SOON);
  await second.estate.triage.act(INCIDENT, { version: 1, action: { kind: 'acknowledge' } });
  await vi.waitFor(() => {
    expect(receivers.kinds('ops')).toEqual(['opened', 'acknowledged']);
  }, SOON);
  await second.estate.triage.act(INCIDENT, { version: 2, action: { kind: 'resolve', fix: null } });
  await vi.waitFor(() => {
    expect(receivers.kinds('ops')).toEqual(['opened', 'acknowledged', 'resolved']);
    expect(receivers.kinds('pager')).toEqual(['opened', 'acknowledged', 'resolved']);
  }, SOON);
  expect(receivers.kinds('elsewhere')).toEqual([]);

  // What arrived is noted a moment later.
  await vi.waitFor(async () => {
    const { items } = await second.service.log({ limit: 4 });
    expect(items.map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual([
      'acknowledged sent',
      'acknowledged sent',
      'resolved sent',
      'resolved sent',
    ]);
  }, SOON);
  const { nextCursor } = await second.service.log({ limit: 4 });
  const older = await second.service.log({ limit: 4, before: nextCursor ?? undefined });
  expect(older.items).toMatchObject([
    { kind: 'opened', channel: 'pager', state: 'sent' },
    { kind: 'opened', channel: 'ops', tries: 1 },
  ]);
  expect(older.items[0]?.tries).toBeGreaterThan(1);
  await second.stop();
});

it('tries a channel at once when somebody asks, and says how it went', async () => {
  const running = await startProcess();
  expect(await running.service.test('pager')).toMatchObject({ ok: true, error: null });
  receivers.broken = true;
  expect(await running.service.test('pager')).toMatchObject({ ok: false, error: expect.stringContaining('answered 503') as string });
  expect(await running.service.test('nowhere')).toBeNull();
  expect(receivers.kinds('pager').at(-1)).toBe('test');
  const { items } = await running.service.log({ limit: 2, channel: 'pager' });
  expect(items).toMatchObject([
    { kind: 'test', state: 'failed', incident: null },
    { kind: 'test', state: 'sent' },
  ]);
  await running.stop();
  // What the wall shows in its head.
  const { estate, stop } = await startProcess();
  expect(estate.estate().channels?.find(({ name }) => name === 'pager')).toMatchObject({
    state: 'failing',
    lastOkAt: expect.any(Number) as number,
  });
  await stop();
});
