export { migrate, MigrationError } from './migrations/migrate.js';
export type { DeliveryLogStore, LogReadingSpend } from './logs/delivery-log-store.js';
export type * from './notifications/notification-store.js';
export { openStore, type OpenStoreOptions } from './open-store.js';
export { PostgresError, type PostgresProblem } from './postgres/postgres-error.js';
export { startPostgres, type RunningPostgres } from './postgres/start-postgres.js';
export { TooManyPoints } from './series/plan-read.js';
export type * from './store.js';
export type * from './triage/triage-store.js';
