/**
 * The part of Markdown that notes of an incident need: paragraphs, lists, quotes, code, emphasis and links. Everything else stays the text it is, HTML above
 * all: a note is written by anyone and read by everyone.
 */
export type Inline =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'em'; readonly parts: readonly Inline[] }
  | { readonly kind: 'link'; readonly url: string; readonly parts: readonly Inline[] };

export type Block =
  | { readonly kind: 'paragraph' | 'quote' | 'heading'; readonly lines: readonly (readonly Inline[])[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'code'; readonly text: string };

const FENCE = /^\s*```/;
const BULLET = /^\s{0,3}[-*+]\s+(.*)$/;
const NUMBER = /^\s{0,3}\d{1,9}[.)]\s+(.*)$/;
const QUOTE = /^\s{0,3}>\s?(.*)$/;
const HEADING = /^\s{0,3}#{1,6}\s+(.*)$/;

const KINDS = [
  [HEADING, 'heading'],
  [BULLET, 'bullet'],
  [NUMBER, 'number'],
  [QUOTE, 'quote'],
] as const;
type LineKind = 'paragraph' | (typeof KINDS)[number][1];

/** Reads a note. Never fails: what is no Markdown is text. */
export function readMarkdown(source: string): readonly Block[] {
  const lines = source.replaceAll('\r\n', '\n').split('\n');
  const blocks: Block[] = [];
  let run: { kind: LineKind; lines: string[] } | null = null;
  const end = () => {
    if (run !== null) blocks.push(blockOf(run.kind, run.lines));
    run = null;
  };
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (FENCE.test(line)) {
      end();
      const close = lines.findIndex((later, place) => place > index && FENCE.test(later));
      // A fence that nobody closed holds the rest.
      const last = close < 0 ? lines.length : close;
      blocks.push({ kind: 'code', text: lines.slice(index + 1, last).join('\n') });
      index = last;
    } else if (line.trim() === '') {
      end();
    } else {
      const { kind, text } = lineOf(line);
      if (run !== null && (run as { kind: LineKind }).kind !== kind) end();
      run ??= { kind, lines: [] };
      run.lines.push(text);
    }
  }
  end();
  return blocks;
}

function lineOf(line: string): { readonly kind: LineKind; readonly text: string } {
  for (const [pattern, kind] of KINDS) {
    const text = pattern.exec(line)?.[1];
    if (text !== undefined) return { kind, text };
  }
  return { kind: 'paragraph', text: line.trim() };
}

function blockOf(kind: LineKind, lines: readonly string[]): Block {
  const read = lines.map((line) => readInline(line));
  return kind === 'bullet' || kind === 'number' ? { kind: 'list', ordered: kind === 'number', items: read } : { kind, lines: read };
}

/** What may open inside a line, the earliest first; of two that open at one place the one that stands first here. */
const SPANS: readonly (readonly [pattern: RegExp, make: (found: readonly string[], depth: number) => Inline | null])[] = [
  [/`([^`]+)`/, ([, text = '']) => ({ kind: 'code', text })],
  [/\*\*(\S(?:.*?\S)?)\*\*(?!\*)/, ([, text = ''], depth) => ({ kind: 'strong', parts: readInline(text, depth) })],
  [/\*(\S(?:[^*]*?\S)?)\*/, ([, text = ''], depth) => ({ kind: 'em', parts: readInline(text, depth) })],
  [/(?<![\p{L}\p{N}_])_(\S(?:[^_]*?\S)?)_(?![\p{L}\p{N}_])/u, ([, text = ''], depth) => ({ kind: 'em', parts: readInline(text, depth) })],
  [
    /\[([^\]]+)\]\(([^\s()]+)\)/,
    ([, text = '', url = ''], depth) => (isSafe(url) ? { kind: 'link', url, parts: readInline(text, depth) } : null),
  ],
  [
    /https?:\/\/[^\s<>()[\]"']*[^\s<>()[\]"'.,;:!?]/,
    ([url = '']) => (isSafe(url) ? { kind: 'link', url, parts: [{ kind: 'text', text: url }] } : null),
  ],
];

/** Nobody nests emphasis deeper; a note that does costs no more time than one that does not. */
const DEEPEST = 4;

function readInline(text: string, depth = 0): readonly Inline[] {
  if (depth > DEEPEST) return [{ kind: 'text', text }];
  const parts: Inline[] = [];
  let rest = text;
  while (rest !== '') {
    const found = firstSpan(rest, depth);
    if (found === null) break;
    if (found.at > 0) parts.push({ kind: 'text', text: rest.slice(0, found.at) });
    parts.push(found.made);
    rest = rest.slice(found.at + found.length);
  }
  if (rest !== '') parts.push({ kind: 'text', text: rest });
  return parts;
}

function firstSpan(text: string, depth: number): { readonly at: number; readonly length: number; readonly made: Inline } | null {
  const found = SPANS.flatMap(([pattern, make]) => {
    const match = pattern.exec(text);
    return match === null ? [] : [{ match, make }];
  }).sort((a, b) => a.match.index - b.match.index);
  for (const { match, make } of found) {
    const made = make(match, depth + 1);
    if (made !== null) return { at: match.index, length: match[0].length, made };
  }
  return null;
}

/** Addresses of the web alone: `javascript:` and `data:` are no links. */
function isSafe(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && (parsed.protocol === 'https:' || parsed.protocol === 'http:');
}
