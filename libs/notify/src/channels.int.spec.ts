import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { channelConfig, notification as notificationSchema } from '@weir/contract';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ChannelError } from './channel-error.js';
import { openChannel, targetOf } from './open-channel.js';
import { secretReader } from './read-secret.js';
import type { SnsMessage } from './sns.js';
import { HOSTILE, notificationOf } from './testing/notification-of.js';
import { startReceiver } from './testing/receiver.js';
import { startSmtpSink } from './testing/smtp-sink.js';

const NOW = Date.UTC(2026, 10, 24, 14);

function open(config: Readonly<Record<string, unknown>>, environment: Record<string, string> = {}, published: SnsMessage[] = []) {
  return openChannel(channelConfig.parse({ ...config, ...(config.kind !== 'sns' && { allowPrivate: true }) }), {
    readSecret: secretReader(environment),
    now: () => NOW,
    withinMs: 2000,
    publish: (message) => {
      published.push(message);
      return Promise.resolve();
    },
  });
}

const failure = (sending: Promise<unknown>): Promise<unknown> =>
  sending.then(
    () => null,
    (error: unknown) => error,
  );
const refusal = (message: string) =>
  expect.objectContaining({ retryable: false, message: expect.stringContaining(message) as string }) as ChannelError;
const json = (text: string | undefined): unknown => JSON.parse(text ?? '');

describe('the generic webhook', () => {
  /** Independent of how it was signed. */
  async function hmac(secret: string, text: string): Promise<string> {
    const bytes = new TextEncoder();
    const key = await crypto.subtle.importKey('raw', bytes.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    return Buffer.from(await crypto.subtle.sign('HMAC', key, bytes.encode(text))).toString('hex');
  }

  it('sends what the contract says, signed', async () => {
    const receiver = await startReceiver({ status: 204 });
    await open({ kind: 'webhook', url: `${receiver.url}/in`, secret: { env: 'S' } }, { S: 'shhh' }).send(notificationOf(), null);
    const [got] = receiver.received;
    expect(notificationSchema.parse(json(got?.body))).toEqual(notificationOf());
    expect(got?.headers['weir-id']).toBe('INC-7/ops/0/opened/0');
    expect(got?.headers['weir-timestamp']).toBe(String(NOW / 1000));
    expect(got?.headers['weir-signature']).toBe(`v1=${await hmac('shhh', `${String(NOW / 1000)}.${got?.body ?? ''}`)}`);
  });

  it('takes a new secret from its file without a restart, and its address from a variable', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'weir-secret-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'secret');
    const receiver = await startReceiver({ status: 200 });
    const channel = open({ kind: 'webhook', url: { env: 'U' }, secret: { file } }, { U: receiver.url });
    const signatures: unknown[] = [];
    for (const secret of ['one', 'two\n']) {
      await writeFile(file, secret);
      await channel.send(notificationOf(), null);
      signatures.push(receiver.received.at(-1)?.headers['weir-signature']);
    }
    const body = `${String(NOW / 1000)}.${JSON.stringify(notificationOf())}`;
    expect(signatures).toEqual([`v1=${await hmac('one', body)}`, `v1=${await hmac('two', body)}`]);
  });

  it('says which secret is missing', async () => {
    expect(await failure(open({ kind: 'webhook', url: { env: 'NOWHERE' } }).send(notificationOf(), null))).toEqual(
      refusal('the variable NOWHERE is not set'),
    );
    expect(await failure(open({ kind: 'teams', webhookUrl: { file: '/nowhere' } }).send(notificationOf(), null))).toEqual(
      refusal('/nowhere cannot be read'),
    );
  });
});

