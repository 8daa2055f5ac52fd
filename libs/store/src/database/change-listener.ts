import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { CHANNEL, parseChange, type StoreChange } from './changes.js';
import type { Database } from './database.js';

const RECONNECT_DELAYS_MS = [100, 500, 2_000, 5_000] as const;

type Handler = (change: StoreChange) => void;

/**
 * One connection that listens for all handlers of a process.
 *
 *     idle ──first handler──▶ listening ──connection lost──▶ reconnecting ──▶ listening (and tells `all`)
 *       ▲                         │                               │
 *       └──────last handler gone, or closed───────────────────────┘
 */
export class ChangeListener {
  private readonly handlers = new Set<Handler>();
  private session: Promise<Session> | undefined;

  constructor(private readonly database: Database) {}

  /** Resolves once listening, so that nothing committed after that is missed. */
  async add(handler: Handler): Promise<{ stop(): Promise<void> }> {
    this.handlers.add(handler);
    try {
      this.session ??= this.open();
      await this.session;
    } catch (error) {
      this.handlers.delete(handler);
      this.session = undefined;
      throw error;
    }
    return {
      stop: async () => {
        this.handlers.delete(handler);
        if (this.handlers.size === 0) await this.close();
      },
    };
  }

  async close(): Promise<void> {
    const session = this.session;
    this.session = undefined;
    if (session) await (await session).end();
  }

  private async open(): Promise<Session> {
    const closing = new AbortController();
    let current = await this.listen();
    const supervise = async () => {
      while (!closing.signal.aborted) {
        await current.lost;
        const next = await this.reconnect(closing.signal);
        if (!next) return;
        current = next;
        this.tell({ all: true });
      }
    };
    const supervision = supervise();
    return {
      end: async () => {
        closing.abort();
        await current.client.end();
        await supervision;
      },
    };
  }

  private async reconnect(signal: AbortSignal): Promise<Connection | undefined> {
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        await sleep(RECONNECT_DELAYS_MS[Math.min(attempt, RECONNECT_DELAYS_MS.length - 1)], undefined, { signal });
        const connection = await this.listen();
        if (!signal.aborted) return connection;
        await connection.client.end();
      } catch (error) {
        if (!signal.aborted) this.database.reportProblem(error);
      }
    }
    return undefined;
  }

  private async listen(): Promise<Connection> {
    const client = await this.database.connectApart();
    const lost = new Promise<void>((resolve) => {
      client.once('end', resolve);
    });
    client.on('notification', ({ payload }) => {
      this.tell(parseChange(payload ?? ''));
    });
    try {
      await client.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      await client.end();
      throw error;
    }
    return { client, lost };
  }

  private tell(change: StoreChange): void {
    for (const handler of this.handlers) {
      try {
        handler(change);
      } catch (error) {
        // One handler's failure is not the others'.
        this.database.reportProblem(error);
      }
    }
  }
}

interface Session {
  end(): Promise<void>;
}

interface Connection {
  readonly client: pg.Client;
  readonly lost: Promise<void>;
}
