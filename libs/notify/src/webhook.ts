import { createHmac } from 'node:crypto';
import type { ChannelConfig, Notification } from '@weir/contract';
import type { Channel } from './channel.js';
import { post, type PostOptions } from './post.js';
import type { SecretReader } from './read-secret.js';

/**
 * The generic webhook: a `notification` of the contract as JSON. With a secret it carries `weir-timestamp`, in seconds, and `weir-signature`:
 * `v1=` and the HMAC-SHA256 of `timestamp.body` in hex. `weir-id` is the same when something is told twice.
 */
export function openWebhook(
  { url, secret, allowPrivate }: Extract<ChannelConfig, { kind: 'webhook' }>,
  {
    readSecret,
    now,
    ...options
  }: { readonly readSecret: SecretReader; readonly now: () => number } & Omit<PostOptions, 'allowPrivate' | 'headers'>,
): Channel {
  return {
    async send(notification: Notification) {
      const body = JSON.stringify(notification);
      const timestamp = String(Math.floor(now() / 1000));
      const signed =
        secret === undefined
          ? {}
          : { 'weir-timestamp': timestamp, 'weir-signature': signatureOf(await readSecret(secret), timestamp, body) };
      const target = typeof url === 'string' ? url : await readSecret(url);
      await post(target, body, { ...options, allowPrivate, headers: { 'weir-id': notification.id, ...signed } });
      return null;
    },
  };
}

const signatureOf = (secret: string, timestamp: string, body: string): string =>
  `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
