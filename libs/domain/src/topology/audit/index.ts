export * from './audit-estate.js';
export type { Audited, AuditSight, HeldDeadLetters } from './audit-sight.js';
