import fc from 'fast-check';
import { renderToStaticMarkup } from 'react-dom/server';
import { createElement } from 'react';
import { describe, expect, it } from 'vitest';
import { Markdown } from './Markdown.js';
import { readMarkdown } from './markdown.js';

const text = (words: string) => ({ kind: 'text', text: words });
const html = (source: string) => renderToStaticMarkup(createElement(Markdown, { source }));

describe('a note', () => {
  it('has paragraphs, lists, quotes and code', () =>
    expect(readMarkdown('one\ntwo\n\n- a\n- b\n1. c\n> said\n```\nx = 1\n\ny\n```\n# Head')).toEqual([
      { kind: 'paragraph', lines: [[text('one')], [text('two')]] },
      { kind: 'list', ordered: false, items: [[text('a')], [text('b')]] },
      { kind: 'list', ordered: true, items: [[text('c')]] },
      { kind: 'quote', lines: [[text('said')]] },
      { kind: 'code', text: 'x = 1\n\ny' },
      { kind: 'heading', lines: [[text('Head')]] },
    ]));
  it('has emphasis, code and links within a line', () =>
    expect(readMarkdown('a **b *c*** `d*e*` [f](https://g.example/h) snake_case_name')).toEqual([
      {
        kind: 'paragraph',
        lines: [
          [
            text('a '),
            { kind: 'strong', parts: [text('b '), { kind: 'em', parts: [text('c')] }] },
            text(' '),
            { kind: 'code', text: 'd*e*' },
            text(' '),
            { kind: 'link', url: 'https://g.example/h', parts: [text('f')] },
            text(' snake_case_name'),
          ],
        ],
      },
    ]));
  it('makes bare addresses links, without the dot after them', () =>
    expect(html('see https://a.example/b?c=1.')).toContain('href="https://a.example/b?c=1"'));
  it('closes a fence that nobody closed', () => expect(readMarkdown('```\nrest')).toEqual([{ kind: 'code', text: 'rest' }]));
});

describe('what is no Markdown', () => {
  it.each(['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '&lt;b&gt;'])('%s stays text', (source) => {
    expect(html(source)).not.toMatch(/<(script|img|b)[\s>]/);
    expect(readMarkdown(source)).toEqual([{ kind: 'paragraph', lines: [[text(source)]] }]);
  });
  it.each(['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', '//evil.example', 'JaVaScRiPt:alert(1)'])('%s is no link', (url) =>
    expect(html(`[click](${url})`)).not.toContain('<a'),
  );
  it('shows what would turn the direction of writing', () => expect(html('a\u202eb')).toContain('a\ufffdb'));
});

const KNOWN_TAGS = ['div', 'p', 'span', 'br', 'ul', 'ol', 'li', 'blockquote', 'pre', 'code', 'b', 'em', 'a'];

it('reads anything, and makes no link but to the web', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('*', '_', '`', '[', ']', '(', ')', '**', '\n', '> ', '- ', 'http://', 'a', ' ', '<b>')),
      (pieces) => {
        const shown = html(pieces.join(''));
        for (const [, href = ''] of shown.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^https?:\/\//);
        for (const [, tag = ''] of shown.matchAll(/<\/?([a-z]+)/g)) expect(KNOWN_TAGS).toContain(tag);
      },
    ),
    { numRuns: 200 },
  );
});

it('takes no longer for a note that tries to', () => {
  const begun = performance.now();
  readMarkdown(`${'*'.repeat(4_000)}a ${'[a]('.repeat(2_000)} ${'**a'.repeat(2_000)}`);
  expect(performance.now() - begun).toBeLessThan(2_000);
});
