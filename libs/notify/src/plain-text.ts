import type { Notification } from '@weir/contract';

/** Names are untrusted: what would break a line, or steer a terminal or a mail, becomes a space. */
// eslint-disable-next-line no-control-regex -- these are what is looked for
export const oneLine = (text: string): string => text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();

/** At most so many characters, without cutting one in half. */
export const shortened = (text: string, most: number): string =>
  text.length <= most
    ? text
    : `${text
        .slice(0, most - 1)
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`;

/** A message without any markup. */
export function plainText({ title, text, facts, links }: Notification): string {
  const lines = [
    oneLine(title),
    '',
    oneLine(text),
    '',
    ...facts.map(({ name, value }) => `${name}: ${oneLine(value)}`),
    ...(links.length === 0 ? [] : ['', ...links.map((link) => `${oneLine(link.title)}: ${link.url}`)]),
  ];
  return `${lines.join('\n')}\n`;
}
