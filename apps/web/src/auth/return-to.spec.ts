import { describe, expect, it } from 'vitest';
import { readReturnTo } from './return-to.js';

describe('the page to return to', () => {
  it.each(['/', '/incidents/INC-2041', '/queues?verdict=slow&theme=light', '/incidents?q=a%2F%2Fb#top'])('keeps %s', (path) => {
    expect(readReturnTo(path)).toBe(path);
  });

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '/\t/evil.example/',
    '/..//evil.example',
    '/a/..//evil.example',
    'javascript:alert(1)',
    ' /queues',
    'queues',
    '',
    '/login?next=/login',
    '/setup',
    undefined,
    ['/queues'],
  ])('gives the estate instead of %j', (path) => {
    expect(readReturnTo(path)).toBe('/');
  });

  it('gives the estate instead of what no page of Weir is as long as', () => {
    expect(readReturnTo(`/${'a'.repeat(3_000)}`)).toBe('/');
  });
});
