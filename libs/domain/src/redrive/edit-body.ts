import type { RedriveEditStep, RedriveSample } from '@weir/contract';

/**
 * Replaces every match in a text. Given from outside, for an expression that somebody wrote can take for ever and has to be bounded by whoever
 * runs it; `null`: it took too long.
 */
export type ReplaceText = (text: string, pattern: string, flags: string, replacement: string) => string | null;

export type Edited = { readonly ok: true; readonly body: string } | { readonly ok: false; readonly problem: string };

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * A body after the steps of an edit. Without steps it stays byte for byte; a body that no step of JSON touches is not written anew either.
 * Numbers that JavaScript cannot hold exactly are refused rather than changed unasked.
 */
export function editBody(body: string, steps: readonly RedriveEditStep[], replaceText: ReplaceText): Edited {
  let text = body;
  for (const [index, step] of steps.entries()) {
    const edited = step.op === 'replace-text' ? replaced(text, step, replaceText) : pointed(text, step);
    if (!edited.ok) return { ok: false, problem: `step ${String(index + 1)}: ${edited.problem}` };
    text = edited.body;
  }
  return { ok: true, body: text };
}

/** Faults of steps that show without any message: expressions that cannot be read. */
export function faultsOfEdit(steps: readonly RedriveEditStep[]): readonly { readonly step: number; readonly problem: string }[] {
  return steps.flatMap((step, index) => {
    if (step.op !== 'replace-text') return [];
    try {
      new RegExp(step.pattern, flagsOf(step));
      return [];
    } catch (error) {
      return [{ step: index, problem: error instanceof Error ? error.message : String(error) }];
    }
  });
}

const flagsOf = ({ ignoreCase }: { readonly ignoreCase: boolean }): string => (ignoreCase ? 'giu' : 'gu');

function replaced(text: string, step: Extract<RedriveEditStep, { op: 'replace-text' }>, replaceText: ReplaceText): Edited {
  const body = replaceText(text, step.pattern, flagsOf(step), step.replacement);
  return body === null ? { ok: false, problem: 'the expression takes too long on this body; make it simpler' } : { ok: true, body };
}

function pointed(text: string, step: Exclude<RedriveEditStep, { op: 'replace-text' }>): Edited {
  const parsed = parse(text);
  if (parsed === undefined) return { ok: false, problem: 'the body is no JSON' };
  if (!keepsNumbers(text, parsed))
    return { ok: false, problem: 'the body has numbers that cannot be written back exactly; replace text instead' };
  const path = pathOf(step.pointer);
  if (path.length === 0) return step.op === 'remove' ? { ok: false, problem: 'the whole body cannot be removed' } : written(step.value);
  const parent = path.slice(0, -1).reduce<Json | undefined>(childOf, parsed);
  const key = path.at(-1) ?? '';
  if (!isContainer(parent))
    return step.op === 'remove' ? { ok: true, body: text } : { ok: false, problem: `nothing leads to ${step.pointer}` };
  const there = childOf(parent, key) !== undefined;
  if (!there && step.op === 'remove') return { ok: true, body: text };
  if (!there && step.op === 'replace') return { ok: false, problem: `there is no ${step.pointer}` };
  if (Array.isArray(parent)) {
    const at = key === '-' ? parent.length : Number(key);
    if (!/^(-|0|[1-9]\d*)$/.test(key) || at > parent.length) return { ok: false, problem: `${step.pointer} is no place in the list` };
    if (step.op === 'remove') parent.splice(at, 1);
    else parent[at] = step.value;
  } else if (step.op === 'remove') {
    delete parent[key];
  } else {
    Object.defineProperty(parent, key, { value: step.value, enumerable: true, writable: true, configurable: true });
  }
  return written(parsed);
}

const written = (value: Json): Edited => ({ ok: true, body: JSON.stringify(value) });

const pathOf = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Whether every number of the text means the same after it was read: long ids and decimals do not. */
function keepsNumbers(text: string, parsed: Json): boolean {
  const withoutStrings = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
  const numbers = withoutStrings.match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g) ?? [];
  return parsed === null || numbers.every((number) => normal(number) === normal(String(Number(number))));
}

/** Digits without sign, point, zeros at the ends; with the exponent, enough to tell two numbers apart. */
function normal(number: string): string {
  const [mantissa = '', exponent = '0'] = number.toLowerCase().replace('-', '').split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = (whole + fraction).replace(/^0+/, '');
  const trimmed = digits.replace(/0+$/, '');
  return trimmed === '' ? '0' : `${trimmed}e${String(Number(exponent) - fraction.length + digits.length - trimmed.length)}`;
}

const isContainer = (value: Json | undefined): value is Json[] | { [key: string]: Json } => typeof value === 'object' && value !== null;

function childOf(value: Json | undefined, key: string): Json | undefined {
  if (!isContainer(value)) return undefined;
  if (Array.isArray(value)) return /^(0|[1-9]\d*)$/.test(key) ? value[Number(key)] : undefined;
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

const MOST_DIFFERENCES = 50;

/** Where two bodies differ, as JSON pointers; of bodies that are no JSON one entry for the whole. */
export function diffBodies(before: string, after: string): RedriveSample['diff'] {
  if (before === after) return [];
  const from = parse(before);
  const to = parse(after);
  if (from === undefined || to === undefined) return [{ pointer: '', before, after }];
  const found: RedriveSample['diff'] = [];
  compare('', from, to, found);
  return found;
}

function compare(pointer: string, before: Json | undefined, after: Json | undefined, found: RedriveSample['diff']): void {
  if (found.length >= MOST_DIFFERENCES || JSON.stringify(before) === JSON.stringify(after)) return;
  if (isContainer(before) && isContainer(after) && Array.isArray(before) === Array.isArray(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      compare(`${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, childOf(before, key), childOf(after, key), found);
    }
    return;
  }
  const shown = (value: Json | undefined) => (value === undefined ? null : JSON.stringify(value));
  found.push({ pointer, before: shown(before), after: shown(after) });
}
