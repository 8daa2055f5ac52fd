import type { ChannelConfig, Notification, NotificationKind, Severity } from '@weir/contract';
import type { Channel } from './channel.js';
import { oneLine, shortened } from './plain-text.js';
import { post, type PostOptions } from './post.js';
import type { SecretReader } from './read-secret.js';

const SEVERITIES: Readonly<Record<Severity, string>> = { 1: 'critical', 2: 'error', 3: 'warning', 4: 'info' };
/** https://developer.pagerduty.com/docs/send-alert-event: a summary has at most 1,024 characters. */
const LONGEST_SUMMARY = 1024;

/** PagerDuty Events API v2. The thread is the `dedup_key`: told twice is one alert. */
export function openPagerDuty(
  { url, routingKey, allowPrivate }: Extract<ChannelConfig, { kind: 'pagerduty' }>,
  { readSecret, ...options }: { readonly readSecret: SecretReader } & Omit<PostOptions, 'allowPrivate' | 'headers'>,
): Channel {
  return {
    async send(notification: Notification) {
      const event = { routing_key: await readSecret(routingKey), ...eventOf(notification) };
      await post(url, JSON.stringify(event), { ...options, allowPrivate });
      // A test must not stay open.
      if (notification.kind === 'test')
        await post(url, JSON.stringify({ ...event, event_action: 'resolve', payload: undefined }), { ...options, allowPrivate });
      return null;
    },
  };
}

function eventOf({ kind, thread, title, text, at, incident, facts, links }: Notification) {
  const action = actionOf(kind);
  const common = { event_action: action, dedup_key: thread };
  if (action !== 'trigger') return common;
  return {
    ...common,
    client: 'Weir',
    ...(links[0] !== undefined && { client_url: links[0].url }),
    links: links.map((link) => ({ href: link.url, text: oneLine(link.title) })),
    payload: {
      summary: shortened(oneLine(title), LONGEST_SUMMARY),
      source: oneLine(incident.root.name),
      severity: SEVERITIES[incident.severity],
      timestamp: new Date(at).toISOString(),
      component: oneLine(incident.root.name),
      group: incident.systems.map(oneLine).join(', '),
      class: incident.root.reason,
      custom_details: { 'What broke': text, ...Object.fromEntries(facts.map(({ name, value }) => [name, value])) },
    },
  };
}

function actionOf(kind: NotificationKind): 'trigger' | 'acknowledge' | 'resolve' {
  if (kind === 'resolved') return 'resolve';
  return kind === 'acknowledged' ? 'acknowledge' : 'trigger';
}
