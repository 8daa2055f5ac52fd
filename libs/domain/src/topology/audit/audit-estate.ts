import { resourceIdOf } from '../../model/scope.js';
import type { Audited, AuditSight } from './audit-sight.js';
import { DELIVERY_CHECKS } from './delivery-checks.js';
import { QUEUE_CHECKS } from './queue-checks.js';
import { SECURITY_CHECKS } from './security-checks.js';

const CHECKS = [...QUEUE_CHECKS, ...DELIVERY_CHECKS, ...SECURITY_CHECKS];

/**
 * The failure-path audit: what will lose or leak events although nothing is wrong yet, by the settings of the present estate. Each finding
 * once, the same from one audit to the next.
 */
export function auditEstate(sight: AuditSight): readonly (Audited & { readonly id: string })[] {
  const findings = new Map<string, Audited & { readonly id: string }>();
  for (const entry of sight.index.entries) {
    if (entry.deletedAt !== null) continue;
    for (const check of CHECKS)
      for (const finding of check(entry, sight)) {
        const id = findingId(finding);
        findings.set(id, { ...finding, id });
      }
  }
  return [...findings.values()];
}

const findingId = ({ rule, resource, part }: Audited): string => resourceIdOf(`${rule} ${resource.arn} ${part ?? ''}`);
