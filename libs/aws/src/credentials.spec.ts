import { describe, expect, it } from 'vitest';
import { RenewingCredentials, type Credentials } from './credentials.js';
import { VirtualTime } from './testing/virtual-time.js';

const HOUR_MS = 3_600_000;

/** A source that numbers its sessions and can be told to refuse or to take its time. */
function sessionSource(time: VirtualTime, lifetimeMs: number | null = HOUR_MS) {
  const state = { issued: 0, forced: 0, refuse: false, takesMs: 0 };
  const source = async ({ force }: { readonly force: boolean }): Promise<Credentials> => {
    state.issued += 1;
    if (force) state.forced += 1;
    const number = state.issued;
    if (state.takesMs > 0) await time.sleep(state.takesMs);
    if (state.refuse) throw new Error(`refused ${number}`);
    const session = { accessKeyId: `key${number}`, secretAccessKey: 's' };
    return lifetimeMs === null ? session : { ...session, expiration: new Date(time.now() + lifetimeMs) };
  };
  return { state, source };
}

function setUp(lifetimeMs: number | null = HOUR_MS) {
  const time = new VirtualTime();
  const { state, source } = sessionSource(time, lifetimeMs);
  return { time, state, credentials: new RenewingCredentials({ source, now: time.now, random: () => 0 }) };
}

const keyOf = async (credentials: RenewingCredentials) => (await credentials.get()).accessKeyId;

describe('RenewingCredentials', () => {
  it('asks once for everyone who waits', async () => {
    const { time, state, credentials } = setUp();
    state.takesMs = 200;
    const all = await time.run(Promise.all(Array.from({ length: 50 }, () => credentials.get())));
    expect(new Set(all.map((one) => one.accessKeyId))).toEqual(new Set(['key1']));
    expect(state.issued).toBe(1);
  });

  it('renews ahead of the end without making anyone wait', async () => {
    const { time, state, credentials } = setUp();
    expect(await keyOf(credentials)).toBe('key1');
    time.advance(49 * 60_000);
    expect(await keyOf(credentials)).toBe('key1');
    expect(state.issued).toBe(1);
    time.advance(2 * 60_000);
    expect(await keyOf(credentials)).toBe('key1');
    expect(state.issued).toBe(2);
    await time.run(Promise.resolve());
    expect(await keyOf(credentials)).toBe('key2');
  });

  it('lives on what it holds while renewal is refused, until a minute before the end', async () => {
    const { time, state, credentials } = setUp();
    await credentials.get();
    state.refuse = true;
    time.advance(55 * 60_000);
    expect(await keyOf(credentials)).toBe('key1');
    await time.run(Promise.resolve());
    time.advance(4 * 60_000 + 1);
    await expect(credentials.get()).rejects.toThrow('refused 3');
  });

  it('asks a source that refuses once in a while, not for every call', async () => {
    const { time, state, credentials } = setUp();
    state.refuse = true;
    await expect(credentials.get()).rejects.toThrow('refused 1');
    await expect(credentials.get()).rejects.toThrow('refused 1');
    time.advance(15_000);
    await expect(credentials.get()).rejects.toThrow('refused 2');
    state.refuse = false;
    time.advance(15_000);
    expect(await keyOf(credentials)).toBe('key3');
  });

  it('fetches anew, past any cache, when AWS rejects what it holds', async () => {
    const { state, credentials } = setUp();
    const first = await credentials.get();
    credentials.reject(first);
    expect(await keyOf(credentials)).toBe('key2');
    expect(state.forced).toBe(1);
    credentials.reject(first);
    expect(await keyOf(credentials)).toBe('key2');
  });

  it('keeps credentials without an end', async () => {
    const { time, state, credentials } = setUp(null);
    await credentials.get();
    time.advance(365 * 24 * HOUR_MS);
    expect(await keyOf(credentials)).toBe('key1');
    expect(state.issued).toBe(1);
  });
});
