import { describe, expect, it } from 'vitest';
import { AwsClock } from './aws-clock.js';
import { RenewingCredentials, type CredentialSource } from './credentials.js';
import { AwsError, failureFor } from './failure.js';
import { MeteredCaller, type ApiCall, type CallSpec } from './metered-caller.js';
import { ScopeLimits } from './scope-limits.js';
import { VirtualTime } from './testing/virtual-time.js';

const SCOPE = { accountId: '111122223333', region: 'eu-west-1' };
const THROTTLED = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
const BROKEN = Object.assign(new Error('oops'), { name: 'InternalFailure' });
const EXPIRED = Object.assign(new Error('expired'), { name: 'ExpiredToken' });
const DENIED = Object.assign(new Error('no'), { name: 'AccessDenied' });

/** A caller on virtual time, and AWS as a script: what each attempt meets in turn, the last for ever. */
function setUp(
  script: readonly (Error | string)[],
  options: { readonly quotaPerSecond?: number; readonly random?: number; readonly credentials?: CredentialSource } = {},
) {
  const time = new VirtualTime();
  const start = time.now();
  const calls: ApiCall[] = [];
  const sentAfterMs: number[] = [];
  let issued = 0;
  const credentials = new RenewingCredentials({
    source: options.credentials ?? (async () => ({ accessKeyId: `key${(issued += 1)}`, secretAccessKey: 's' })),
    now: time.now,
    random: () => 0,
  });
  const limits = new ScopeLimits({ now: time.now, quotas: { 'sqs:ListQueues': options.quotaPerSecond ?? 1_000 } });
  const caller = new MeteredCaller(
    SCOPE,
    limits,
    {
      clock: new AwsClock(time.now),
      random: () => options.random ?? 0.5,
      sleep: time.sleep,
      onCall: (call) => {
        calls.push(call);
      },
    },
    { principal: null, credentials },
  );
  const spec: CallSpec<string> = {
    api: 'sqs:ListQueues',
    billedUnits: 1,
    send: async () => {
      const meets = script[Math.min(sentAfterMs.length, script.length - 1)];
      sentAfterMs.push(time.now() - start);
      if (meets instanceof Error) throw meets;
      return meets ?? '';
    },
  };
  return { time, caller, spec, calls, sentAfterMs, issuedCredentials: () => issued };
}

const outcomes = (calls: readonly ApiCall[]) => calls.map((call) => call.outcome);

