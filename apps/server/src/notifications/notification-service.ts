import { randomUUID } from 'node:crypto';
import type { ChannelList, ChannelTest, NotificationConfig, NotificationList, NotificationRoute } from '@weir/contract';
import { composeTest, routesOf } from '@weir/domain';
import { ChannelError } from '@weir/notify';
import type { NotificationQuery, Store } from '@weir/store';
import { type Log, withoutSecrets } from '../log.js';
import { readChannelHealth } from './channel-health.js';
import type { OpenedChannel } from './channels.js';

export interface NotificationServiceParts {
  readonly store: Pick<Store, 'notifications'>;
  readonly channels: ReadonlyMap<string, OpenedChannel>;
  readonly config: NotificationConfig;
  readonly log: Log;
  readonly now: () => number;
}

/** Channels and what was told through them, for people. */
export class NotificationService {
  constructor(private readonly parts: NotificationServiceParts) {}

  async channels(): Promise<ChannelList> {
    const { store, channels, config } = this.parts;
    const configs = Object.fromEntries([...channels].map(([name, opened]) => [name, opened.config]));
    const health = await readChannelHealth(configs, store.notifications);
    const routes = routesOf(config.routes, [...channels.keys()]);
    const routesTo = (name: string): NotificationRoute[] =>
      routes.flatMap(({ name: _, ...route }) =>
        route.channels.includes(name) || route.escalate?.to.includes(name) === true ? [route] : [],
      );
    return { items: health.map((each) => ({ ...each, target: channels.get(each.name)?.target ?? '', routes: routesTo(each.name) })) };
  }

  /** Sends a test, at once and once. null: there is no such channel. */
  async test(name: string): Promise<ChannelTest | null> {
    const { store, channels, config, now } = this.parts;
    const opened = channels.get(name);
    if (opened === undefined) return null;
    const begun = now();
    const key = `test/${name}/${randomUUID()}`;
    const message = composeTest(name, key, config.url, begun);
    const error = await opened.channel.send(message, null).then(
      () => null,
      (failure: unknown) => this.#told(failure),
    );
    await store.notifications.recordTest({ key, channel: name, title: message.title, error }, now());
    return { ok: error === null, error, tookMs: now() - begun };
  }

  #told(failure: unknown): string {
    if (failure instanceof ChannelError) return withoutSecrets(failure.message);
    this.parts.log.error({ error: failure }, 'a channel failed in a way of its own');
    return 'it failed in a way that Weir does not know; its log says more';
  }

  /** The newest first. */
  async log({ limit, ...query }: NotificationQuery): Promise<NotificationList> {
    const items = await this.parts.store.notifications.log({ ...query, limit });
    const last = items.length < limit ? undefined : items.at(-1);
    return { items: [...items], nextCursor: last?.id ?? null };
  }
}
