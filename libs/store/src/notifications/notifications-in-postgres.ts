import type { EpochMs, IncidentId, NotificationEntry } from '@weir/contract';
import type { Told } from '@weir/domain';
import type pg from 'pg';
import type { Database } from '../database/database.js';
import { epochMs, instantOf, LOCKS } from '../database/sql.js';
import { storableText } from '../database/storable.js';
import { NotificationJobs } from './notification-jobs.js';
import type {
  ChannelRecord,
  ClaimedNotification,
  NotificationQuery,
  NotificationStore,
  Outcome,
  PlannedNotification,
  Turn,
  WorkOptions,
} from './notification-store.js';
import { COLUMNS, entryOf, incidentOf, type NotificationRow, toldOf } from './read-notifications.js';

/** A try that is not settled by then died with its process. */
const TRY_MS = 60_000;
/** A message that was to be tried long ago has lost its job, whatever became of that. */
const JOB_LOST_MS = 20 * 60_000;

/** Notifications in PostgreSQL, with their jobs. */
export class NotificationsInPostgres implements NotificationStore {
  readonly #jobs: NotificationJobs;

  constructor(private readonly database: Database) {
    this.#jobs = new NotificationJobs(database);
  }

  async plan(incidents: readonly IncidentId[], decide: Parameters<NotificationStore['plan']>[1], at: EpochMs): Promise<number> {
    await this.#jobs.ready();
    return this.database.transaction(async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [LOCKS.notifications]);
      const { rows } = await client.query<NotificationRow>(`SELECT ${COLUMNS} FROM notification WHERE incident = ANY($1) ORDER BY id`, [
        incidents,
      ]);
      const { due, superseded } = decide(this.#toldBy(rows, at));
      await client.query(
        `UPDATE notification SET state = 'superseded', settled_at = ${instantOf('$2')}
         WHERE id = ANY($1::bigint[]) AND state = 'waiting' AND (tried_until IS NULL OR tried_until <= ${instantOf('$2')})`,
        [superseded, at],
      );
      const planned = await insert(client, due, at);
      await this.#jobs.add(client, [...planned, ...(await withoutJob(client, at))]);
      return planned.length;
    });
  }

  #toldBy(rows: readonly NotificationRow[], at: EpochMs): ReadonlyMap<string, readonly Told[]> {
    const told = new Map<string, Told[]>();
    for (const row of rows) {
      const each = toldOf(row, at);
      if (each === null || row.incident === null) this.#unreadable(row);
      else told.set(row.incident, [...(told.get(row.incident) ?? []), each]);
    }
    return told;
  }

  work(handle: (id: string) => Promise<Turn>, options: WorkOptions): Promise<{ stop(): Promise<void> }> {
    return this.#jobs.work(handle, options);
  }

  async claim(id: string, at: EpochMs): Promise<ClaimedNotification | null> {
    const { rows } = await this.database.pool.query<NotificationRow & { readonly before: string | null }>(
      `UPDATE notification AS own SET tries = tries + 1, tried_until = ${instantOf('$2')}
       WHERE id = $1::bigint AND state = 'waiting' AND (tried_until IS NULL OR tried_until <= ${instantOf('$3')})
       RETURNING ${COLUMNS}, (
         SELECT first.reference FROM notification AS first
         WHERE first.incident = own.incident AND first.channel = own.channel AND first.thread = own.thread AND first.reference IS NOT NULL
         ORDER BY first.id DESC LIMIT 1
       ) AS before`,
      [id, at + TRY_MS, at],
    );
    const [row] = rows;
    if (row === undefined) return null;
    const told = toldOf(row, at);
    const incident = incidentOf(row);
    if (told === null || incident === null) {
      this.#unreadable(row);
      return null;
    }
    const { key, channel, thread, tries, before: reference } = row;
    return { id: row.id, key, channel, incident, thread, kind: told.kind, tries, reference };
  }

  async settle({ id, channel }: Pick<ClaimedNotification, 'id' | 'channel'>, outcome: Outcome, at: EpochMs): Promise<void> {
    await this.database.transaction(async (client) => {
      switch (outcome.kind) {
        case 'superseded':
          await client.query(
            `UPDATE notification SET state = 'superseded', tries = tries - 1, settled_at = ${instantOf('$2')}, tried_until = ${instantOf('$2')} WHERE id = $1::bigint`,
            [id, at],
          );
          return;
        case 'failed':
          await client.query(
            `UPDATE notification SET last_error = $3, tried_until = ${instantOf('$2')},
               state = CASE WHEN $4 THEN 'failed' ELSE state END, settled_at = CASE WHEN $4 THEN ${instantOf('$2')} END
             WHERE id = $1::bigint`,
            [id, at, storableText(outcome.error), outcome.final],
          );
          return recordChannel(client, channel, outcome.error, at);
        case 'sent': {
          const { said, version, reference } = outcome;
          await client.query(
            `UPDATE notification SET state = 'sent', settled_at = ${instantOf('$2')}, tried_until = ${instantOf('$2')}, last_error = NULL,
               title = $3, severity = $4, resources = $5, acknowledged_by = $6, assignee = $7, version = $8, reference = $9
             WHERE id = $1::bigint`,
            [id, at, storableText(said.title), said.severity, said.resources, said.acknowledgedBy, said.assignee, version, reference],
          );
          return recordChannel(client, channel, null, at);
        }
      }
    });
  }

  async recordTest({ key, channel, title, error }: Parameters<NotificationStore['recordTest']>[0], at: EpochMs): Promise<void> {
    await this.database.transaction(async (client) => {
      await client.query(
        `INSERT INTO notification (key, channel, thread, kind, because, title, resources, version, state, planned_at, settled_at, tries, last_error)
         VALUES ($1, $2, 0, 'test', 'somebody tried it', $3, 0, 0, $4, ${instantOf('$5')}, ${instantOf('$5')}, 1, $6)`,
        [key, channel, storableText(title), error === null ? 'sent' : 'failed', at, error === null ? null : storableText(error)],
      );
      await recordChannel(client, channel, error, at);
    });
  }

  async log({ channel, incident, states, before, limit }: NotificationQuery): Promise<readonly NotificationEntry[]> {
    const { rows } = await this.database.pool.query<NotificationRow>(
      `SELECT ${COLUMNS} FROM notification
       WHERE ($1::text IS NULL OR channel = $1) AND ($2::text IS NULL OR incident = $2) AND ($3::text[] IS NULL OR state = ANY($3))
         AND ($4::bigint IS NULL OR id < $4::bigint)
       ORDER BY notification.id DESC LIMIT $5`,
      [channel ?? null, incident ?? null, states ?? null, before ?? null, limit],
    );
    return rows.flatMap((row) => {
      const entry = entryOf(row);
      if (entry === null) this.#unreadable(row);
      return entry ?? [];
    });
  }

  async channels(): Promise<readonly ChannelRecord[]> {
    const { rows } = await this.database.pool.query<ChannelRecord>(
      `SELECT name, ok, ${epochMs('since')} AS since, ${epochMs('ok_at')} AS "okAt", error FROM channel_state ORDER BY name`,
    );
    return rows;
  }

  async waiting(): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.database.pool.query<{ channel: string; count: number }>(
      `SELECT channel, count(*)::int AS count FROM notification WHERE state = 'waiting' GROUP BY channel`,
    );
    return new Map(rows.map(({ channel, count }) => [channel, count]));
  }

  close(): Promise<void> {
    return this.#jobs.close();
  }

  #unreadable({ id }: NotificationRow): void {
    this.database.reportProblem(new Error(`the notification ${id} is not readable`));
  }
}

