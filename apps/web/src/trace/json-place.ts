import { readJson } from '@weir/domain';

/** Where a text is refused as JSON, for people: lines and columns count from 1. */
export interface JsonPlace {
  readonly line: number;
  readonly column: number;
  /** What is the matter there, after the column: `wants a comma or }`. */
  readonly says: string;
}

/**
 * null: it is JSON, as patterns and policies read it. They are stricter than browsers: of a key that is given twice AWS does not say which one
 * counts, and nothing is nested without end.
 */
export function jsonProblem(text: string): JsonPlace | null {
  const read = readJson(text);
  if (read.ok) return null;
  const before = text.slice(0, read.at).split('\n');
  const says = read.wanted === null ? SAYS[read.problem.rule] : `wants ${WORDS[read.wanted] ?? read.wanted}`;
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, says };
}

const SAYS = {
  json: 'is no JSON',
  'duplicate-key': 'gives a name a second time, and AWS does not say which one counts',
  depth: 'is nested deeper than AWS takes it',
} as const;

/** Signs in words, as they are hard to tell in a sentence. */
const WORDS: Readonly<Record<string, string>> = {
  '":"': 'a colon',
  '"," or "}"': 'a comma or }',
  '"," or "]"': 'a comma or ]',
  'a key in quotation marks': 'a name in quotation marks',
  'a string that ends': 'a closing quotation mark',
};

/** What a text holds, ready to be sent: the text itself where numbers in it are longer than a browser can keep. null: it is no JSON. */
export function sendableJson(text: string): { readonly value: unknown } | null {
  const read = readJson(text);
  if (!read.ok) return null;
  return { value: hasLongNumbers(read.value) ? text : (JSON.parse(text) as unknown) };
}

/** Whole numbers that JSON in a browser would round. */
export function hasLongNumbers(value: unknown): boolean {
  if (typeof value === 'bigint') return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(hasLongNumbers);
}

/** Message attributes as they are sent: long numbers by their type and text, as SNS itself has all numbers. */
export function sendableAttributes(text: string): Record<string, unknown> | null {
  const read = readJson(text);
  if (!read.ok || typeof read.value !== 'object' || read.value === null || Array.isArray(read.value)) return null;
  return Object.fromEntries(Object.entries(read.value).map(([name, attribute]) => [name, sendable(attribute)]));
}

function sendable(attribute: unknown): unknown {
  if (!hasLongNumbers(attribute)) return attribute;
  if (typeof attribute === 'bigint') return { type: 'Number', value: String(attribute) };
  if (Array.isArray(attribute)) return { type: 'String.Array', value: `[${attribute.map(listItem).join(',')}]` };
  return Object.fromEntries(
    Object.entries(attribute as object).map(([key, value]: [string, unknown]) => [key, typeof value === 'bigint' ? String(value) : value]),
  );
}

const listItem = (item: unknown): string => (typeof item === 'bigint' ? String(item) : JSON.stringify(item));
