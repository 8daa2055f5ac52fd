import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { secretReader } from '@weir/notify';
import express from 'express';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Log } from '../log.js';
import { SLACK_ACTIONS_PATH, slackActions } from './slack-actions.js';

const NOW = Date.UTC(2026, 10, 24, 14);
const done: string[] = [];
const requestIds: string[] = [];
let refuse = false;
let server: Server;
let url: string;
beforeAll(async () => {
  const app = express();
  app.use(
    slackActions({
      signingSecrets: [{ env: 'OTHER' }, { env: 'SIGNING' }],
      readSecret: secretReader({ SIGNING: 'shhh', OTHER: 'another app' }),
      acknowledge: (id, by, requestId) => {
        requestIds.push(requestId);
        if (refuse) return Promise.reject(new Error('it is resolved'));
        done.push(`${id} ${by}`);
        return Promise.resolve();
      },
      log: new Log('fatal'),
      now: () => NOW,
    }),
  );
  await new Promise<void>((resolve) => {
    server = app.listen(0, '127.0.0.1', () => {
      resolve();
    });
  });
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}${SLACK_ACTIONS_PATH}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  done.length = 0;
  refuse = false;
});

/** Independent of how it is checked. */
async function sign(secret: string, timestamp: number, body: string): Promise<string> {
  const bytes = new TextEncoder();
  const key = await crypto.subtle.importKey('raw', bytes.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return `v0=${Buffer.from(await crypto.subtle.sign('HMAC', key, bytes.encode(`v0:${String(timestamp)}:${body}`))).toString('hex')}`;
}

const bodyOf = (payload: unknown): string => new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
const press = (value: string, action = 'acknowledge') => ({
  ...{ type: 'block_actions', user: { id: 'U1', username: 'ines', name: 'ines' }, token: 'legacy' },
  actions: [{ action_id: action, value, type: 'button' }],
});

async function send(body: string, { secret = 'shhh', at = NOW / 1000, sent = body, signature = '' } = {}): Promise<number> {
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': String(at),
    'x-slack-signature': signature === '' ? await sign(secret, at, body) : signature,
  };
  return (await fetch(url, { method: 'POST', headers, body: sent })).status;
}

describe('the button beneath a message of Slack', () => {
  it('acknowledges for who presses it, whichever app signed', async () => {
    expect(await send(bodyOf(press('INC-7')))).toBe(200);
    expect(await send(bodyOf(press('INC-8')), { secret: 'another app' })).toBe(200);
    expect(done).toEqual(['INC-7 ines (Slack)', 'INC-8 ines (Slack)']);
  });

  it('has one request id however often it comes, and another for another press', async () => {
    requestIds.length = 0;
    await send(bodyOf(press('INC-7')));
    await send(bodyOf(press('INC-7')));
    await send(bodyOf(press('INC-7')), { at: NOW / 1000 + 1 });
    expect(requestIds[0]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(requestIds[1]).toBe(requestIds[0]);
    expect(requestIds[2]).not.toBe(requestIds[0]);
  });

  it.each([
    ['another secret', { secret: 'guessed' }],
    ['a request of long ago', { at: NOW / 1000 - 301 }],
    ['one from the future', { at: NOW / 1000 + 301 }],
    ['another body than was signed', { sent: bodyOf(press('INC-9')) }],
    ['a signature of another form', { signature: 'v0=abc' }],
    ['one of another version', { signature: `v1=${'0'.repeat(64)}` }],
  ] as const)('refuses %s', async (_, how) => {
    expect(await send(bodyOf(press('INC-7')), how)).toBe(401);
    expect(done).toEqual([]);
  });

  it('refuses what is not signed at all', async () => {
    expect((await fetch(url, { method: 'POST', body: bodyOf(press('INC-7')) })).status).toBe(401);
    expect((await fetch(url, { method: 'POST' })).status).toBe(401);
    expect(done).toEqual([]);
  });

  it.each([
    ['another button', bodyOf(press('INC-7', 'link'))],
    ['something that is no incident', bodyOf(press('INC-0; DROP TABLE incident'))],
    ['another kind of event', bodyOf({ type: 'view_submission' })],
    ['no JSON', 'payload=%7B'],
  ])('does nothing for %s', async (_, body) => {
    expect(await send(body)).toBe(200);
    expect(done).toEqual([]);
  });

  it('takes it calmly when the incident is resolved by now', async () => {
    refuse = true;
    expect(await send(bodyOf(press('INC-7')))).toBe(200);
  });

  it('reads no more than a press takes', async () => {
    expect(await send(`payload=${'x'.repeat(70_000)}`)).toBe(413);
  });
});
