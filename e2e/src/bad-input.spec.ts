import { problem } from '@weir/contract';
import type { APIResponse } from '@playwright/test';
import { RawSocket } from './raw-socket.js';
import { expect, test } from './test.js';

const NOBODY = 'aaaaaaaaaaaaaaaa';

/** Answered as a problem document that names the field at fault. */
async function expectRefused(response: APIResponse, status: number, field?: string): Promise<void> {
  expect(response.headers()['content-type']).toContain('application/problem+json');
  const document = problem.parse(await response.json());
  expect(document.status).toBe(status);
  expect(response.status()).toBe(status);
  expect(document.detail).not.toBe('');
  if (field !== undefined) expect(document.errors?.map((error) => error.field)).toContain(field);
}

test.describe('bad requests', () => {
  test.afterEach(async ({ weir }) => {
    expect(await weir.isReady()).toBe(true);
  });

  test('each is refused with the field named', async ({ request, weir }) => {
    const to = Date.now();
    const series = `/api/v1/resources/${(await weir.queue('payments-capture')).id}/series`;
    const cases: readonly (readonly [string, number, string?])[] = [
      [`/api/v1/resources/${NOBODY}`, 404],
      [`/api/v1/resources/${NOBODY}/series?metric=visible&from=0&to=1`, 404],
      ['/api/v1/resources/not-an-id', 400, 'id'],
      [`/api/v1/resources/${'a'.repeat(5_000)}`, 400, 'id'],
      ['/api/v1/resources?colour=red', 400, 'colour'],
      ['/api/v1/resources?limit=-1', 400, 'limit'],
      ['/api/v1/resources?limit=1e9', 400, 'limit'],
      ['/api/v1/resources?kind=volcano', 400, 'kind'],
      ['/api/v1/resources?q[$gt]=', 400],
      ['/api/v1/resources?cursor=%00%ff', 400],
      [`${series}?metric=visible&from=2&to=1`, 400],
      [`${series}?metric=visible&from=yesterday&to=now`, 400, 'from'],
      [`${series}?metric=visible&from=1e300&to=2e300`, 400, 'from'],
      [`${series}?metric=visible&from=0&to=4000000000000`, 400],
      [`${series}?metric=visible&from=${to - 399 * 86_400_000}&to=${to}&step=60`, 400, 'step'],
      [`${series}?metric=visible&from=1700000000000&to=1700003600000&step=1`, 400, 'step'],
      [`${series}?metric=__proto__&from=0&to=1`, 400, 'metric'],
      [`/api/v1/sparklines?ids=${Array.from({ length: 101 }, () => NOBODY).join(',')}&from=0&to=60000`, 400, 'ids'],
      ['/api/v1/nowhere', 404],
    ];
    for (const [address, status, field] of cases) {
      await test.step(address.slice(0, 120), async () => expectRefused(await request.get(address), status, field));
    }
  });

  test('bodies that are malformed or too large are refused', async ({ request }) => {
    const headers = { 'content-type': 'application/json' };
    await expectRefused(await request.post('/api/v1/estate', { headers, data: Buffer.from('{"a":') }), 400);
    await expectRefused(await request.post('/api/v1/estate', { headers, data: Buffer.alloc(10 * 1024 * 1024, 0x20) }), 413);
    await expectRefused(await request.post('/api/v1/estate', { headers, data: Buffer.from('{}') }), 404);
  });

  test('another site gets no socket', async ({ request }) => {
    const response = await request.get('/socket.io/?EIO=4&transport=polling', { headers: { origin: 'https://elsewhere.example' } });
    expect(response.status()).toBe(403);
  });

  test('a socket that sends rubbish is refused with a reason or hung up on', async ({ weir }) => {
    const socket = await RawSocket.open(weir.url, weir.authorization);
    for (const view of [
      'null',
      '{}',
      '{"view":"cellar"}',
      '{"view":"wall","colour":"red"}',
      '{"view":"resources","ids":["x"]}',
      '[[[]]]',
      '1',
    ]) {
      expect(await socket.ask(`["watch",${view}]`)).toMatchObject({ ok: false, problem: { title: 'Invalid view' } });
    }
    expect(await socket.ask('["watch",{"view":"wall"}]')).toMatchObject({ ok: true });
    for (const frame of ['42["unwatch",{"no":"text"}]', '42["no-such-event",1]', '42["watch"]']) socket.send(frame);
    expect(await socket.ask('["watch",{"view":"estate"}]')).toMatchObject({ ok: true });
    socket.close();

    for (const frame of ['42[', '4', 'not a frame', '42["disconnect"]', `42["watch",${JSON.stringify('x'.repeat(200_000))}]`]) {
      const rude = await RawSocket.open(weir.url, weir.authorization);
      rude.send(frame);
      await rude.closed;
    }
  });
});
