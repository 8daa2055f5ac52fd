import type { CompareAnswer } from '@weir/contract';
import type { CatalogueOf } from '../../model/catalogue.js';
import { explainMatch, explainPolicyMatch, parseEventPattern, parseFilterPolicy, type PatternProblem } from '../matching/index.js';
import { asBusEvent, contentOf } from './envelopes.js';

export interface TriedEvent {
  readonly name: string;
  readonly event: unknown;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export type Compared =
  | { readonly ok: true; readonly answer: CompareAnswer }
  /** `field`: `proposed`, or `present` when what is in force cannot be read. */
  | { readonly ok: false; readonly field: 'proposed' | 'present'; readonly problems: readonly PatternProblem[] };

type Judge = (tried: TriedEvent) => ReturnType<typeof explainMatch>;
type ReadJudge = { readonly ok: true; readonly judge: Judge } | { readonly ok: false; readonly problems: readonly PatternProblem[] };

const PASSES: Judge = () => ({ matched: true, because: [] });

/**
 * Who would stop, and who would start, getting these events if the policy of a subscription or the pattern of a rule were another.
 * @param proposed JSON or its text; null: none, so that everything passes
 */
export function comparePolicies(
  subject: CatalogueOf<'subscription' | 'rule'>,
  proposed: unknown,
  scope: 'MessageAttributes' | 'MessageBody' | undefined,
  events: readonly TriedEvent[],
  at: string,
): Compared {
  const { config } = subject;
  const read = (source: unknown): ReadJudge => {
    if (source === null || source === undefined) return { ok: true, judge: PASSES };
    if (subject.kind === 'rule') return patternJudge(source, subject.config?.busArn ?? '', at);
    return policyJudge(source, scope ?? subject.config?.filterPolicyScope ?? 'MessageAttributes');
  };
  const now = config === null ? null : config.kind === 'rule' ? config.pattern : config.filterPolicy;
  const present = config?.kind === 'subscription' && now !== null ? policyJudge(now, config.filterPolicyScope) : read(now);
  if (!present.ok) return { ok: false, field: 'present', problems: present.problems };
  const other = read(proposed);
  if (!other.ok) return { ok: false, field: 'proposed', problems: other.problems };
  const results = events.map((tried) => {
    const after = other.judge(tried);
    return { name: tried.name, before: present.judge(tried).matched, after: after.matched, reasons: [...after.because] };
  });
  return {
    ok: true,
    answer: {
      results,
      stops: results.filter(({ before, after }) => before && !after).length,
      starts: results.filter(({ before, after }) => !before && after).length,
    },
  };
}

function patternJudge(source: unknown, busArn: string, at: string): ReadJudge {
  const parsed = parseEventPattern(source);
  return parsed.ok
    ? {
        ok: true,
        judge: ({ event }) => explainMatch(parsed.pattern, asBusEvent(typeof event === 'string' ? contentOf(event) : event, busArn, at)),
      }
    : parsed;
}

function policyJudge(source: unknown, scope: 'MessageAttributes' | 'MessageBody'): ReadJudge {
  const parsed = parseFilterPolicy(source, scope);
  return parsed.ok
    ? { ok: true, judge: ({ event, attributes }) => explainPolicyMatch(parsed.policy, { attributes, body: event }) }
    : parsed;
}
