import { gzipSync } from 'node:zlib';
import { maskingConfig } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { readMessage } from './group-messages.js';
import { Masker } from './mask.js';
import { showMessage } from './show-message.js';
import { messageOf, unpack } from './testing/messages.js';

const masker = new Masker(maskingConfig.parse({ pointers: ['/customer/*/note'] }));
const show = (...args: Parameters<typeof messageOf>) => showMessage(readMessage(messageOf(...args), unpack), masker);
const masked = (text: string) => masker.text(text, new Map());

describe('what is hidden', () => {
  it.each([
    ['mail ann.lee@example.co.uk now', 'mail [email hidden] now'],
    ['card 4111 1111 1111 1111', 'card [card hidden]'],
    ['order 4111 1111 1111 1112 is no card', 'order 4111 1111 1111 1112 is no card'],
    ['DE89 3704 0044 0532 0130 00', '[iban hidden]'],
    ['DE88 3704 0044 0532 0130 00 is none', 'DE88 3704 0044 0532 0130 00 is none'],
    ['call +49 30 901820 today', 'call [phone hidden] today'],
    ['Authorization: Bearer abcdef.123456', 'Authorization: [bearer token hidden]'],
    ['key AKIAIOSFODNN7EXAMPLE', 'key [AWS key hidden]'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc', '[JWT hidden]'],
    ['{"Password": "x", "apiToken": "y", "total": 3}', '{"Password":"[Password hidden]","apiToken":"[apiToken hidden]","total":3}'],
    ['{"card": 4111111111111111}', '{"card":"[card hidden]"}'],
    ['{"customer": {"a": {"note": "x", "n": 1}}}', '{"customer":{"a":{"note":"[note hidden]","n":1}}}'],
    ['{"by": {"ann@example.com": 1}}', '{"by":{"[email hidden]":1}}'],
    ['{"inner": "{\\"firstName\\": \\"Ann\\"}"}', '{"inner":"{\\"firstName\\":\\"[firstName hidden]\\"}"}'],
    ['{"password": null, "secret": ""}', '{"password": null, "secret": ""}'],
    // Cut off, as bodies that fail often are; escaped within another text; a form.
    ['{"firstName":"Ann","password":"hunt', '{"firstName":"[firstName hidden]","password":"[password hidden]'],
    ['{"total":1,"apiToken": 1234', '{"total":1,"apiToken": [apiToken hidden]'],
    ['{"inner": "{\\"firstName\\":\\"Ann\\",\\"n\\":1', '{"inner": "{\\"firstName\\":\\"[firstName hidden]\\",\\"n\\":1'],
    ['user=7&password=hunter2&x=1', 'user=7&password=[password hidden]&x=1'],
  ])('%s', (text, expected) => expect(masked(text)).toBe(expected));

  it('credentials even when nothing else is', () => {
    const bare = new Masker({ patterns: [], keys: [], pointers: [] });
    expect(bare.text('ann@example.com AKIAIOSFODNN7EXAMPLE', new Map())).toBe('ann@example.com [AWS key hidden]');
  });

  it('takes no longer for text that is made to take long', () => {
    for (const text of ['a'.repeat(200_000), '1 '.repeat(100_000), '+1'.repeat(100_000), 'a@'.repeat(100_000), 'AB12 '.repeat(40_000)])
      expect(masked(text)).toBe(text);
  });
});

describe('a message as it is shown', () => {
  it('is masked in every layer and attribute, and says so', () => {
    const body = { event: 'MailWanted', to: 'ann@example.com', orderId: 'o-1' };
    const shown = show(body, {}, { contact: 'bob@example.com' });
    expect(JSON.stringify(shown)).not.toMatch(/ann@|bob@/);
    expect(shown.masked).toEqual([{ rule: 'email', times: 2 }]);
    expect(shown.correlate).toEqual([{ label: 'orderId', value: 'o-1' }]);
    expect(shown.trace).toMatchObject({ from: 'arn:aws:sqs:eu-west-1:111122223333:orders', event: { orderId: 'o-1' } });
  });

  it('does not hand out in an encoding what it hides within', () => {
    const packed = Buffer.from(gzipSync(JSON.stringify({ to: 'ann@example.com' }))).toString('base64');
    const shown = show(packed);
    expect(shown.layers.map(({ kind }) => kind)).toEqual(['text', 'gzip', 'json']);
    expect(JSON.stringify(shown)).not.toContain(packed.slice(0, 20));
    expect(show(Buffer.from(JSON.stringify({ to: 'nobody here' })).toString('base64')).layers[0]?.text).toMatch(/^eyJ/);
  });

  it('is cut where it is too long to show', () => {
    const [layer] = show('x '.repeat(50_000)).layers;
    expect([layer?.text.length, layer?.cut]).toEqual([64_000, 36_000]);
  });

  it('does not hand out what it could not read', () => {
    const secret = JSON.stringify({ to: 'ann@example.com', more: 'x'.repeat(200) });
    const cutOff = Buffer.from(gzipSync(secret).subarray(0, -12)).toString('base64');
    for (const body of [cutOff, Buffer.from(Uint8Array.from({ length: 90 }, (_, at) => 128 + (at % 90))).toString('base64')]) {
      const shown = show(body);
      expect(JSON.stringify(shown)).not.toContain(body.slice(0, 20));
      expect(shown.layers.at(-1)).toMatchObject({ kind: 'raw' });
    }
  });

  it('reads base64 of the other alphabet, and in lines', () => {
    const body = JSON.stringify({ to: 'ann@example.com', text: 'ÿþ?>~'.repeat(9) });
    const lines = Buffer.from(body).toString('base64').replaceAll(/.{40}/g, '$&\n');
    for (const packed of [Buffer.from(body).toString('base64url'), lines]) {
      expect(show(packed).layers.map(({ kind }) => kind)).toEqual(['text', 'base64', 'json']);
      expect(JSON.stringify(show(packed))).not.toContain('ann@');
    }
  });

  it('masks groups and binary attributes too', () => {
    const bytes = new TextEncoder().encode('ann@example.com');
    const shown = show({ n: 1 }, { messageGroupId: 'bob@example.com', attributes: [{ name: 'blob', type: 'Binary', text: null, bytes }] });
    expect([shown.messageGroupId, shown.attributes[0]?.value]).toEqual(['[email hidden]', '[email hidden]']);
    const odd = show({ n: 1 }, { attributes: [{ name: 'blob', type: 'Binary', text: null, bytes: Uint8Array.of(255, 254, 0) }] });
    expect(odd.attributes[0]?.value).toBe('[3 bytes]');
  });

  it('keeps tags as text', () => {
    expect(show('<script>alert(1)</script>').layers[0]?.text).toBe('<script>alert(1)</script>');
  });

  it('begins the trace of an event at its rule', () => {
    const event = { source: 'shop', 'detail-type': 'X', account: '1', detail: { id: 1 } };
    const rule = 'arn:aws:events:eu-west-1:111122223333:rule/commerce/invoices';
    expect(show(event, { deadLetterSourceArn: null }, { RULE_ARN: rule }).trace).toEqual({ from: rule, event, attributes: {} });
    expect(show('text', { deadLetterSourceArn: null }).trace).toBeNull();
  });
});
