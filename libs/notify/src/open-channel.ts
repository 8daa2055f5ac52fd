import type { ChannelConfig } from '@weir/contract';
import type { Channel } from './channel.js';
import { openEmail } from './email.js';
import { openPagerDuty } from './pagerduty.js';
import type { SecretReader } from './read-secret.js';
import type { Resolver } from './resolve-host.js';
import { openSlack } from './slack.js';
import { openSns, type SnsPublisher } from './sns.js';
import { openTeams } from './teams.js';
import { openWebhook } from './webhook.js';

export interface ChannelDeps {
  readonly readSecret: SecretReader;
  readonly publish: SnsPublisher;
  readonly now: () => number;
  /** The system's, when absent. */
  readonly resolver?: Resolver;
  /** For one message; each channel has its own when absent. */
  readonly withinMs?: number;
}

/** Opens a channel; nothing is connected or read before something is sent. */
export function openChannel(config: ChannelConfig, { publish, now, ...deps }: ChannelDeps): Channel {
  switch (config.kind) {
    case 'slack':
      return openSlack(config, deps);
    case 'webhook':
      return openWebhook(config, { ...deps, now });
    case 'email':
      return openEmail(config, deps);
    case 'sns':
      return openSns(config, publish);
    case 'pagerduty':
      return openPagerDuty(config, deps);
    case 'teams':
      return openTeams(config, deps);
  }
}

/** Whether a channel brings what it said up to date, so that small changes are worth telling it. */
export const bringsUpToDate = (config: ChannelConfig): boolean =>
  config.kind === 'webhook' || config.kind === 'pagerduty' || (config.kind === 'slack' && config.botToken !== undefined);

/** Where a channel leads, in words without a secret. */
export function targetOf(config: ChannelConfig): string {
  switch (config.kind) {
    case 'slack':
      return config.channel ?? 'the channel of its webhook';
    case 'webhook':
      return typeof config.url === 'string' ? new URL(config.url).host : 'an address kept secret';
    case 'email':
      return config.to.join(', ');
    case 'sns':
      return config.topicArn;
    case 'pagerduty':
      return new URL(config.url).host;
    case 'teams':
      return 'the channel of its workflow';
  }
}
