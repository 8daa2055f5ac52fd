import { isRecord } from '../input.js';

/** Whether a message is wanted. */
export type LogFilter = (message: string) => boolean;

const CONDITION = /^\$((?:\.[A-Za-z_][A-Za-z0-9_-]*)+)\s*(!=|=)\s*(?:"([^"]*)"|([^\s"]+))$/;

/**
 * As much of the filter syntax as delivery logs need: none, words that all occur, or conditions on members of the JSON joined by `&&`.
 * Source: CloudWatch Logs User Guide, "Filter pattern syntax". null: a pattern that is not understood.
 */
export function parseFilterPattern(pattern: string): LogFilter | null {
  const trimmed = pattern.trim();
  if (trimmed === '') return () => true;
  if (!trimmed.startsWith('{')) return wordsFilter(trimmed);
  if (!trimmed.endsWith('}')) return null;
  const conditions = trimmed
    .slice(1, -1)
    .split('&&')
    .map((text) =>
      conditionIn(
        text
          .trim()
          .replace(/^\((.*)\)$/, '$1')
          .trim(),
      ),
    );
  return conditions.includes(null) ? null : (message) => conditions.every((holds) => holds?.(message) === true);
}

function wordsFilter(pattern: string): LogFilter | null {
  const words = [...pattern.matchAll(/"([^"]*)"|([^\s"?{}[\]]+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  return words.length === 0 ? null : (message) => words.every((word) => message.includes(word));
}

function conditionIn(text: string): LogFilter | null {
  const match = CONDITION.exec(text);
  if (!match) return null;
  const [, path = '', operator, quoted, bare] = match;
  const wanted = quoted ?? bare ?? '';
  const names = path.slice(1).split('.');
  return (message) => isLike(memberOf(message, names), wanted) === (operator === '=');
}

function memberOf(message: string, names: readonly string[]): string {
  let value: unknown = JSON.parse(message);
  for (const name of names) value = isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** `*` stands for anything, at the beginning and at the end. */
function isLike(text: string, wanted: string): boolean {
  const core = wanted.replace(/^\*/, '').replace(/\*$/, '');
  const [open, closed] = [wanted.startsWith('*'), wanted.length > 1 && wanted.endsWith('*')];
  if (open && closed) return text.includes(core);
  if (open) return text.endsWith(core);
  return closed ? text.startsWith(core) : text === wanted;
}
