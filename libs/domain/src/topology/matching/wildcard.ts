/** Text with gaps that any text fits: `parts` stand before, between and after the asterisks. */
export interface Wildcard {
  readonly parts: readonly string[];
}

/** `at` counts characters from 1. */
export type ReadWildcard =
  | { readonly ok: true; readonly wildcard: Wildcard }
  | { readonly ok: false; readonly fault: 'two-asterisks' | 'escape'; readonly at: number };

/** `*` stands for any text, also none; `\*` and `\\` for themselves. Two asterisks in a row and other escapes are refused, as by AWS. */
export function readWildcard(text: string): ReadWildcard {
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    const next = text[at + 1];
    if (sign === '*') {
      if (next === '*') return { ok: false, fault: 'two-asterisks', at: at + 1 };
      parts.push(part);
      part = '';
    } else if (sign === '\\') {
      if (next !== '*' && next !== '\\') return { ok: false, fault: 'escape', at: at + 1 };
      part += next;
      at++;
    } else {
      part += sign;
    }
  }
  return { ok: true, wildcard: { parts: [...parts, part] } };
}

/** How many asterisks stand for any text. */
export const asterisksIn = ({ parts }: Wildcard): number => parts.length - 1;

/** Takes time in proportion to the text and the wildcard together, whatever they are. */
export function fitsWildcard(text: string, { parts }: Wildcard): boolean {
  const [head = '', ...rest] = parts;
  const tail = rest.pop();
  if (tail === undefined) return text === head;
  if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
  let at = head.length;
  const end = text.length - tail.length;
  // What comes first may as well be found first: any later place would leave less for the parts that follow.
  for (const part of rest) {
    const found = indexOf(text, part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

/** Below this many comparisons at worst, the built-in search is the faster one. */
const CHEAP_SEARCH = 100_000;

function indexOf(text: string, part: string, from: number): number {
  if ((text.length - from) * part.length <= CHEAP_SEARCH) return text.indexOf(part, from);
  return indexOfInLinearTime(text, part, from);
}

/** Knuth, Morris and Pratt: the built-in search can be made to compare every character of the part at every place of the text. */
function indexOfInLinearTime(text: string, part: string, from: number): number {
  const borders = bordersOf(part);
  let matched = 0;
  for (let at = from; at < text.length; at++) {
    while (matched > 0 && text.charCodeAt(at) !== part.charCodeAt(matched)) matched = borders[matched - 1] ?? 0;
    if (text.charCodeAt(at) === part.charCodeAt(matched)) matched++;
    if (matched === part.length) return at - matched + 1;
  }
  return -1;
}

/** For each beginning of the part: the length of its longest proper beginning that is also its end. */
function bordersOf(part: string): Uint32Array {
  const borders = new Uint32Array(part.length);
  let matched = 0;
  for (let at = 1; at < part.length; at++) {
    while (matched > 0 && part.charCodeAt(at) !== part.charCodeAt(matched)) matched = borders[matched - 1] ?? 0;
    if (part.charCodeAt(at) === part.charCodeAt(matched)) matched++;
    borders[at] = matched;
  }
  return borders;
}
