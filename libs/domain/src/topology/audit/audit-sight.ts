import type { AuditRule, AuditSeverity, Finding, ResourceId } from '@weir/contract';
import type { CatalogueResource } from '../../model/catalogue.js';
import type { FanoutIndex } from '../estate/fanout-index.js';
import type { ListedAt } from '../estate/missing.js';

/** What a dead-letter queue holds, and whether anybody asks it for messages. */
export interface HeldDeadLetters {
  readonly messages: number;
  /** null: not known. */
  readonly oldestAgeSeconds: number | null;
  /** Receives of the newest measured minute, those that came back empty included; null: not measured. */
  readonly receives: number | null;
}

/** What the audit looks at: settings, and the little of the readings that it needs. */
export interface AuditSight {
  readonly index: FanoutIndex;
  /** When Weir last listed everything of a service there; null: it does not. */
  readonly listedAt: ListedAt;
  /** What the newest readings say of a dead-letter queue; null: not known. */
  readonly held: (id: ResourceId) => HeldDeadLetters | null;
}

/** A finding before anybody has dated it or said a word to it. */
export interface Audited extends Pick<Finding, 'rule' | 'severity' | 'part' | 'title' | 'evidence' | 'fix' | 'command'> {
  readonly resource: CatalogueResource;
}

/** Looks at one resource; finds nothing, one thing or several. */
export type Check = (entry: CatalogueResource, sight: AuditSight) => readonly Audited[];

const SEVERITIES: Readonly<Record<AuditRule, AuditSeverity>> = {
  'queue-without-dead-letter-queue': 'loss',
  'dead-letter-queue-unwatched': 'loss',
  'dead-letter-retention-not-longer': 'loss',
  'dead-letter-queue-missing': 'loss',
  'max-receive-count-one': 'hygiene',
  'visibility-below-six-timeouts': 'hygiene',
  'subscription-without-dead-letter-queue': 'loss',
  'subscription-pending': 'hygiene',
  'subscription-endpoint-missing': 'loss',
  'target-without-dead-letter-queue': 'loss',
  'target-missing': 'loss',
  'rule-disabled': 'hygiene',
  'rule-without-targets': 'hygiene',
  'rule-loop': 'loss',
  'pipe-stopped': 'hygiene',
  'pipe-not-running': 'loss',
  'pipe-change-failed': 'hygiene',
  'pipe-without-dead-letter-queue': 'loss',
  'mapping-disabled': 'hygiene',
  'mapping-retries-for-ever': 'loss',
  'shared-bus-rule-without-account': 'security',
  'bus-policy-wildcard': 'security',
  'topic-policy-wildcard': 'security',
  'queue-policy-wildcard': 'security',
  'transformer-unescaped': 'security',
  'pattern-array-element': 'security',
  'pattern-dotted-key': 'security',
};

export function found(
  rule: AuditRule,
  resource: CatalogueResource,
  said: {
    readonly title: string;
    readonly fix: string;
    readonly evidence?: Readonly<Record<string, string>>;
    readonly part?: string;
    readonly command?: string;
  },
): Audited {
  return {
    rule,
    severity: SEVERITIES[rule],
    resource,
    part: said.part ?? null,
    title: said.title,
    evidence: Object.entries(said.evidence ?? {}).map(([name, value]) => ({ name, value })),
    fix: said.fix,
    command: said.command ?? null,
  };
}
