import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import {
  type AddedApiToken,
  type AddedKiosk,
  type AddedUser,
  type AuditLogList,
  type Permission,
  type Principal,
  type Problem,
  type ResourceList,
  type Role,
  type Route,
  routes,
  type Session,
  type SessionList,
  viewPermissions,
  type WatchReply,
  weirConfig,
} from '@weir/contract';
import { permits, resourceIdOf } from '@weir/domain';
import { migrate, openStore, startPostgres, type Store } from '@weir/store';
import pg from 'pg';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiServer } from '../api-server.js';
import { readEnvironment } from '../config/environment.js';
import { EstateService } from '../estate/estate-service.js';
import { Log } from '../log.js';
import { SelfMetrics } from '../self-metrics.js';

const ACCESS_TOKEN = 'an-access-token-of-some-length';
const PASSWORD = 'correct horse battery staple';
const DAY_MS = 86_400_000;
const OWN = '111122223333';
const OTHER = '444455556666';
const arnIn = (accountId: string) => `arn:aws:sqs:eu-west-1:${accountId}:orders`;
const queueIn = (accountId: string) => ({
  ...{ kind: 'queue' as const, accountId, region: 'eu-west-1', arn: arnIn(accountId), name: 'orders', tags: {} },
  config: {
    ...{ url: 'https://sqs/orders', fifo: false, visibilityTimeoutSeconds: 30, retentionSeconds: 345_600, delaySeconds: 0 },
    ...{ maximumMessageBytes: 262_144, createdAt: null, problems: [], redrive: null },
  },
});

let home: string;
let postgres: Awaited<ReturnType<typeof startPostgres>>;
let store: Store;
let estate: EstateService;
let api: ApiServer;
let url: string;
let now = Date.now();
let logged = '';

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'weir-auth-'));
  postgres = await startPostgres({ home: join(home, 'postgres'), log: () => undefined });
  await migrate(postgres.url);
  store = await openStore({ url: postgres.url, onProblem: () => undefined });
  for (const accountId of [OWN, OTHER])
    await store.catalogue.record({ accountId, region: 'eu-west-1' }, 'queue', [queueIn(accountId)], now);
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged += chunk.toString();
      done();
    },
  });
  const log = new Log('trace', destination);
  const config = weirConfig.parse({ accounts: [OWN, OTHER].map((id) => ({ id, name: id, regions: ['eu-west-1'] })) });
  estate = new EstateService(store, { mode: 'aws', config, awsEndpoint: undefined }, log);
  await estate.start();
  const environment = readEnvironment({ WEIR_PORT: '0', WEIR_HOME: home, WEIR_ACCESS_TOKEN: ACCESS_TOKEN });
  api = new ApiServer({ environment, store, estate, log, metrics: new SelfMetrics(), now: () => now });
  url = await api.start();
});
afterAll(async () => {
  await api.stop();
  await estate.stop();
  await store.close();
  await postgres.stop();
  await rm(home, { recursive: true, force: true });
});

interface Answer<T = unknown> {
  readonly status: number;
  readonly json: T;
  readonly headers: Headers;
}
type Credentials = Readonly<Record<string, string>>;
const admin: Credentials = { authorization: `Bearer ${ACCESS_TOKEN}` };

