/** Text that stays, or a place where the value of a variable goes. */
export type TemplatePart =
  | { readonly text: string }
  /** `at` counts characters from 1. `quoted`: it stands inside a JSON string, where values go in as they are, unescaped. */
  | { readonly variable: string; readonly quoted: boolean; readonly at: number };

const PLACEHOLDER = /<([\w$.*/[\]'-]+)>/y;

/**
 * Splits a template at its placeholders. Whether one stands inside a JSON string is told by counting quotation marks, without those
 * behind a backslash.
 */
export function splitTemplate(template: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let text = '';
  let quoted = false;
  for (let at = 0; at < template.length;) {
    const variable = template[at] === '<' ? placeholderAt(template, at) : null;
    if (variable !== null) {
      if (text !== '') parts.push({ text });
      text = '';
      parts.push({ variable, quoted, at: at + 1 });
      at += variable.length + 2;
      continue;
    }
    const length = quoted && template[at] === '\\' ? 2 : 1;
    if (template[at] === '"') quoted = !quoted;
    text += template.slice(at, at + length);
    at += length;
  }
  return text === '' ? parts : [...parts, { text }];
}

function placeholderAt(template: string, at: number): string | null {
  PLACEHOLDER.lastIndex = at;
  return PLACEHOLDER.exec(template)?.[1] ?? null;
}