describe('Slack', () => {
  const environment = { TOKEN: 'xoxb-secret' };
  const bot = (url: string) => open({ kind: 'slack', botToken: { env: 'TOKEN' }, channel: '#ops', apiUrl: url }, environment);
  const ok = { status: 200, body: '{"ok":true,"channel":"C1","ts":"17.5"}' };

  it('keeps one message of a thread up to date, and replies beneath it where people must hear', async () => {
    const receiver = await startReceiver(ok);
    const channel = bot(receiver.url);
    const reference = await channel.send(notificationOf(), null);
    await channel.send(notificationOf({ kind: 'changed' }), reference);
    expect(await channel.send(notificationOf({ kind: 'resolved', title: 'Resolved · payments' }), reference)).toBe(reference);
    expect(receiver.received.map(({ path }) => path)).toEqual(['/chat.postMessage', '/chat.update', '/chat.update', '/chat.postMessage']);
    expect(receiver.received[0]?.headers.authorization).toBe('Bearer xoxb-secret');
    expect(json(receiver.received[1]?.body)).toMatchObject({ channel: 'C1', ts: '17.5' });
    expect(json(receiver.received[3]?.body)).toMatchObject({
      channel: 'C1',
      thread_ts: '17.5',
      text: 'Resolved · payments',
      reply_broadcast: false,
    });
  });

  it('has a button that acknowledges where Weir hears of it, while nobody has', async () => {
    const receiver = await startReceiver(ok);
    const config = { kind: 'slack', botToken: { env: 'TOKEN' }, channel: '#ops', apiUrl: receiver.url };
    const hearing = open({ ...config, signingSecret: { env: 'SIGNING' } }, environment);
    const { incident } = notificationOf();
    await hearing.send(notificationOf(), null);
    await hearing.send(notificationOf({ incident: { ...incident, acknowledgedBy: 'Ines' } }), null);
    await hearing.send(notificationOf({ incident: { ...incident, state: 'resolved' } }), null);
    await open(config, environment).send(notificationOf(), null);
    const buttons = receiver.received.map(({ body }) => {
      const { blocks } = json(body) as { blocks: { elements?: { action_id?: string; value?: string }[] }[] };
      return blocks.flatMap(({ elements = [] }) =>
        elements.map(({ action_id: id, value }) => (id === undefined ? 'link' : `${id} ${value ?? ''}`)),
      );
    });
    expect(buttons).toEqual([['acknowledge INC-7', 'link'], ['link'], ['link'], ['link']]);
  });

  it('posts anew when somebody deleted the message', async () => {
    const receiver = await startReceiver({ status: 200, body: '{"ok":false,"error":"message_not_found"}' }, ok);
    expect(await bot(receiver.url).send(notificationOf({ kind: 'changed' }), 'C1 1.0')).toBe('C1 17.5');
  });

  it.each([
    ['{"ok":false,"error":"not_in_channel"}', false],
    ['{"ok":false,"error":"invalid_auth"}', false],
    ['{"ok":false,"error":"internal_error"}', true],
    ['<html>', true],
    ['null', true],
  ])('%s: trying again helps: %s', async (body, retryable) => {
    const receiver = await startReceiver({ status: 200, body });
    expect(await failure(bot(receiver.url).send(notificationOf(), null))).toMatchObject({ retryable });
  });

  it('makes neither a mention nor a format of a name', async () => {
    const receiver = await startReceiver({ status: 200, body: 'ok' });
    await open({ kind: 'slack', webhookUrl: { env: 'U' } }, { U: receiver.url }).send(
      notificationOf({ title: HOSTILE, text: HOSTILE }),
      null,
    );
    const { text, blocks } = json(receiver.received[0]?.body) as { text: string; blocks: { text?: { type: string } }[] };
    expect(text).not.toContain('<!channel>');
    expect(text).toContain('&lt;!channel&gt;');
    expect(blocks.flatMap((block) => block.text?.type ?? [])).toEqual(['plain_text', 'plain_text']);
  });

  it('cuts what is longer than Slack takes', async () => {
    const receiver = await startReceiver({ status: 200, body: 'ok' });
    await open({ kind: 'slack', webhookUrl: { env: 'U' } }, { U: receiver.url }).send(
      notificationOf({ title: 'x'.repeat(5000), text: '😀'.repeat(5000) }),
      null,
    );
    const { text, blocks } = json(receiver.received[0]?.body) as { text: string; blocks: { text?: { text: string } }[] };
    expect(text.length).toBe(4000);
    expect(blocks.flatMap((block) => block.text?.text.length ?? [])).toEqual([150, 2999]);
    expect(JSON.stringify(blocks).isWellFormed()).toBe(true);
  });
});

