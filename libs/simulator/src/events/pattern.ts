import { matchesPattern, parseEventPattern } from '@weir/domain';

export type Pattern = (event: Readonly<Record<string, unknown>>) => boolean;
export type PatternReading = { readonly ok: true; readonly matches: Pattern } | { readonly ok: false; readonly message: string };

/** Reads the JSON text of an event pattern, or of a pipe's filter. */
export function readPattern(text: string, dialect: 'event-bus' | 'pipe' = 'event-bus'): PatternReading {
  const parsed = parseEventPattern(text, { dialect });
  if (parsed.ok) return { ok: true, matches: (event) => matchesPattern(parsed.pattern, event) };
  const [problem] = parsed.problems;
  const where = problem?.path ? `"${problem.path}" ` : '';
  return { ok: false, message: `Event pattern is not valid. Reason: ${where}${problem?.message ?? ''}` };
}
