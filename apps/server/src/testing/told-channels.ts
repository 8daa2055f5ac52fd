import { weirConfig } from '@weir/contract';
import type { Store } from '@weir/store';
import type { Log } from '../log.js';
import { openChannels } from '../notifications/channels.js';
import { NotificationService } from '../notifications/notification-service.js';

/** Nobody listens there: that it fails is an answer too. */
export const CHANNELS = { ops: { kind: 'webhook', url: 'http://127.0.0.1:1/', allowPrivate: true } } as const;

export function serviceWith(store: Store, log: Log): NotificationService {
  const { channels: configs, notifications: config } = weirConfig.parse({ channels: CHANNELS });
  const channels = openChannels(configs, { environment: {}, now: Date.now, publish: () => Promise.reject(new Error('there is no SNS')) });
  return new NotificationService({ store, channels, config, log, now: Date.now });
}

/** A request for every route of notifications. */
export const channelExamples = {
  channels: '/api/v1/channels',
  testChannel: ['/api/v1/channels/ops/test', {}],
  notifications: '/api/v1/notifications?state=sent,failed&channel=ops',
} as const;
