import { describePattern, parseEventPattern, parseFilterPolicy, type FilterScope, type PatternLine } from '@weir/domain';

/** How a policy is to be read: a filter policy by its scope, an event pattern, or the filter of a pipe. */
export type PolicyKind = FilterScope | 'pattern' | 'pipe';

export type ReadPolicy =
  /** Without lines: it lets everything pass. */
  { readonly lines: readonly PatternLine[]; readonly problem: null } | { readonly lines: null; readonly problem: string };

/** A policy as AWS returned it, for people; what cannot be read is said with its place. */
export function readPolicy(text: string, kind: PolicyKind): ReadPolicy {
  const parsed =
    kind === 'pattern' || kind === 'pipe'
      ? parseEventPattern(text, { dialect: kind === 'pipe' ? 'pipe' : 'event-bus' })
      : parseFilterPolicy(text, kind);
  if (!parsed.ok) {
    const [first] = parsed.problems;
    return { lines: null, problem: first === undefined ? 'not understood' : `${first.path} ${first.message}`.trim() };
  }
  return { lines: describePattern('policy' in parsed ? parsed.policy.pattern : parsed.pattern), problem: null };
}
