import { redriveEditStep, type RedriveEditStep } from '@weir/contract';

/** What somebody typed as a step of an edit. A value that is no JSON is taken as text. */
export function readEditStep(
  op: RedriveEditStep['op'],
  where: string,
  value: string,
): { readonly step: RedriveEditStep } | { readonly problem: string } {
  const raw =
    op === 'replace-text'
      ? { op, pattern: where, replacement: value }
      : op === 'remove'
        ? { op, pointer: where.trim() }
        : { op, pointer: where.trim(), value: jsonOrText(value) };
  const parsed = redriveEditStep.safeParse(raw);
  if (!parsed.success) return { problem: parsed.error.issues[0]?.message ?? 'This is no step.' };
  if (op === 'replace-text' && !isExpression(where)) return { problem: 'This is no regular expression.' };
  return { step: parsed.data };
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // People leave out the quotes of a word.
    return text;
  }
}

function isExpression(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    // The constructor is the only judge of what is one.
    return false;
  }
}
