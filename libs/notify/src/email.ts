import { createHash } from 'node:crypto';
import type { ChannelConfig, Notification } from '@weir/contract';
import { createTransport } from 'nodemailer';
import type { Channel } from './channel.js';
import { ChannelError, failedForNow, refused } from './channel-error.js';
import { oneLine, plainText, shortened } from './plain-text.js';
import type { SecretReader } from './read-secret.js';
import { resolveHost, type Resolver } from './resolve-host.js';

const WITHIN_MS = 20_000;
/** RFC 5322, 2.1.1: a line has at most 998 characters; nobody reads a subject of that length. */
const LONGEST_SUBJECT = 200;

/** E-mail. Messages of a thread refer to its first one; one that is sent twice has the same `Message-ID`, which mailboxes drop. */
export function openEmail(
  { from, to, server, allowPrivate }: Extract<ChannelConfig, { kind: 'email' }>,
  {
    readSecret,
    resolver,
    withinMs = WITHIN_MS,
  }: { readonly readSecret: SecretReader; readonly resolver?: Resolver; readonly withinMs?: number },
): Channel {
  return {
    async send(notification: Notification, reference) {
      const [{ address }] = await resolveHost(server.host, allowPrivate, resolver);
      const transport = createTransport({
        host: address,
        port: server.port,
        secure: server.security === 'tls',
        requireTLS: server.security === 'starttls',
        ignoreTLS: server.security === 'none',
        tls: { servername: server.host },
        ...(server.user !== undefined && {
          auth: { user: server.user, pass: server.password === undefined ? '' : await readSecret(server.password) },
        }),
        ...{ connectionTimeout: withinMs, greetingTimeout: withinMs, socketTimeout: withinMs },
        ...{ disableFileAccess: true, disableUrlAccess: true },
      });
      const messageId = messageIdOf(notification.id, from);
      try {
        await transport.sendMail({
          ...{ from, to: [...to], messageId, signal: AbortSignal.timeout(withinMs) },
          ...(reference !== null && { inReplyTo: reference, references: reference }),
          subject: shortened(oneLine(notification.title), LONGEST_SUBJECT),
          text: plainText(notification),
          html: htmlOf(notification),
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Weir-Incident': notification.incident.id },
        });
      } catch (error) {
        throw failureOf(error, server.host);
      } finally {
        transport.close();
      }
      return reference ?? messageId;
    },
  };
}

function messageIdOf(id: string, from: string): string {
  const digest = createHash('sha256').update(id).digest('hex').slice(0, 40);
  return `<weir.${digest}@${from.slice(from.lastIndexOf('@') + 1)}>`;
}

/** The words of the server may quote what it was given; its code says enough. */
function failureOf(error: unknown, host: string): ChannelError {
  if (error instanceof ChannelError) return error;
  const field = (name: string): unknown => (error instanceof Error ? Reflect.get(error, name) : undefined);
  const code = field('code');
  const status = field('responseCode');
  if (code === 'EAUTH') return refused(`${host} refused user or password`);
  if (code === 'ETLS') return refused(`${host} offers no secure connection: check port and security`);
  // RFC 5321, 4.2.1: 5yz is final, 4yz passes.
  if (typeof status === 'number' && status >= 500) return refused(`${host} answered ${String(status)}: check sender and recipients`);
  if (typeof status === 'number') return failedForNow(`${host} answered ${String(status)}`);
  return failedForNow(`${host} could not be reached (${typeof code === 'string' ? code : 'connection failed'})`, null, error);
}

function htmlOf({ title, text, facts, links }: Notification): string {
  const rows = facts.map(
    ({ name, value }) => `<tr><td style="padding:2px 12px 2px 0;color:#666">${html(name)}</td><td>${html(value)}</td></tr>`,
  );
  return [
    `<h2 style="font:600 18px sans-serif">${html(title)}</h2>`,
    `<p style="font:15px sans-serif">${html(text)}</p>`,
    `<table style="font:14px sans-serif">${rows.join('')}</table>`,
    ...links.map((link) => `<p style="font:15px sans-serif"><a href="${html(link.url)}">${html(link.title)}</a></p>`),
  ].join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const html = (text: string): string => oneLine(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
