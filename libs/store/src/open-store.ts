import { FindingsInPostgres } from './audit/finding-store.js';
import { CatalogueInPostgres } from './catalogue/catalogue-store.js';
import { CollectorInPostgres } from './collector/collector-store.js';
import { ChangeListener } from './database/change-listener.js';
import { Database } from './database/database.js';
import { DeliveryLogsInPostgres } from './logs/delivery-log-store.js';
import { AuditLogInPostgres } from './identity/audit-log-in-postgres.js';
import { IdentityInPostgres } from './identity/identity-in-postgres.js';
import { MaintenanceInPostgres } from './maintenance/maintenance-store.js';
import { MeterInPostgres } from './meter/meter-store.js';
import { NotificationsInPostgres } from './notifications/notifications-in-postgres.js';
import { RedrivesInPostgres } from './redrive/redrives-in-postgres.js';
import { SamplesInPostgres } from './samples/sample-store.js';
import { Partitions } from './series/partitions.js';
import { SeriesRegistry } from './series/series-registry.js';
import { SeriesInPostgres } from './series/series-store.js';
import { StateInPostgres } from './state/state-store.js';
import type { Store } from './store.js';
import { StreamsInPostgres } from './streams/stream-store.js';
import { TriageInPostgres } from './triage/triage-in-postgres.js';

const CONNECTIONS_BY_DEFAULT = 10;

export interface OpenStoreOptions {
  readonly url: string;
  /** Of the pool; listening and leases take one more each. 10 by default, at least 2. */
  readonly maxConnections?: number | undefined;
  /** Hears of trouble that no caller can be told about: a broken idle connection, an unreadable row. A process warning by default. */
  readonly onProblem?: ((problem: Error) => void) | undefined;
}

/**
 * Opens the store on a migrated database.
 * @throws when the database does not answer
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const database = new Database({
    url: options.url,
    // Maintenance holds one connection while it works on another.
    maxConnections: Math.max(2, options.maxConnections ?? CONNECTIONS_BY_DEFAULT),
    onProblem:
      options.onProblem ??
      ((problem) => {
        process.emitWarning(problem);
      }),
  });
  const ping = async () => {
    await database.pool.query('SELECT 1');
  };
  try {
    await ping();
  } catch (error) {
    await database.close();
    throw error;
  }
  const partitions = new Partitions(database);
  const registry = new SeriesRegistry(database);
  const collector = new CollectorInPostgres(database);
  const listener = new ChangeListener(database);
  const notifications = new NotificationsInPostgres(database);
  const redrives = new RedrivesInPostgres(database);
  return {
    catalogue: new CatalogueInPostgres(database),
    series: new SeriesInPostgres(database, registry, partitions),
    streams: new StreamsInPostgres(database, registry, partitions),
    deliveryLogs: new DeliveryLogsInPostgres(database),
    state: new StateInPostgres(database),
    triage: new TriageInPostgres(database),
    notifications,
    redrives,
    findings: new FindingsInPostgres(database),
    samples: new SamplesInPostgres(database),
    identity: new IdentityInPostgres(database),
    auditLog: new AuditLogInPostgres(database),
    meter: new MeterInPostgres(database),
    collector,
    maintenance: new MaintenanceInPostgres(database, partitions),
    onChange: (handler) => listener.add(handler),
    ping,
    async close() {
      await listener.close();
      await collector.close();
      await notifications.close();
      await redrives.close();
      await database.close();
    },
  };
}
