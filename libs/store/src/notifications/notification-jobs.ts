import type pg from 'pg';
import { PgBoss, type JobInsert } from 'pg-boss';
import type { Database } from '../database/database.js';
import type { Turn, WorkOptions } from './notification-store.js';

const QUEUE = 'notification';
/** Tables of pg-boss are in a schema of their own, which it migrates itself. */
const SCHEMA = 'weir_jobs';
/** Longer than a try may take: a job that is still active then belongs to a process that died. */
const EXPIRES_SECONDS = 90;
const LONGEST_DELAY_SECONDS = 900;
/** More than the tries of a message, each of which a death may cost one: the message decides when it ends, not its job. */
const MOST_RUNS = 100;
const AT_ONCE = 4;

interface JobData {
  readonly id: string;
}

/** That a job is to run again, which pg-boss knows by an error. */
class Again extends Error {
  override readonly name = 'Again';
}

/** Jobs by pg-boss, on the connections of the store. It is started with the first need of it. */
export class NotificationJobs {
  #boss: Promise<PgBoss> | undefined;
  #options: WorkOptions = { retrySeconds: 15, pollSeconds: 2 };

  constructor(private readonly database: Database) {}

  /** Starts it, which must not happen within a transaction: it makes its tables on other connections. */
  async ready(): Promise<void> {
    await this.#started();
  }

  /** Adds jobs in the caller's transaction. */
  async add(client: pg.PoolClient, ids: readonly string[], startAfterSeconds = 0): Promise<void> {
    if (ids.length === 0) return;
    const boss = await this.#started();
    await boss.insert(
      QUEUE,
      ids.map((id) => this.#job(id, startAfterSeconds)),
      { db: { executeSql: async (text, values) => client.query(text, values) } },
    );
  }

  #job(id: string, startAfter: number): JobInsert<JobData> {
    return {
      data: { id },
      ...{ startAfter, expireInSeconds: EXPIRES_SECONDS, retryLimit: MOST_RUNS, retryBackoff: true, retryDelayMax: LONGEST_DELAY_SECONDS },
      retryDelay: this.#options.retrySeconds,
    };
  }

  async work(handle: (id: string) => Promise<Turn>, options: WorkOptions): Promise<{ stop(): Promise<void> }> {
    this.#options = options;
    const boss = await this.#started();
    await boss.work<JobData>(
      QUEUE,
      { batchSize: 1, localConcurrency: AT_ONCE, pollingIntervalSeconds: options.pollSeconds },
      async ([job]) => {
        if (job === undefined) return;
        const turn = await handle(job.data.id);
        if (turn === 'again') throw new Again('its turn comes again');
        if (turn !== 'done') await boss.insert(QUEUE, [this.#job(job.data.id, turn.againInSeconds)]);
      },
    );
    return { stop: () => boss.offWork(QUEUE, { wait: true }) };
  }

  async close(): Promise<void> {
    const boss = this.#boss;
    this.#boss = undefined;
    if (boss) await (await boss).stop({ graceful: false, close: false });
  }

  async #started(): Promise<PgBoss> {
    this.#boss ??= this.#start();
    try {
      return await this.#boss;
    } catch (error) {
      this.#boss = undefined;
      throw error;
    }
  }

  async #start(): Promise<PgBoss> {
    const { pool } = this.database;
    const boss = new PgBoss({ db: { executeSql: async (text, values) => pool.query(text, values) }, schema: SCHEMA, schedule: false });
    boss.on('error', (error) => {
      this.database.reportProblem(error);
    });
    await boss.start();
    await boss.createQueue(QUEUE);
    return boss;
  }
}
