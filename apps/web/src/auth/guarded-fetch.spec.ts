import { describe, expect, it } from 'vitest';
import { guardedFetch } from './guarded-fetch.js';
import { SessionGate } from './session-gate.js';

/** A server that wants a session, and remembers what it was sent. */
function serverWith(signedIn: () => boolean) {
  const sent: { readonly path: string; readonly proof: string | null; readonly body: unknown }[] = [];
  const fetcher: typeof fetch = (input, init) => {
    const path = input instanceof Request ? input.url : String(input);
    sent.push({ path, proof: new Headers(init?.headers).get('x-weir-csrf'), body: init?.body ?? null });
    return Promise.resolve(new Response('{}', { status: signedIn() ? 200 : 401 }));
  };
  return { sent, fetcher };
}

describe('the one way to the server', () => {
  it('proves where a change comes from, with the proof of the session that is', async () => {
    const { sent, fetcher } = serverWith(() => true);
    let proof: string | null = null;
    const guarded = guardedFetch(fetcher, new SessionGate(), () => proof);
    await guarded('/api/v1/silences', { method: 'POST' });
    proof = 'abc';
    await guarded('/api/v1/silences', { method: 'POST' });
    await guarded('/api/v1/silences', { method: 'GET' });
    expect(sent.map((one) => one.proof)).toEqual([null, 'abc', null]);
  });

  it('sends what was refused for want of a session again, as it was, once somebody has signed in', async () => {
    let signedIn = false;
    const { sent, fetcher } = serverWith(() => signedIn);
    const gate = new SessionGate();
    const answer = guardedFetch(fetcher, gate, () => (signedIn ? 'new' : 'old'))('/api/v1/silences', { method: 'POST', body: 'typed' });
    while (!gate.isClosed()) await Promise.resolve();
    signedIn = true;
    gate.open(true);
    expect((await answer).status).toBe(200);
    expect(sent).toEqual([
      { path: '/api/v1/silences', proof: 'old', body: 'typed' },
      { path: '/api/v1/silences', proof: 'new', body: 'typed' },
    ]);
  });

  it('does not wait when the form of the sign-in itself was refused', async () => {
    const gate = new SessionGate();
    const { fetcher } = serverWith(() => false);
    expect((await guardedFetch(fetcher, gate, () => null)('/api/v1/session', { method: 'POST' })).status).toBe(401);
    expect(gate.isClosed()).toBe(false);
  });
});