describe('PagerDuty', () => {
  it('triggers, acknowledges and resolves one alert', async () => {
    const receiver = await startReceiver({ status: 202 });
    const channel = open({ kind: 'pagerduty', routingKey: { env: 'KEY' }, url: receiver.url }, { KEY: 'r0uting' });
    for (const kind of ['opened', 'acknowledged', 'resolved'] as const) await channel.send(notificationOf({ kind }), null);
    const events = receiver.received.map(({ body }) => json(body));
    expect(events).toMatchObject([
      { event_action: 'trigger', payload: { severity: 'critical', summary: 'SEV1 · payments is poisoned', source: 'payments' } },
      { event_action: 'acknowledge' },
      { event_action: 'resolve' },
    ]);
    for (const event of events) expect(event).toMatchObject({ routing_key: 'r0uting', dedup_key: 'INC-7/ops/0' });
  });

  it('leaves no alert of a test', async () => {
    const receiver = await startReceiver({ status: 202 });
    await open({ kind: 'pagerduty', routingKey: { env: 'KEY' }, url: receiver.url }, { KEY: 'k' }).send(
      notificationOf({ kind: 'test' }),
      null,
    );
    expect(receiver.received.map(({ body }) => json(body))).toMatchObject([{ event_action: 'trigger' }, { event_action: 'resolve' }]);
  });
});

describe('Microsoft Teams', () => {
  it('sends an Adaptive Card whose text is no Markdown', async () => {
    const receiver = await startReceiver({ status: 202 });
    await open({ kind: 'teams', webhookUrl: { env: 'U' } }, { U: receiver.url }).send(notificationOf({ title: HOSTILE }), null);
    expect(json(receiver.received[0]?.body)).toMatchObject({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: {
            type: 'AdaptiveCard',
            body: [
              { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: HOSTILE }] },
              { type: 'RichTextBlock' },
              { type: 'RichTextBlock' },
            ],
            actions: [{ type: 'Action.OpenUrl', url: 'https://weir.example/incidents/INC-7' }],
          },
        },
      ],
    });
  });
});

describe('SNS', () => {
  const topicArn = 'arn:aws:sns:eu-west-1:111122223333:alerts';

  it('publishes text for people and JSON for programs', async () => {
    const published: SnsMessage[] = [];
    await open({ kind: 'sns', topicArn }, {}, published).send(notificationOf({ title: 'SEV1 · zażółć\nx' }), null);
    const [message] = published;
    expect(message).toMatchObject({
      topicArn,
      subject: 'SEV1 - za???? x',
      fifo: null,
      attributes: { kind: 'opened', severity: '1', incident: 'INC-7', state: 'open' },
    });
    expect(notificationSchema.safeParse(json(message?.messages.default)).success).toBe(true);
    expect(message?.messages.email).toContain('Open INC-7: https://weir.example/incidents/INC-7');
  });

  it('keeps the order of a thread, and drops what is told twice, on a FIFO topic', async () => {
    const published: SnsMessage[] = [];
    await open({ kind: 'sns', topicArn: `${topicArn}.fifo` }, {}, published).send(notificationOf(), null);
    expect(published[0]?.fifo).toEqual({ groupId: 'INC-7/ops/0', deduplicationId: 'INC-7/ops/0/opened/0' });
  });
});

