const LONGEST_TITLE = 60;

/** The first words of an entry, which stand out, and the rest: up to the first colon, dot or comma; all of what has none. */
export function splitTitle(text: string): readonly [title: string, rest: string] {
  const end = /[:.,] /.exec(text);
  if (end === null) return text.length <= LONGEST_TITLE ? [text, ''] : ['', text];
  return end.index + 1 > LONGEST_TITLE ? ['', text] : [text.slice(0, end.index + 1), text.slice(end.index + 1)];
}
