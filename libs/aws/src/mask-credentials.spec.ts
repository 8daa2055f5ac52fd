import { describe, expect, it } from 'vitest';
import { maskCredentials } from './mask-credentials.js';

describe('maskCredentials', () => {
  it.each([
    ['https://user:s3cret@shop.example/hook', 'https://***@shop.example/hook'],
    ['http://token@shop.example', 'http://***@shop.example'],
    ['https://a:b@c:d@shop.example/x', 'https://***@shop.example/x'],
    ['https://shop.example/hook?token=abc&id=7', 'https://shop.example/hook?token=***&id=7'],
    ['https://shop.example/hook?id=7&api_key=abc#x', 'https://shop.example/hook?id=7&api_key=***#x'],
    ['https://shop.example/?X-Amz-Signature=abc&X-Amz-Credential=k', 'https://shop.example/?X-Amz-Signature=***&X-Amz-Credential=***'],
    ['https://shop.example/?%74oken=abc', 'https://shop.example/?%74oken=***'],
    ['https://shop.example/?sig=abc;key=def', 'https://shop.example/?sig=***;key=***'],
    ['https://shop.example/#access_token=abc', 'https://shop.example/#access_token=***'],
    ['HTTPS://user:pw@SHOP.example', 'HTTPS://***@SHOP.example'],
    ['smk://user:pw@broker:9092', 'smk://***@broker:9092'],
    ['https://[not a url?user:pw@x&password=1', 'https://[not a url?user:pw@x&password=***'],
  ])('%s', (url, masked) => {
    expect(maskCredentials(url)).toBe(masked);
  });

  it.each([
    'arn:aws:sqs:eu-west-1:111122223333:orders',
    'someone@shop.example',
    '+447700900123',
    'https://shop.example/hook?id=7&keyboard=qwerty&page=2',
    'https://shop.example/with@at',
    '',
  ])('leaves %j as it is', (text) => {
    expect(maskCredentials(text)).toBe(text);
  });

  it('takes hostile text in its stride', () => {
    const started = performance.now();
    expect(maskCredentials(`https://${'a:@'.repeat(20_000)}${'?token='.repeat(20_000)}`)).toContain('***');
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
