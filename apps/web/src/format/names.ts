const ELLIPSIS = '…';

/**
 * Text from AWS with its invisible characters made visible: control characters and those that turn the direction of writing would let a
 * name pass for another, or turn the sentence around it.
 */
export function visibleText(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}

/** Line breaks and tabs of a payload are its layout; what else hides is shown. */
export const visibleLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => visibleText(line.replaceAll('\t', '  ')))
    .join('\n');

/**
 * A name cut to `length` characters in the middle, because the ends tell names apart: `prod-…-capture-dlq`. Counts code points, so that
 * no character is cut in half.
 */
export function clipMiddle(name: string, length: number): string {
  const characters = [...name];
  if (characters.length <= length) return name;
  const kept = Math.max(2, length - 1);
  const head = Math.ceil(kept / 2);
  return characters.slice(0, head).join('') + ELLIPSIS + characters.slice(characters.length - (kept - head)).join('');
}

/** Share and most characters of a name's end that stay visible when its middle is clipped. */
const TAIL_SHARE = 0.4;
const LONGEST_TAIL = 9;
const NEVER_SPLIT = 4;

/** A name as a head that may shrink and a tail that may not. Short names have no tail. */
export function splitForClipping(name: string): readonly [head: string, tail: string] {
  const characters = [...name];
  if (characters.length <= NEVER_SPLIT) return [name, ''];
  const cut = characters.length - Math.min(LONGEST_TAIL, Math.floor(characters.length * TAIL_SHARE));
  return [characters.slice(0, cut).join(''), characters.slice(cut).join('')];
}

/**
 * The prefix, up to and including a separator, that all names share: `prod-`. Empty for fewer than three names, or when dropping it
 * would leave one without anything.
 */
export function sharedPrefix(names: readonly string[]): string {
  const [first, ...others] = names;
  if (first === undefined || others.length < 2) return '';
  let length = first.length;
  for (const other of others) {
    let same = 0;
    while (same < length && first[same] === other[same]) same += 1;
    length = same;
  }
  const end = first.slice(0, length).search(/[-_.][^-_.]*$/);
  const prefix = end < 0 ? '' : first.slice(0, end + 1);
  return names.some((name) => name.length <= prefix.length) ? '' : prefix;
}

export function withoutPrefix(name: string, prefix: string): string {
  return prefix !== '' && name.startsWith(prefix) ? name.slice(prefix.length) : name;
}
