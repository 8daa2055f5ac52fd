import { routes, type ResourceId } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { addressOf, ApiError, callApi } from './call-api.js';

const id = 'abcdefghijklmnop' as ResourceId;
const answering =
  (status: number, body: unknown): typeof fetch =>
  () =>
    Promise.resolve(new Response(JSON.stringify(body), { status }));

describe('an address', () => {
  it('fills parameters and joins lists', () => {
    expect(addressOf(routes.series, { params: { id }, query: { metric: 'visible', from: 1, to: 2, step: 60 } })).toBe(
      '/api/v1/resources/abcdefghijklmnop/series?metric=visible&from=1&to=2&step=60',
    );
    expect(addressOf(routes.resources, { query: { verdict: ['slow', 'ok'], q: 'a&b' } })).toBe(
      '/api/v1/resources?verdict=slow%2Cok&q=a%26b',
    );
  });
  it('cannot be led elsewhere by a parameter', () => {
    expect(addressOf(routes.resource, { params: { id: '../admin' as ResourceId } })).toBe('/api/v1/resources/..%2Fadmin');
  });
});

describe('a call', () => {
  it('returns a checked answer', async () => {
    const alive = { status: 'ok', version: '1', uptimeSeconds: 2 };
    expect(await callApi(routes.live, {}, answering(200, alive))).toEqual(alive);
  });
  it('tells what the server said', async () => {
    const said = { type: 'about:blank', title: 'Not found', status: 404, detail: 'No resource has this id.' };
    await expect(callApi(routes.resource, { params: { id } }, answering(404, said))).rejects.toMatchObject({
      status: 404,
      message: said.detail,
      problem: said,
    });
  });
  it('tells how long the server wants to be left alone', async () => {
    const busy =
      (after: string): typeof fetch =>
      () =>
        Promise.resolve(new Response('{}', { status: 429, headers: { 'retry-after': after } }));
    await expect(callApi(routes.live, {}, busy('260'))).rejects.toMatchObject({ status: 429, retryAfterSeconds: 260 });
    await expect(callApi(routes.live, {}, busy('Tue, 01 Dec 2026 00:00:00 GMT'))).rejects.toMatchObject({ retryAfterSeconds: null });
  });
  it('survives an answer that is no problem document', async () => {
    await expect(callApi(routes.live, {}, () => Promise.resolve(new Response('<html>', { status: 502 })))).rejects.toMatchObject({
      status: 502,
      problem: null,
    });
  });
  it('refuses what it does not understand', async () => {
    await expect(callApi(routes.live, {}, answering(200, { status: 'fine' }))).rejects.toBeInstanceOf(ApiError);
  });
  it('says when nobody answers', async () => {
    await expect(callApi(routes.live, {}, () => Promise.reject(new TypeError('failed')))).rejects.toMatchObject({ status: 0 });
  });
});
