export { migrate, MigrationError } from './migrations/migrate.js';
export { PostgresError, type PostgresProblem } from './postgres/postgres-error.js';
export { startPostgres, type RunningPostgres } from './postgres/start-postgres.js';