async function insert(client: pg.PoolClient, due: readonly PlannedNotification[], at: EpochMs): Promise<readonly string[]> {
  if (due.length === 0) return [];
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO notification (key, channel, incident, thread, kind, because, title, severity, resources, acknowledged_by, assignee, version, state, planned_at)
     SELECT key, channel, incident, thread, kind, because, title, severity, resources, acknowledged_by, assignee, version, 'waiting', ${instantOf('$13')}
     FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::int[], $9::int[], $10::text[], $11::text[], $12::int[])
       AS d(key, channel, incident, thread, kind, because, title, severity, resources, acknowledged_by, assignee, version)
     ON CONFLICT (key) DO NOTHING RETURNING id::text AS id`,
    [
      due.map(({ key }) => key),
      due.map(({ channel }) => channel),
      due.map(({ incident }) => incident),
      due.map(({ thread }) => thread),
      due.map(({ kind }) => kind),
      due.map(({ because }) => storableText(because)),
      due.map(({ said }) => storableText(said.title)),
      due.map(({ said }) => said.severity),
      due.map(({ said }) => said.resources),
      due.map(({ said }) => said.acknowledgedBy),
      due.map(({ said }) => said.assignee),
      due.map(({ version }) => version),
      at,
    ],
  );
  return rows.map(({ id }) => id);
}

async function withoutJob(client: pg.PoolClient, at: EpochMs): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>(
    `UPDATE notification SET tried_until = ${instantOf('$1')}
     WHERE state = 'waiting' AND coalesce(tried_until, planned_at) < ${instantOf('$2')} RETURNING id::text AS id`,
    [at, at - JOB_LOST_MS],
  );
  return rows.map(({ id }) => id);
}

async function recordChannel(client: pg.PoolClient, name: string, error: string | null, at: EpochMs): Promise<void> {
  await client.query(
    `INSERT INTO channel_state AS known (name, ok, since, ok_at, error)
     VALUES ($1, $2, ${instantOf('$3')}, CASE WHEN $2 THEN ${instantOf('$3')} END, $4)
     ON CONFLICT (name) DO UPDATE SET
       ok = EXCLUDED.ok, error = EXCLUDED.error, ok_at = coalesce(EXCLUDED.ok_at, known.ok_at),
       since = CASE WHEN known.ok = EXCLUDED.ok THEN known.since ELSE EXCLUDED.since END`,
    [name, error === null, at, error === null ? null : storableText(error)],
  );
}