async function ask<T>(route: Pick<Route, 'method' | 'path'>, headers: Credentials = {}, body?: unknown): Promise<Answer<T>> {
  const response = await fetch(url + route.path, {
    method: route.method,
    redirect: 'manual',
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = (response.headers.get('content-type')?.includes('json') === true ? JSON.parse(text) : null) as T;
  return { status: response.status, json, headers: response.headers };
}

const cookieOf = ({ headers }: Answer): string => headers.getSetCookie()[0]?.split(';')[0] ?? '';
/** What a browser sends that is signed in. */
const browserOf = (answer: Answer<Session>): Credentials => ({ cookie: cookieOf(answer), 'x-weir-csrf': answer.json.csrfToken ?? '' });
const secretOf = (path: string): string => path.slice(path.indexOf('#') + 1);

async function addUser(name: string, role: Role, accounts: string[] | null = null): Promise<Credentials> {
  const { link } = (await ask<AddedUser>(routes.addUser, admin, { name, role, accounts })).json;
  return browserOf(await ask<Session>(routes.setUp, {}, { token: secretOf(link.path), password: PASSWORD }));
}
const signIn = (name: string, password = PASSWORD) => ask<Session>(routes.signIn, {}, { name, password });

function connect(headers: Credentials): Promise<Socket> {
  const socket = io(url, { transports: ['websocket'], extraHeaders: headers, reconnection: false, forceNew: true });
  return new Promise((resolve, reject) => {
    socket.once('connect', () => {
      resolve(socket);
    });
    socket.once('connect_error', reject);
  });
}

it('lets the first admin in by the printed link, whose name is then the only one that can be', async () => {
  const token = secretOf((await api.firstRunPath()) ?? '');
  expect((await ask<Session>(routes.session)).json).toMatchObject({ principal: null, setupNeeded: true, demo: false });
  const setUp = (name?: string) => ask<Session>(routes.setUp, {}, { token, name, password: PASSWORD });
  expect((await setUp()).status).toBe(400);
  const first = await setUp('the first');
  expect(first.json).toMatchObject({ principal: { kind: 'user', name: 'the first', role: 'admin' }, setupNeeded: false });
  expect([(await setUp('another')).status, await api.firstRunPath()]).toEqual([404, null]);
});

describe('the permission table', () => {
  const callers = new Map<string, { readonly principal: Pick<Principal, 'kind' | 'role'> | null; readonly headers: Credentials }>();

  beforeAll(async () => {
    const user = (role: Role) => ({ kind: 'user' as const, role });
    callers.set('nobody', { principal: null, headers: {} });
    callers.set('a wrong token', { principal: null, headers: { authorization: 'Bearer weir_api_made-up' } });
    for (const role of ['viewer', 'responder', 'admin'] as const) {
      callers.set(role, { principal: user(role), headers: await addUser(`the ${role}`, role) });
      const token = (await ask<AddedApiToken>(routes.addApiToken, admin, { name: `script ${role}`, role })).json;
      callers.set(`token of a ${role}`, { principal: { kind: 'api-token', role }, headers: { authorization: `Bearer ${token.secret}` } });
    }
    callers.set('scoped viewer', { principal: user('viewer'), headers: await addUser('the scoped', 'viewer', [OWN]) });
    const kiosk = (await ask<AddedKiosk>(routes.addKiosk, admin, { name: 'hall' })).json;
    const screen = await ask(routes.startKiosk, {}, { token: secretOf(kiosk.path) });
    callers.set('kiosk', { principal: { kind: 'kiosk', role: null }, headers: { cookie: cookieOf(screen) } });
    const revoked = await addUser('the revoked', 'admin');
    const { items } = (await ask<SessionList>(routes.ownSessions, revoked)).json;
    await ask({ method: 'DELETE', path: `/api/v1/sessions/${items[0]?.id ?? ''}` }, admin);
    callers.set('a revoked session', { principal: null, headers: revoked });
    // It was begun 15 days before the others; sessions last 14.
    now -= 15 * DAY_MS;
    callers.set('an expired session', { principal: null, headers: browserOf(await signIn('the viewer')) });
    now += 15 * DAY_MS;
  });

  const named: Readonly<Record<string, string>> = {
    id: 'aaaaaaaaaaaaaaaa',
    incident: 'INC-999',
    name: 'none',
    finding: 'aaaaaaaaaaaaaaaa',
  };
  const address = ({ path }: Route) =>
    path.replaceAll(/\{(\w+)\}/g, (_, name: string) => named[name] ?? '2b1c52a6-7f0c-4b58-9d5e-0d6a1d0f3a11');

  it('holds for every route and every caller', async () => {
    const wrong: string[] = [];
    for (const [caller, { principal, headers }] of callers)
      for (const [name, route] of Object.entries(routes) as [string, Route][]) {
        if (name === 'signOut') continue;
        const { status } = await ask({ method: route.method, path: address(route) }, headers, route.method === 'POST' ? {} : undefined);
        const expected = permits(principal as Principal | null, route.permission) ? 'allowed' : principal === null ? 401 : 403;
        const got = status === 401 || status === 403 ? status : 'allowed';
        if (got !== expected || status === 500)
          wrong.push(`${caller} → ${name} (${route.permission}): ${String(status)}, not ${String(expected)}`);
      }
    expect(wrong).toEqual([]);
    expect(callers.size * Object.keys(routes).length).toBeGreaterThan(800);
  });

  it('holds for every live view and every caller', async () => {
    const wrong: string[] = [];
    const ids: Readonly<Record<string, object>> = { stream: { id: named['id'] }, incident: { id: 'INC-999' }, redrive: { id: 'RDV-1' } };
    for (const [caller, { principal, headers }] of callers) {
      const socket = await connect(headers).catch(() => null);
      if ((socket !== null) !== (principal !== null)) wrong.push(`${caller} is ${socket === null ? 'refused' : 'let in'}`);
      for (const [view, permission] of Object.entries(viewPermissions) as [string, Permission][]) {
        if (socket === null) continue;
        const reply = (await socket.emitWithAck('watch', { view, ...ids[view] })) as WatchReply;
        const refused = !reply.ok && reply.problem.title === 'Not allowed';
        if (refused === permits(principal as Principal | null, permission))
          wrong.push(`${caller} → ${view}: ${JSON.stringify(reply).slice(0, 80)}`);
      }
      socket?.disconnect();
    }
    expect(wrong).toEqual([]);
  });

  it('shows only the accounts of a scope, in lists, one by one and live', async () => {
    const { headers } = callers.get('scoped viewer') ?? { headers: {} };
    const { items } = (await ask<ResourceList>(routes.resources, headers)).json;
    expect(items.map(({ accountId }) => accountId)).toEqual([OWN]);
    const one = (accountId: string) => ask({ method: 'GET', path: `/api/v1/resources/${resourceIdOf(arnIn(accountId))}` }, headers);
    expect([(await one(OWN)).status, (await one(OTHER)).status]).toEqual([200, 404]);
    const socket = await connect(headers);
    const reply = (await socket.emitWithAck('watch', { view: 'resources' })) as WatchReply;
    socket.disconnect();
    expect(reply.ok && Object.keys(reply.snapshot.document).filter((key) => key.startsWith('resource:'))).toEqual([
      `resource:${resourceIdOf(arnIn(OWN))}`,
    ]);
  });
});

describe('signing in', () => {
  it('sets a cookie that no script and no other site can use, and asks a page for its token', async () => {
    await addUser('Ines', 'admin');
    const answer = await signIn('ines');
    expect(answer.headers.getSetCookie()[0]).toMatch(
      /^weir_session=weir_session_[\w-]{43}; Max-Age=\d+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    );
    const { cookie = '' } = browserOf(answer);
    const add = (headers: Credentials) => ask<Problem>(routes.addApiToken, headers, { name: 'script', role: 'viewer' });
    expect((await add({ cookie })).status).toBe(403);
    expect((await add({ ...browserOf(answer), origin: 'https://elsewhere.example' })).json.title).toBe('Another site');
    expect((await add(browserOf(answer))).status).toBe(200);
  });

  it('locks a name after five wrong passwords, known or not, and lets nobody see which', async () => {
    await addUser('Olu', 'viewer');
    const tries = async (name: string) => {
      const statuses: number[] = [];
      for (let n = 0; n < 6; n += 1) statuses.push((await signIn(name, 'wrong password')).status);
      return statuses;
    };
    expect(await tries('Olu')).toEqual([401, 401, 401, 401, 401, 429]);
    expect(await tries('Nobody')).toEqual([401, 401, 401, 401, 401, 429]);
    const locked = await signIn('Olu');
    expect([locked.status, Number(locked.headers.get('retry-after')) > 800]).toEqual([429, true]);
  });

  it('works once by a one-time link, and writes no password or secret anywhere', async () => {
    const { link } = (await ask<AddedUser>(routes.addUser, admin, { name: 'Mia', role: 'viewer' })).json;
    const use = () => ask<Problem>(routes.setUp, {}, { token: secretOf(link.path), password: PASSWORD });
    expect([(await use()).status, (await use()).status]).toEqual([200, 404]);
    const short = await ask<Problem>(routes.setUp, {}, { token: secretOf(link.path), password: 'hunter2hunt' });
    expect([short.status, JSON.stringify(short.json).includes('hunter2')]).toEqual([400, false]);
    const kept = JSON.stringify((await ask<AuditLogList>({ ...routes.auditLog, path: '/api/v1/audit-log?limit=1000' }, admin)).json);
    for (const text of [logged, kept])
      for (const secret of [PASSWORD, 'wrong password', 'hunter2', secretOf(link.path), ACCESS_TOKEN]) expect(text).not.toContain(secret);
    expect(kept).toContain('sign-in-locked');
  });

  it('closes the socket of a session that is revoked', async () => {
    const headers = await addUser('Bo', 'viewer');
    const socket = await connect(headers);
    const closed = new Promise((resolve) => {
      socket.once('disconnect', resolve);
    });
    const { items } = (await ask<SessionList>(routes.ownSessions, headers)).json;
    await ask({ method: 'DELETE', path: `/api/v1/me/sessions/${items[0]?.id ?? ''}` }, headers);
    expect(await closed).toBe('io server disconnect');
    expect((await ask(routes.estate, headers)).status).toBe(401);
  });

  it('ends with the day of an API token, and moves the end of a kiosk on', async () => {
    const made = (await ask<AddedApiToken>(routes.addApiToken, admin, { name: 'for a day', role: 'viewer', expiresInDays: 1 })).json;
    const token = { authorization: `Bearer ${made.secret}` };
    const { path } = (await ask<AddedKiosk>(routes.addKiosk, admin, { name: 'lift' })).json;
    const kiosk = { authorization: `Bearer ${secretOf(path)}` };
    const statuses: number[][] = [];
    const start = now;
    for (const days of [0, 2, 80, 160]) {
      now = start + days * DAY_MS;
      statuses.push([(await ask(routes.estate, token)).status, (await ask(routes.estate, kiosk)).status]);
    }
    now = start;
    expect(statuses).toEqual([
      [200, 200],
      [401, 200],
      [401, 200],
      [401, 200],
    ]);
  });
});

describe('the audit log', () => {
  it('says who did what to what, found by each, and refuses to be changed', async () => {
    const until = new Date(Date.now() + DAY_MS).toISOString();
    const silence = { matchers: [{ field: 'resource', value: 'orders' }], endsAt: until, reason: 'a planned change' };
    await ask(routes.addSilence, await addUser('Tess', 'responder'), silence);
    const list = async (query: string) =>
      (await ask<AuditLogList>({ method: 'GET', path: `/api/v1/audit-log?${query}` }, admin)).json.items;
    const [entry, ...more] = await list('actor=tess&action=silence-add');
    expect(entry).toMatchObject({ actor: { kind: 'user', name: 'Tess' }, detail: { reason: 'a planned change' } });
    expect([more, await list('actor=tess&action=silence-end'), (await list('subject=TESS')).length]).toEqual([[], [], 3]);
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    for (const change of ['DELETE FROM audit_log', "UPDATE audit_log SET actor_name = 'x'", 'TRUNCATE audit_log'])
      await expect(client.query(change)).rejects.toThrow('only ever added to');
    await client.end();
  });
});
