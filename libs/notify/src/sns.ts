import type { ChannelConfig, Notification } from '@weir/contract';
import type { Channel } from './channel.js';
import { oneLine, plainText, shortened } from './plain-text.js';

/** What is published, by protocol of the subscriber. */
export interface SnsMessage {
  readonly topicArn: string;
  readonly subject: string;
  readonly messages: { readonly default: string; readonly email: string; readonly sms: string };
  readonly attributes: Readonly<Record<string, string>>;
  /** Of a FIFO topic. */
  readonly fifo: { readonly groupId: string; readonly deduplicationId: string } | null;
}

/** @throws {ChannelError} when AWS did not take it */
export type SnsPublisher = (message: SnsMessage) => Promise<void>;

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html: a subject is ASCII text of less than 100 characters. */
const LONGEST_SUBJECT = 99;
const LONGEST_SMS = 140;
/** A message has at most 256 KiB over all protocols. */
const LONGEST_TEXT = 50_000;

/** A topic: subscribers of e-mail and SMS get text, all others the JSON of the webhook. */
export function openSns({ topicArn }: Extract<ChannelConfig, { kind: 'sns' }>, publish: SnsPublisher): Channel {
  return {
    async send(notification: Notification) {
      const { id, thread, kind, title, incident } = notification;
      await publish({
        topicArn,
        subject: shortened(ascii(title), LONGEST_SUBJECT).replace('…', '.'),
        messages: {
          default: JSON.stringify({ ...notification, text: shortened(notification.text, LONGEST_TEXT) }),
          email: shortened(plainText(notification), LONGEST_TEXT),
          sms: shortened(oneLine(title), LONGEST_SMS),
        },
        attributes: { kind, incident: incident.id, severity: String(incident.severity), state: incident.state },
        fifo: topicArn.endsWith('.fifo') ? { groupId: thread, deduplicationId: id } : null,
      });
      return null;
    },
  };
}

const ascii = (text: string): string =>
  oneLine(text)
    .replaceAll(/[\u202f\u00a0]/g, ' ')
    .replaceAll('·', '-')
    .replaceAll(/[^\x20-\x7e]/g, '?');
