import { describe, expect, it } from 'vitest';
import { ChannelError } from './channel-error.js';
import { post, type PostOptions, secondsOf } from './post.js';
import { startReceiver } from './testing/receiver.js';

const HERE: PostOptions = { allowPrivate: true, withinMs: 400 };

async function failureOf(url: string, options: PostOptions = HERE): Promise<ChannelError> {
  const error: unknown = await post(url, '{}', options).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ChannelError)) throw new Error(`expected a ChannelError, got ${String(error)}`);
  return error;
}

describe('posting to receivers that do not behave', () => {
  it('takes an answer of 2xx', async () => {
    const receiver = await startReceiver({ status: 202, body: 'thanks' });
    expect(await post(`${receiver.url}/a?b`, '{"x":"é"}', HERE)).toEqual({ status: 202, body: 'thanks' });
    expect(receiver.received).toMatchObject([{ path: '/a?b', body: '{"x":"é"}', headers: { 'content-type': 'application/json' } }]);
  });

  it.each([
    [408, true],
    [429, true],
    [500, true],
    [503, true],
    [400, false],
    [401, false],
    [404, false],
    [410, false],
  ] as const)('%i: trying again helps: %s', async (status, retryable) => {
    const receiver = await startReceiver({ status, body: 'the secret is hunter2' });
    const error = await failureOf(receiver.url);
    expect(error.retryable).toBe(retryable);
    expect(error.message).not.toContain('hunter2');
  });

  it('heeds Retry-After', async () => {
    const receiver = await startReceiver({ status: 429, headers: { 'retry-after': '17' } });
    expect((await failureOf(receiver.url)).retryAfterSeconds).toBe(17);
  });

  it.each([
    ['17', 17],
    ['Tue, 24 Nov 2026 14:00:30 GMT', 30],
    ['Tue, 24 Nov 2026 13:00:00 GMT', 0],
    ['999999999', 86_400],
    ['soon', null],
    ['-5', 0],
    [undefined, null],
  ] as const)('Retry-After: %s', (header, seconds) => {
    expect(secondsOf(header, Date.UTC(2026, 10, 24, 14))).toBe(seconds);
  });

  it.each(['hang', 'drip'] as const)('%s: gives up in time', async (reply) => {
    const receiver = await startReceiver(reply);
    const begun = performance.now();
    const error = await failureOf(receiver.url);
    expect(error).toMatchObject({ retryable: true, message: expect.stringContaining('did not answer within 0.4 s') as string });
    expect(performance.now() - begun).toBeLessThan(1500);
  });

  it('reads no more of an endless answer than it must', async () => {
    const receiver = await startReceiver('flood');
    const { body } = await post(receiver.url, '{}', { ...HERE, withinMs: 5000 });
    expect(body.length).toBeLessThanOrEqual(64 * 1024);
  });

  it('a connection that is cut, or refused, may work the next time', async () => {
    const receiver = await startReceiver('cut');
    expect((await failureOf(receiver.url)).retryable).toBe(true);
    expect((await failureOf('http://127.0.0.1:1/')).retryable).toBe(true);
  });
});

describe('requests that somebody wants Weir to forge', () => {
  it('follows no redirect, least of all inward', async () => {
    const inner = await startReceiver({ status: 200 });
    for (const status of [301, 302, 303, 307, 308]) {
      const outer = await startReceiver({ status, headers: { location: `${inner.url}/latest/meta-data/` } });
      expect(await failureOf(outer.url)).toMatchObject({ retryable: false, message: expect.stringContaining('redirects') as string });
    }
    expect(inner.received).toEqual([]);
  });

  it('goes to no private address by itself, however that is written', async () => {
    const receiver = await startReceiver({ status: 200 });
    const port = String(receiver.port);
    const hosts = [
      '127.0.0.1',
      '127.1',
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      'localhost',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
    ];
    for (const host of hosts) {
      const error = await failureOf(`http://${host}:${port}/`, { ...HERE, allowPrivate: false });
      expect([host, error.retryable, error.message]).toEqual([host, false, expect.stringContaining('private')]);
    }
    expect(receiver.received).toEqual([]);
  });

  it.each(['169.254.169.254', '[::ffff:169.254.169.254]', '[fd00:ec2::254]', '169.254.170.2', '0.0.0.0'])(
    '%s not even where private addresses are allowed',
    async (host) => {
      expect((await failureOf(`http://${host}/latest/meta-data/`)).message).toContain('must not be called');
    },
  );

  it('a name that has one private address among public ones is refused whole', async () => {
    const resolver = () =>
      Promise.resolve([
        { address: '93.184.215.14', family: 4 },
        { address: '10.0.0.5', family: 4 },
      ]);
    expect((await failureOf('http://rebind.example/', { ...HERE, allowPrivate: false, resolver })).message).toContain(
      '10.0.0.5 is a private address',
    );
  });

  it('a name that answers otherwise the second time gains nothing: what was checked is connected to', async () => {
    const receiver = await startReceiver({ status: 200 });
    let asked = 0;
    const resolver = () => {
      asked += 1;
      return Promise.resolve([{ address: asked === 1 ? '127.0.0.1' : '192.0.2.1', family: 4 }]);
    };
    await post(`http://nobody-has-this-name.invalid:${String(receiver.port)}/`, '{}', { ...HERE, resolver });
    expect(asked).toBe(1);
    expect(receiver.received[0]?.headers.host).toBe(`nobody-has-this-name.invalid:${String(receiver.port)}`);
  });

  it('waits for no name server without end', async () => {
    const resolver = () => new Promise<never>(() => undefined);
    expect(await failureOf('http://slow.example/', { ...HERE, resolver })).toMatchObject({ retryable: true });
  });

  it.each(['ftp://example.org/', 'file:///etc/passwd', 'not a url', 'http://user:hunter2@example.org/'])(
    '%s is no address of a channel',
    async (url) => {
      const error = await failureOf(url);
      expect(error.retryable).toBe(false);
      expect(error.message).not.toContain('hunter2');
    },
  );
});
