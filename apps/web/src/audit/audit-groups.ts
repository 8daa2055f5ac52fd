import { type Audit, auditSeverity, type AuditRule, type AuditSeverity, type Finding } from '@weir/contract';
import { groupDigits, NARROW_SPACE, UNKNOWN_FIGURE } from '../format/index.js';

/** All findings of one rule. */
export interface FindingGroup {
  readonly rule: AuditRule;
  readonly severity: AuditSeverity;
  readonly findings: readonly Finding[];
}

/** Losses first, then security, then hygiene; within them the rule found most often first; within a rule by name. A fixed order. */
export function groupFindings(findings: readonly Finding[]): readonly FindingGroup[] {
  const severities = auditSeverity.options;
  return [...Map.groupBy(findings, ({ severity, rule }) => `${severity} ${rule}`).values()]
    .flatMap((members) => {
      const [first] = members;
      return first === undefined ? [] : [{ rule: first.rule, severity: first.severity, findings: members.toSorted(byName) }];
    })
    .sort(
      (a, b) =>
        severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
        b.findings.length - a.findings.length ||
        (a.rule < b.rule ? -1 : 1),
    );
}

const byName = (a: Finding, b: Finding): number =>
  a.resourceName < b.resourceName ? -1 : a.resourceName > b.resourceName ? 1 : a.id < b.id ? -1 : 1;

/** What mentions a text in its title, its resource or its system. */
export function mentioning(findings: readonly Finding[], text: string): readonly Finding[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return findings;
  return findings.filter(({ title, resourceName, system, rule }) =>
    [title, resourceName, system, rule].some((told) => told.toLowerCase().includes(wanted)),
  );
}

/** A rule as a heading: `queue-without-dead-letter-queue` is `Queue without dead-letter queue`. */
export function ruleWords(rule: AuditRule): string {
  const words = rule.replaceAll('dead-letter', 'dead_letter').replaceAll('-', ' ').replaceAll('dead_letter', 'dead-letter');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const SEVERITY_WORDS: Readonly<Record<AuditSeverity, { readonly name: string; readonly meaning: string }>> = {
  loss: { name: 'Can lose', meaning: 'messages can be lost although nothing is wrong yet' },
  security: { name: 'Can leak', meaning: 'somebody can get in, or be let through' },
  hygiene: { name: 'Untidy', meaning: 'neither, yet worth an hour' },
};

/** How many stand open: at least so many where not everything was looked at, and not known where none of that was found. */
export function openCount({ open, unseen }: Pick<Audit, 'open' | 'unseen'>): string {
  const sum = open.loss + open.security + open.hygiene;
  if (unseen.length === 0) return groupDigits(sum);
  return sum === 0 ? UNKNOWN_FIGURE : `≥${NARROW_SPACE}${groupDigits(sum)}`;
}

/** `3 can lose, 1 can leak`; empty when nothing is open. */
export function openWords(open: Readonly<Record<AuditSeverity, number>>): string {
  return auditSeverity.options
    .filter((severity) => open[severity] > 0)
    .map((severity) => `${open[severity]} ${SEVERITY_WORDS[severity].name.toLowerCase()}`)
    .join(', ');
}
