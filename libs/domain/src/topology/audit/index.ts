export * from './audit-estate.js';
export type { Audited, AuditSight } from './audit-sight.js';
