import type { MatchReason, TraceHop } from '@weir/contract';

/** What is known of one step of a way before it is a hop. */
export type Step = Pick<TraceHop, 'outcome'> & Partial<Pick<TraceHop, 'because' | 'reasons' | 'payload' | 'warnings'>>;

/** The first condition that is not met, in words. */
export function firstFailing(reasons: readonly MatchReason[]): string | null {
  const failing = reasons.find(({ ok }) => !ok);
  if (failing === undefined) return null;
  // Of the message as a whole the rule is a sentence, of a field it goes on from one: `starts with "ab"`.
  if (failing.path === '') return `the condition is that ${failing.rule}`;
  return `${failing.path} is ${failing.seen ?? 'missing'}; the condition is that it ${failing.rule}`;
}

export function unreadable(what: string, problems: readonly { readonly message: string }[]): Step {
  return { outcome: 'blocked', because: `${what} is not valid: ${problems[0]?.message ?? 'it cannot be read'}` };
}
