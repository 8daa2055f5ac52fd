import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { oidcConfig, type Role } from '@weir/contract';
import type { StoredUser } from '@weir/store';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Log } from '../log.js';
import { OidcRefusal, OidcSignIn, type OidcJourney } from './oidc.js';

const CALLBACK = 'http://127.0.0.1:4510/api/v1/oidc/callback';
const GROUPS: Readonly<Record<string, readonly string[]>> = { ines: ['staff', 'on-call'], olu: ['guests'] };

let server: Server;
let issuer: string;

/** A real identity provider on this machine, which takes whoever names themself for who they say. */
beforeAll(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'weir', client_secret: 'the-secret-of-weir', redirect_uris: [CALLBACK], grant_types: ['authorization_code'] }],
    claims: { openid: ['sub'], email: ['email'], groups: ['groups'] },
    scopes: ['openid', 'email', 'groups'],
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ({ sub, email: `${sub}@example.com`, groups: [...(GROUPS[sub] ?? [])] }),
    }),
  });
  const answer = provider.callback();
  server.on('request', (request, response) => void answer(request, response));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const people = new Map<string, StoredUser>();
const signInAt = (address: string): OidcSignIn =>
  new OidcSignIn({
    config: oidcConfig.parse({
      ...{ issuer: address, clientId: 'weir', clientSecret: { env: 'OIDC_SECRET' }, scopes: ['openid', 'email', 'groups'] },
      roles: { responder: ['on-call'], viewer: ['staff'] },
    }),
    readSecret: () => Promise.resolve('the-secret-of-weir'),
    identity: {
      userOfSubject: (subject) => Promise.resolve(people.get(subject) ?? null),
      addUser: ({ subject, ...user }) => {
        people.set(subject ?? '', user);
        return Promise.resolve(user);
      },
      changeUser: (id, change) => {
        const [subject, user] = [...people].find(([, one]) => one.id === id) ?? [];
        if (subject === undefined || user === undefined) return Promise.resolve(null);
        const changed = { ...user, ...change };
        people.set(subject, changed);
        return Promise.resolve(changed);
      },
    },
    log: new Log('fatal'),
    now: Date.now,
  });

/** Goes through the provider's pages as a browser does. @returns the address it sends the browser back to */
async function goThrough(start: URL, login: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let next = start;
  let form: URLSearchParams | null = null;
  for (let hops = 0; hops < 12; hops += 1) {
    const response: Response = await fetch(next, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form !== null && { method: 'POST', body: form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    form = null;
    if (location !== null) {
      next = new URL(location, next);
      if (next.href.startsWith(CALLBACK)) return next;
      continue;
    }
    const page = await response.text();
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
    if (prompt === undefined) throw new Error(`the provider shows ${String(response.status)}: ${page.slice(0, 400)}`);
    next = new URL(/action="([^"]+)"/.exec(page)?.[1] ?? next, next);
    form = new URLSearchParams({ prompt, ...(prompt === 'login' && { login, password: 'any' }) });
  }
  throw new Error('the provider never sent the browser back');
}

async function signedIn(login: string, change: (journey: OidcJourney) => OidcJourney = (journey) => journey): Promise<StoredUser> {
  const oidc = signInAt(issuer);
  const { url, journey } = await oidc.start(CALLBACK, '/incidents');
  return oidc.finish(await goThrough(url, login), change(journey));
}

const problemOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'let in',
    (error: unknown) => (error instanceof OidcRefusal ? error.problem : error),
  );

it('lets in whom the provider confirms, with the highest role their groups give, and knows them again', async () => {
  const first = await signedIn('ines');
  expect(first).toMatchObject({ name: 'ines@example.com', source: 'oidc', role: 'responder' satisfies Role, accounts: null });
  expect((await signedIn('ines')).id).toBe(first.id);
});

it('refuses an answer to another sign-in, or to none', async () => {
  expect(await problemOf(signedIn('ines', (journey) => ({ ...journey, state: 'of another browser' })))).toBe('oidc-state');
  expect(await problemOf(signInAt(issuer).finish(new URL(`${CALLBACK}?code=x&state=y`), null))).toBe('oidc-state');
});

it('refuses an answer whose nonce or verifier is not the one that was sent', async () => {
  expect(await problemOf(signedIn('ines', (journey) => ({ ...journey, nonce: 'another' })))).toBe('oidc-unavailable');
  expect(await problemOf(signedIn('ines', (journey) => ({ ...journey, verifier: 'v'.repeat(43) })))).not.toBe('let in');
});

it('refuses who has no role, who was switched off, and who gave up', async () => {
  expect(await problemOf(signedIn('olu'))).toBe('oidc-no-role');
  for (const [subject, user] of people) people.set(subject, { ...user, disabled: true });
  expect(await problemOf(signedIn('ines'))).toBe('oidc-disabled');
  const oidc = signInAt(issuer);
  const { journey } = await oidc.start(CALLBACK, '/');
  const refused = new URL(`${CALLBACK}?error=access_denied&state=${journey.state}&iss=${encodeURIComponent(issuer)}`);
  expect(await problemOf(oidc.finish(refused, journey))).toBe('oidc-refused');
});

it('says when the provider cannot be reached', async () => {
  expect(await problemOf(signInAt('http://127.0.0.1:9').start(CALLBACK, '/'))).toBe('oidc-unavailable');
});