describe('MeteredCaller', () => {
  it('repeats what is worth repeating, with pauses, and counts every attempt', async () => {
    const { time, caller, spec, calls, sentAfterMs } = setUp([THROTTLED, BROKEN, 'done']);
    expect(await time.run(caller.call(spec))).toBe('done');
    expect(outcomes(calls)).toEqual(['throttled', 'failed', 'ok']);
    expect(sentAfterMs).toEqual([0, 250, 350]);
    expect(calls[0]).toEqual({
      ...SCOPE,
      service: 'sqs',
      api: 'sqs:ListQueues',
      outcome: 'throttled',
      billedUnits: 1,
      fifo: false,
      at: time.now() - 350,
    });
  });

  it('does not repeat a refusal', async () => {
    const { time, caller, spec, calls } = setUp([DENIED]);
    await expect(time.run(caller.call(spec))).rejects.toMatchObject({ name: 'AwsError', failure: { kind: 'denied', retryable: false } });
    expect(outcomes(calls)).toEqual(['failed']);
  });

  it('gives up after six attempts', async () => {
    const { time, caller, spec, calls } = setUp([BROKEN]);
    await expect(time.run(caller.call(spec))).rejects.toMatchObject({ failure: { kind: 'internal' } });
    expect(outcomes(calls)).toEqual(Array<string>(6).fill('failed'));
  });

  it('starts no attempt after its deadline', async () => {
    const { time, caller, spec, sentAfterMs } = setUp([THROTTLED], { quotaPerSecond: 2, random: 0.999 });
    const start = time.now();
    await expect(time.run(caller.call(spec))).rejects.toMatchObject({ failure: { kind: 'throttled' } });
    expect(Math.max(...sentAfterMs)).toBeLessThan(30_000);
    expect(time.now() - start).toBeLessThan(30_000);
  });

  it('spreads calls over time to stay at half the quota', async () => {
    const { time, caller, spec, sentAfterMs } = setUp(['ok'], { quotaPerSecond: 20 });
    await time.run(Promise.all(Array.from({ length: 40 }, () => caller.call(spec))));
    const perSecond = [0, 1, 2, 3].map((second) => sentAfterMs.filter((ms) => Math.floor(ms / 1_000) === second).length);
    expect(perSecond).toEqual([19, 10, 10, 1]);
  });

  it('slows down when throttled and stays slow for the next caller', async () => {
    const { time, caller, spec, sentAfterMs } = setUp([THROTTLED, 'ok'], { quotaPerSecond: 20 });
    await time.run(caller.call(spec));
    await time.run(Promise.all([caller.call(spec), caller.call(spec), caller.call(spec)]));
    // Half of ten a second is one every 200 ms; a little less, since it has begun to recover.
    const gaps = sentAfterMs.slice(3).map((ms, index) => ms - (sentAfterMs[index + 2] ?? 0));
    expect(gaps).toHaveLength(2);
    for (const gap of gaps) {
      expect(gap).toBeGreaterThan(190);
      expect(gap).toBeLessThanOrEqual(200);
    }
  });

  it('fetches new credentials once when AWS calls them expired', async () => {
    const once = setUp([EXPIRED, 'done']);
    expect(await once.time.run(once.caller.call(once.spec))).toBe('done');
    expect(once.issuedCredentials()).toBe(2);

    const always = setUp([EXPIRED]);
    await expect(always.time.run(always.caller.call(always.spec))).rejects.toMatchObject({ failure: { kind: 'expired-credentials' } });
    expect(always.calls).toHaveLength(2);
  });

  it('neither sends nor counts once aborted, and throws the reason', async () => {
    const { time, caller, spec, calls } = setUp(['ok']);
    const reason = new Error('stopping');
    await expect(time.run(caller.call({ ...spec, signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    expect(calls).toEqual([]);
  });

  it('stops waiting when aborted between attempts', async () => {
    const { time, caller, spec, calls } = setUp([BROKEN]);
    const controller = new AbortController();
    const reason = new Error('stopping');
    const work = Promise.all([
      caller.call({ ...spec, signal: controller.signal }),
      time.sleep(20).then(() => {
        controller.abort(reason);
      }),
    ]);
    await expect(time.run(work)).rejects.toBe(reason);
    expect(calls).toHaveLength(1);
  });

  it('does not wait for credentials once aborted', async () => {
    const { caller, spec, calls } = setUp(['ok'], { credentials: () => new Promise(() => undefined) });
    const controller = new AbortController();
    const reason = new Error('stopping');
    const work = caller.call({ ...spec, signal: controller.signal });
    controller.abort(reason);
    await expect(work).rejects.toBe(reason);
    expect(calls).toEqual([]);
  });

  it('reports a failure to get credentials as it is, without counting a call', async () => {
    const refusal = failureFor('denied', 'sts:AssumeRole', 'no');
    const { time, caller, spec, calls } = setUp(['ok'], { credentials: () => Promise.reject(new AwsError(refusal)) });
    await expect(time.run(caller.call(spec))).rejects.toMatchObject({ failure: refusal });
    expect(calls).toEqual([]);
  });

  it('tells a caller held back beyond its deadline that AWS throttles', async () => {
    const { time, caller, spec } = setUp(['ok'], { quotaPerSecond: 0.05 });
    await time.run(caller.call(spec));
    const refused = await time.run(caller.call(spec).catch((error: unknown) => error));
    expect(refused).toBeInstanceOf(AwsError);
    expect(refused).toMatchObject({ failure: { kind: 'throttled', retryable: true } });
  });
});
