import { readJson, type JsonValue } from '../matching/read-json.js';
import { jsonIn, jsonText, shapeOf } from './json-text.js';
import type { TemplatePart } from './template.js';

/** A variable with its value; undefined when its path leads nowhere in this event. */
export interface Variable {
  readonly value: JsonValue | undefined;
  /** What a sender can choose, unlike what AWS fills in. */
  readonly fromEvent: boolean;
}

/**
 * - `missing`: its path leads nowhere, nothing is put in its place
 * - `breaks-json`: its value makes what was JSON none
 * - `injects-json`: its value adds or changes fields
 * - `alters-text`: its value comes out as another text than it is
 * - `could-inject`: not with this event, but a sender can make it one of these
 */
export type TransformWarningKind = 'missing' | 'breaks-json' | 'injects-json' | 'alters-text' | 'could-inject';

export interface TransformWarning {
  readonly variable: string;
  readonly kind: TransformWarningKind;
  /** A sentence: what happens and what to do. */
  readonly message: string;
}

export interface Filled {
  readonly text: string;
  readonly warnings: readonly TransformWarning[];
}

/** How objects go into a JSON string: as they are, or without their quotation marks, as pipes do it. */
export type ObjectsInText = 'as-they-are' | 'without-quotes';

/**
 * No target takes more, and a template can name a large event many times over. Source: EventBridge and SQS quotas, 1 MiB.
 */
export const LONGEST_INPUT = 1024 * 1024;

/** Puts values in their places as AWS does, escaping none of them inside strings; null when that gets longer than any target takes. */
export function fillTemplate(
  parts: readonly TemplatePart[],
  variables: ReadonlyMap<string, Variable>,
  objectsInText: ObjectsInText,
): Filled | null {
  const fill = (isEscaped: (variable: string) => boolean): string | null => {
    let text = '';
    for (const part of parts) {
      if ('text' in part) text += part.text;
      else {
        const value = variables.get(part.variable)?.value;
        if (value !== undefined) text += part.quoted ? insideString(value, isEscaped(part.variable), objectsInText) : jsonText(value);
      }
      if (text.length > LONGEST_INPUT) return null;
    }
    return text;
  };
  const text = fill(() => false);
  if (text === null) return null;
  const escaped = fill(() => true);
  const intended = escaped === null ? undefined : jsonIn(escaped);
  const warnings = usedVariables(parts).flatMap(({ variable, quoted }) => {
    const { value, fromEvent } = variables.get(variable) ?? { value: undefined, fromEvent: false };
    if (value === undefined) return [warn(variable, 'missing')];
    if (!quoted || intended === undefined) return [];
    const needsEscaping = insideString(value, true, objectsInText) !== insideString(value, false, objectsInText);
    if (!needsEscaping) return fromEvent ? [warn(variable, 'could-inject')] : [];
    const alone = fill((other) => other !== variable);
    const kind = alone === null ? null : harmOf(alone, intended);
    if (kind !== null) return [warn(variable, kind)];
    return fromEvent ? [warn(variable, 'could-inject')] : [];
  });
  return { text, warnings };
}

function insideString(value: JsonValue, escaped: boolean, objectsInText: ObjectsInText): string {
  const plain = typeof value === 'string' ? value : jsonText(value);
  const text = typeof value === 'object' && objectsInText === 'without-quotes' ? plain.replaceAll('"', '') : plain;
  return escaped ? JSON.stringify(text).slice(1, -1) : text;
}

function harmOf(text: string, intended: JsonValue): TransformWarningKind | null {
  const actual = readJson(text);
  // Most readers of JSON take a key given twice, and the later value counts.
  if (!actual.ok) return actual.problem.rule === 'duplicate-key' ? 'injects-json' : 'breaks-json';
  if (shapeOf(actual.value) !== shapeOf(intended)) return 'injects-json';
  return jsonText(actual.value) === jsonText(intended) ? null : 'alters-text';
}

/** Each variable once; `quoted` when any of its places is. */
function usedVariables(parts: readonly TemplatePart[]): { readonly variable: string; readonly quoted: boolean }[] {
  const used = new Map<string, boolean>();
  for (const part of parts) {
    if ('variable' in part) used.set(part.variable, part.quoted || (used.get(part.variable) ?? false));
  }
  return [...used].map(([variable, quoted]) => ({ variable, quoted }));
}

const FIX = `Put it outside of quotation marks, where AWS writes it as JSON.`;
const TEXTS: Readonly<Record<TransformWarningKind, string>> = {
  missing: 'leads to nothing in this event, so nothing is put in its place.',
  'breaks-json': `is put inside quotation marks unescaped, and its value makes the input no JSON. ${FIX}`,
  'injects-json': `is put inside quotation marks unescaped, and its value changes the fields of the input. ${FIX}`,
  'alters-text': `is put inside quotation marks unescaped, and its value comes out as another text. ${FIX}`,
  'could-inject': `is put inside quotation marks unescaped: whoever chooses its value can break the input or add fields to it. ${FIX}`,
};

const warn = (variable: string, kind: TransformWarningKind): TransformWarning => ({
  variable,
  kind,
  message: `<${variable}> ${TEXTS[kind]}`,
});
