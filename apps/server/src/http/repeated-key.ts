/** A place in the text whose end is still to come. */
type Open = { readonly kind: 'object'; readonly keys: Set<string>; key: string } | { readonly kind: 'array'; index: number };

/**
 * The path of the first key that one object of a JSON text gives twice, such as `events.0.event.source`; null: there is none. The parser
 * built in keeps the last of them without a word, so that what is asked and what is answered could be two things. Of a text that is no JSON it
 * tells nothing. Linear in the text, and as deep as that is nested.
 */
export function repeatedKey(text: string): string | null {
  const open: Open[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const inside = open.at(-1);
    switch (text[at]) {
      case '{':
        open.push({ kind: 'object', keys: new Set(), key: '' });
        break;
      case '[':
        open.push({ kind: 'array', index: 0 });
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case ',':
        if (inside?.kind === 'array') inside.index += 1;
        break;
      case '"': {
        const end = endOfString(text, at);
        if (inside?.kind === 'object' && isKey(text, end)) {
          inside.key = unescaped(text.slice(at, end));
          if (inside.keys.has(inside.key)) return pathOf(open);
          inside.keys.add(inside.key);
        }
        at = end - 1;
        break;
      }
      default:
    }
  }
  return null;
}

/** Behind the closing quote; the end of the text when there is none. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

function isKey(text: string, end: number): boolean {
  let at = end;
  while (at < text.length && ' \t\n\r'.includes(text[at] ?? '')) at += 1;
  return text[at] === ':';
}

/** `"\u0061"` is `a`: two spellings of a key are one key. */
function unescaped(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    // No JSON, which the parser says better.
    return quoted;
  }
}

const LONGEST_PATH = 20;

const pathOf = (open: readonly Open[]): string =>
  open
    .map((place) => (place.kind === 'object' ? place.key : String(place.index)))
    .slice(-LONGEST_PATH)
    .join('.');
