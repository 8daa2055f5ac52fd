import type { ChannelConfig, Notification, NotificationKind } from '@weir/contract';
import type { Channel, Reference } from './channel.js';
import { failedForNow, refused } from './channel-error.js';
import { oneLine, plainText, shortened } from './plain-text.js';
import { post, type PostOptions } from './post.js';
import type { SecretReader } from './read-secret.js';

type Deps = { readonly readSecret: SecretReader } & Omit<PostOptions, 'allowPrivate' | 'headers'>;
type SlackConfig = Extract<ChannelConfig, { kind: 'slack' }>;

/** https://docs.slack.dev/reference/block-kit/blocks: limits of a header, a section, a field, and of fields and actions. */
const LONGEST = { header: 150, section: 3000, field: 2000, button: 75, text: 4000 } as const;
const MOST_FIELDS = 10;
const MOST_BUTTONS = 5;
/** What people must hear of although a message of before already says it. */
const HEARD: ReadonlySet<NotificationKind> = new Set(['worsened', 'reminder', 'escalated', 'resolved']);
/** Errors of Slack's Web API that pass: https://docs.slack.dev/reference/methods/chat.postMessage */
const PASSING: ReadonlySet<string> = new Set([
  'ratelimited',
  'rate_limited',
  'fatal_error',
  'internal_error',
  'request_timeout',
  'service_unavailable',
]);

/** Slack: by an incoming webhook, or by a bot that keeps one message per thread up to date and replies beneath it. */
export function openSlack(config: SlackConfig, deps: Deps): Channel {
  const { webhookUrl, botToken, channel } = config;
  if (webhookUrl !== undefined) return byWebhook(webhookUrl, config, deps);
  if (botToken !== undefined && channel !== undefined) return byBot({ ...config, botToken, channel }, deps);
  throw refused('a channel of Slack has a webhookUrl, or a botToken and a channel');
}

function byWebhook(
  webhookUrl: NonNullable<SlackConfig['webhookUrl']>,
  { allowPrivate }: SlackConfig,
  { readSecret, ...options }: Deps,
): Channel {
  return {
    async send(notification) {
      await post(await readSecret(webhookUrl), JSON.stringify(messageOf(notification)), { ...options, allowPrivate });
      return null;
    },
  };
}

interface Bot extends SlackConfig {
  readonly botToken: NonNullable<SlackConfig['botToken']>;
  readonly channel: string;
}

function byBot({ botToken, channel, apiUrl, allowPrivate, signingSecret }: Bot, { readSecret, ...options }: Deps): Channel {
  const call = async (method: string, body: object): Promise<SlackAnswer> => {
    const headers = { authorization: `Bearer ${await readSecret(botToken)}`, 'content-type': 'application/json; charset=utf-8' };
    const { body: text } = await post(`${apiUrl.replace(/\/+$/, '')}/${method}`, JSON.stringify(body), {
      ...options,
      allowPrivate,
      headers,
    });
    return answerOf(text);
  };
  const bodyOf = (notification: Notification) => messageOf(notification, signingSecret !== undefined);
  const postAnew = async (notification: Notification): Promise<Reference> => {
    const answer = accepted(await call('chat.postMessage', { channel, ...bodyOf(notification), unfurl_links: false }));
    return `${answer.channel} ${answer.ts}`;
  };
  return {
    async send(notification, reference) {
      const [place, ts] = reference?.split(' ') ?? [];
      if (place === undefined || ts === undefined) return postAnew(notification);
      const update = await call('chat.update', { channel: place, ts, ...bodyOf(notification) });
      // Somebody deleted it.
      if (!update.ok && update.error === 'message_not_found') return postAnew(notification);
      accepted(update);
      if (HEARD.has(notification.kind)) {
        const reply = {
          channel: place,
          thread_ts: ts,
          text: escaped(oneLine(notification.title)),
          reply_broadcast: notification.kind !== 'resolved',
        };
        accepted(await call('chat.postMessage', reply));
      }
      return reference;
    },
  };
}

interface SlackAnswer {
  readonly ok: boolean;
  readonly error: string;
  readonly channel: string;
  readonly ts: string;
}

function answerOf(text: string): SlackAnswer {
  const said: unknown = parsed(text);
  const field = (name: string): unknown => (typeof said === 'object' && said !== null ? Reflect.get(said, name) : undefined);
  const textOf = (name: string) => {
    const value = field(name);
    return typeof value === 'string' ? value : '';
  };
  return { ok: field('ok') === true, error: textOf('error'), channel: textOf('channel'), ts: textOf('ts') };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function accepted(answer: SlackAnswer): SlackAnswer {
  if (answer.ok) return answer;
  const said = `Slack answered ${answer.error === '' ? 'nothing that Weir understands' : shortened(oneLine(answer.error), 80)}`;
  if (answer.error === '' || PASSING.has(answer.error)) throw failedForNow(said);
  throw refused(`${said}: check the token, its scopes, and that the bot is in the channel`);
}

/** Plain text but for the fallback, so that no name becomes a link, a mention or a format. */
function messageOf(notification: Notification, canPress = false) {
  const { title, text, facts } = notification;
  const buttons = buttonsOf(notification, canPress);
  return {
    text: shortened(escaped(plainText(notification)), LONGEST.text),
    blocks: [
      { type: 'header', text: plain(title, LONGEST.header) },
      { type: 'section', text: plain(text, LONGEST.section) },
      ...(facts.length === 0
        ? []
        : [
            {
              type: 'section',
              fields: facts.slice(0, MOST_FIELDS).map(({ name, value }) => plain(`${name}\n${oneLine(value)}`, LONGEST.field)),
            },
          ]),
      ...(buttons.length === 0 ? [] : [{ type: 'actions', elements: buttons }]),
    ],
  };
}

/** `canPress`: Weir hears of what is pressed. The server knows the button by its `action_id`. */
function buttonsOf({ kind, incident, links }: Notification, canPress: boolean): readonly object[] {
  const isFree = canPress && kind !== 'test' && incident.state === 'open' && incident.acknowledgedBy === null;
  const acknowledge = {
    ...{ type: 'button', action_id: 'acknowledge', style: 'primary', value: incident.id },
    text: plain('Acknowledge', LONGEST.button),
  };
  const open = links.map((link) => ({ type: 'button', text: plain(link.title, LONGEST.button), url: link.url }));
  return [...(isFree ? [acknowledge] : []), ...open].slice(0, MOST_BUTTONS);
}

const plain = (text: string, most: number) => ({ type: 'plain_text', text: shortened(text, most), emoji: false });

/** https://docs.slack.dev/messaging/formatting-message-text: the three characters that mean something. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