describe('e-mail', () => {
  const mailTo = (port: number, server: object = {}, environment = {}) =>
    open(
      {
        kind: 'email',
        from: 'weir@example.org',
        to: ['ops@example.org', 'lead@example.org'],
        server: { host: '127.0.0.1', port, security: 'none', ...server },
      },
      environment,
    );

  it('goes to everybody, as a thread, and with the same id when it is sent twice', async () => {
    const sink = await startSmtpSink();
    const channel = mailTo(sink.port);
    const reference = await channel.send(notificationOf(), null);
    await channel.send(notificationOf(), null);
    expect(await channel.send(notificationOf({ id: 'INC-7/ops/0/resolved/0', kind: 'resolved' }), reference)).toBe(reference);
    const header = (index: number, name: string) => new RegExp(`^${name}: (.*)$`, 'mi').exec(sink.mails[index]?.raw ?? '')?.[1]?.trim();
    expect(sink.mails.map(({ to }) => to)).toEqual(Array(3).fill(['ops@example.org', 'lead@example.org']));
    expect([header(0, 'Message-ID'), header(1, 'Message-ID'), header(2, 'In-Reply-To'), header(2, 'References')]).toEqual(
      Array(4).fill(reference),
    );
    expect(header(2, 'Message-ID')).not.toBe(reference);
    expect(header(0, 'Auto-Submitted')).toBe('auto-generated');
  });

  it('lets no name add a header, a recipient or markup', async () => {
    const sink = await startSmtpSink();
    await mailTo(sink.port).send(notificationOf({ title: HOSTILE, text: `<img src=x onerror=alert(1)> ${HOSTILE}` }), null);
    const { raw, to } = sink.mails[0] ?? { raw: '', to: [] };
    expect(to).toHaveLength(2);
    expect(raw.slice(0, raw.indexOf('\r\n\r\n'))).not.toMatch(/^Bcc:/m);
    expect(raw.slice(raw.indexOf('text/html'))).not.toContain('<img');
  });

  it('does not go on without a secure connection where one is asked for', async () => {
    const sink = await startSmtpSink();
    expect(await failure(mailTo(sink.port, { security: 'starttls' }).send(notificationOf(), null))).toMatchObject({ retryable: false });
    expect(sink.mails).toEqual([]);
  });

  it.each(['tls', 'starttls'])('over %s it trusts no certificate that nobody vouches for', async (security) => {
    // The sink brings a certificate of its own.
    const sink = await startSmtpSink({ secure: security === 'tls', disabledCommands: [] });
    expect(await failure(mailTo(sink.port, { security }).send(notificationOf(), null))).toBeInstanceOf(ChannelError);
    expect(sink.mails).toEqual([]);
  });

  it('signs in, and tells no password when it may not', async () => {
    const sink = await startSmtpSink({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, callback) => {
        if (username === 'weir' && password === 'right') callback(null, { user: 'weir' });
        else callback(new Error(`wrong password ${password ?? ''}`));
      },
    });
    const server = { user: 'weir', password: { env: 'P' } };
    await mailTo(sink.port, server, { P: 'right' }).send(notificationOf(), null);
    expect(sink.mails).toHaveLength(1);
    const error = await failure(mailTo(sink.port, server, { P: 'hunter2' }).send(notificationOf(), null));
    expect(error).toEqual(refusal('refused user or password'));
    expect(String(error)).not.toContain('hunter2');
  });

  it('tries again what passes, and not what does not', async () => {
    const refusing = (responseCode: number) =>
      startSmtpSink({
        onRcptTo: (_address, _session, callback) => {
          callback(Object.assign(new Error('no'), { responseCode }));
        },
      });
    expect(await failure(mailTo((await refusing(451)).port).send(notificationOf(), null))).toMatchObject({ retryable: true });
    expect(await failure(mailTo((await refusing(550)).port).send(notificationOf(), null))).toMatchObject({ retryable: false });
    expect(await failure(mailTo(1).send(notificationOf(), null))).toMatchObject({ retryable: true });
  });

  it('gives up on a server that says nothing', async () => {
    const { port } = await startSmtpSink({ onConnect: () => undefined });
    const channel = openChannel(
      channelConfig.parse({
        kind: 'email',
        allowPrivate: true,
        from: 'a@b.se',
        to: ['c@d.se'],
        server: { host: '127.0.0.1', port, security: 'none' },
      }),
      { readSecret: secretReader({}), now: () => NOW, withinMs: 300, publish: () => Promise.resolve() },
    );
    expect(await failure(channel.send(notificationOf(), null))).toMatchObject({ retryable: true });
  });

  it('does not call a private server by itself', async () => {
    const config = channelConfig.parse({ kind: 'email', from: 'a@b.se', to: ['c@d.se'], server: { host: '127.0.0.1', port: 25 } });
    const channel = openChannel(config, { readSecret: secretReader({}), now: () => NOW, publish: () => Promise.resolve() });
    expect(await failure(channel.send(notificationOf(), null))).toEqual(refusal('private'));
  });
});

describe('where a channel leads', () => {
  it.each([
    [{ kind: 'webhook', url: 'https://hooks.example/secret-path?token=x' }, 'hooks.example'],
    [{ kind: 'webhook', url: { env: 'U' } }, 'an address kept secret'],
    [{ kind: 'slack', botToken: { env: 'T' }, channel: '#ops' }, '#ops'],
    [{ kind: 'pagerduty', routingKey: { env: 'K' } }, 'events.pagerduty.com'],
  ] as const)('%j: %s', (config, target) => {
    expect(targetOf(channelConfig.parse(config))).toBe(target);
  });
});
