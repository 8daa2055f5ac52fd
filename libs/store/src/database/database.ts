import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../generated/client.js';

export interface DatabaseOptions {
  readonly url: string;
  readonly maxConnections: number;
  /** Hears of trouble that no caller can be told about, such as an idle connection that broke. */
  readonly onProblem: (problem: Error) => void;
}

/** One pool of connections, used by plain SQL and by Prisma. */
export class Database {
  readonly pool: pg.Pool;
  readonly prisma: PrismaClient;

  constructor(private readonly options: DatabaseOptions) {
    this.pool = new pg.Pool({
      connectionString: options.url,
      max: options.maxConnections,
      connectionTimeoutMillis: 10_000,
      // Nothing here takes long, except maintenance, which says so itself.
      statement_timeout: 60_000,
      idle_in_transaction_session_timeout: 60_000,
      keepAlive: true,
      application_name: 'weir',
    });
    this.pool.on('error', options.onProblem);
    this.pool.on('connect', (client) => {
      // A connection that breaks while in use fails the statement, and so its caller; without a listener it would end the process too.
      client.on('error', () => undefined);
    });
    this.prisma = new PrismaClient({ adapter: new PrismaPg(this.pool) });
  }

  reportProblem(problem: unknown): void {
    this.options.onProblem(problem instanceof Error ? problem : new Error(String(problem)));
  }

  /** A connection of its own, for what belongs to a session: listening, leases. The caller ends it. */
  async connectApart(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.options.url,
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      application_name: 'weir-session',
    });
    // Without a listener, a connection that breaks between two statements would end the process.
    client.on('error', (error) => {
      this.reportProblem(error);
    });
    await client.connect();
    return client;
  }

  /**
   * Runs `work` in a transaction: committed when it returns, undone when it throws.
   * @param begin more to say in the same round trip as BEGIN, such as locks; trusted text
   */
  async transaction<T>(work: (client: pg.PoolClient) => Promise<T>, begin = ''): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query(`BEGIN; ${begin}`);
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      try {
        await client.query('ROLLBACK');
      } catch (rollbackError) {
        // The first error tells more; a connection that cannot even roll back is not used again.
        broken = rollbackError instanceof Error ? rollbackError : new Error(String(rollbackError));
      }
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async close(): Promise<void> {
    await this.prisma.$disconnect();
    await this.pool.end();
  }
}
