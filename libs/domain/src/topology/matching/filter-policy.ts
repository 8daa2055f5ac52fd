import type { PatternLimits } from './dialect.js';
import type { EventPattern } from './event-pattern.js';
import { matchesPattern } from './matches-pattern.js';
import { MessageFields, type FilteredBy, type SnsMessage } from './sns-message.js';
import type { PatternProblem } from './problem.js';
import { readPattern } from './read-pattern.js';

/** What of a message a policy looks at. Source: SNS API reference, `FilterPolicyScope`. */
export type FilterScope = 'MessageAttributes' | 'MessageBody';

/** A filter policy ready to match any number of messages. */
export interface FilterPolicy {
  readonly scope: FilterScope;
  readonly pattern: EventPattern;
}

export type ParsedPolicy =
  { readonly ok: true; readonly policy: FilterPolicy } | { readonly ok: false; readonly problems: readonly PatternProblem[] };

/**
 * Reads an SNS filter policy, given as JSON or as its text. A policy on attributes cannot be nested; `{}` lets every message pass, as no
 * policy does. Problems name the place and the rule.
 */
export function parseFilterPolicy(
  source: unknown,
  scope: FilterScope,
  { limits }: { readonly limits?: Partial<PatternLimits> } = {},
): ParsedPolicy {
  const parsed = readPattern(source, 'sns', { ...(scope === 'MessageAttributes' && { deepest: 1 }), ...limits });
  return parsed.ok ? { ok: true, policy: { scope, pattern: parsed.pattern } } : parsed;
}

/**
 * Whether SNS would deliver the message to a subscription with this policy. Give `MessageFields` to try one message on many policies: it is
 * then read once. Never throws.
 */
export const matchesPolicy = (policy: FilterPolicy, message: SnsMessage | MessageFields): boolean => filteredBy(policy, message) === null;

/**
 * Why SNS would not deliver the message, by the name that its metrics have for it; null when it would. Without any attribute no policy on
 * them is met, not even by `exists: false`. Source: SNS Developer Guide, key matching.
 */
export function filteredBy({ scope, pattern }: FilterPolicy, message: SnsMessage | MessageFields): FilteredBy | null {
  const acceptsAll = pattern.alternatives.some((fields) => fields.length === 0);
  if (acceptsAll) return null;
  const read = MessageFields.of(message).in(scope);
  if (!read.ok) return read.because;
  return matchesPattern(pattern, read.fields) ? null : scope;
}
