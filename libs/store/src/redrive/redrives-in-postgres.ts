import { redriveId, type EpochMs, type RedriveActionKind, type RedriveId, type RedriveJournalLine, type ResourceId } from '@weir/contract';
import type { Claim, JournalChange, RedriveTally } from '@weir/domain';
import type { Database } from '../database/database.js';
import { notifyChanges } from '../database/changes.js';
import { Leases } from '../database/leases.js';
import { epochMs, instantOf, LOCKS } from '../database/sql.js';
import { storableJson, storableText } from '../database/storable.js';
import type { Lease } from '../database/lease.js';
import { listMessages } from './list-messages.js';
import type { MessageToClaim, NewRedriveRecord, RedriveQuery, RedriveStore, RequestedAction, StoredRedrive } from './redrive-store.js';

type RedriveRow = Omit<StoredRedrive, 'id'> & { readonly id: string };

const COLUMNS = `id::text AS id, dlq_id AS "dlqId", kind, document, progress, counts, started_by AS "startedBy", reason,
  ${epochMs('started_at')} AS "startedAt", ${epochMs('changed_at')} AS "changedAt", ${epochMs('ended_at')} AS "endedAt"`;

const NO_COUNTS = { sending: 0, sent: 0, moved: 0, cameBack: 0, failed: 0, possiblyTwice: 0, leftAlone: 0, perSecond: 0 };

const numberOf = (id: RedriveId): string => id.slice('RDV-'.length);
const read = (row: RedriveRow): StoredRedrive => ({ ...row, id: redriveId.parse(`RDV-${row.id}`) });

/**
 * Lets a statement return before it is on the disk. What became of a message may get lost with the machine, which makes the journal doubt more
 * than it has to; that a message is about to be sent may not.
 */
const ASYNCHRONOUS = `(SELECT set_config('synchronous_commit', 'off', true)) AS asynchronous`;

/** Redrives in PostgreSQL. */
export class RedrivesInPostgres implements RedriveStore {
  readonly #leases: Leases;

  constructor(private readonly database: Database) {
    this.#leases = new Leases(database, LOCKS.redrive);
  }

  async byRequest(requestId: string): Promise<StoredRedrive | null> {
    const { rows } = await this.database.pool.query<RedriveRow>(`SELECT ${COLUMNS} FROM redrive WHERE request_id = $1::uuid`, [requestId]);
    return rows[0] === undefined ? null : read(rows[0]);
  }

  async start(redrive: NewRedriveRecord, at: EpochMs): ReturnType<RedriveStore['start']> {
    return this.database.transaction(async (client) => {
      // Two starts of one dead-letter queue: the second sees the first.
      await client.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [LOCKS.redriveStart, redrive.dlqId]);
      const { rows } = await client.query<RedriveRow & { readonly repeated: boolean }>(
        `SELECT ${COLUMNS}, coalesce(request_id = $2::uuid, false) AS repeated FROM redrive
         WHERE request_id = $2::uuid OR (dlq_id = $1 AND ended_at IS NULL) ORDER BY repeated DESC LIMIT 1`,
        [redrive.dlqId, redrive.requestId],
      );
      const [known] = rows;
      if (known !== undefined) {
        const { repeated, ...row } = known;
        return { outcome: repeated ? 'repeated' : 'running', redrive: read(row) };
      }
      const { rows: made } = await client.query<RedriveRow>(
        `INSERT INTO redrive (dlq_id, kind, document, state, progress, counts, started_by, reason, request_id, started_at, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, ${instantOf('$10')}, ${instantOf('$10')}) RETURNING ${COLUMNS}`,
        [
          redrive.dlqId,
          redrive.kind,
          storableJson(redrive.document),
          redrive.progress.state,
          storableJson(redrive.progress),
          storableJson(NO_COUNTS),
          storableText(redrive.startedBy),
          redrive.reason === null ? null : storableText(redrive.reason),
          redrive.requestId,
          at,
        ],
      );
      const [row] = made;
      if (row === undefined) throw new Error('a redrive was not written');
      await notifyChanges(client, { redrives: true });
      return { outcome: 'started', redrive: read(row) };
    });
  }

  async list({ dlqId, states, endedSince, before, limit }: RedriveQuery): Promise<readonly StoredRedrive[]> {
    const { rows } = await this.database.pool.query<RedriveRow>(
      `SELECT ${COLUMNS} FROM redrive
       WHERE ($1::text IS NULL OR dlq_id = $1) AND ($2::text[] IS NULL OR state = ANY($2))
         AND ($3::float8 IS NULL OR ended_at IS NULL OR ended_at >= ${instantOf('$3')}) AND ($4::bigint IS NULL OR redrive.id < $4)
       ORDER BY redrive.id DESC LIMIT $5`,
      [dlqId ?? null, states ?? null, endedSince ?? null, before === undefined ? null : numberOf(before), limit],
    );
    return rows.map(read);
  }

  async one(id: RedriveId): Promise<StoredRedrive | null> {
    const { rows } = await this.database.pool.query<RedriveRow>(`SELECT ${COLUMNS} FROM redrive WHERE id = $1`, [numberOf(id)]);
    return rows[0] === undefined ? null : read(rows[0]);
  }

  async lines(id: RedriveId, limit: number): Promise<readonly RedriveJournalLine[]> {
    const { rows } = await this.database.pool.query<RedriveJournalLine>(
      `SELECT ${epochMs('at')} AS at, kind, text, by FROM redrive_line WHERE redrive = $1 ORDER BY id DESC LIMIT $2`,
      [numberOf(id), limit],
    );
    return rows;
  }

  messages(query: Parameters<RedriveStore['messages']>[0]): ReturnType<RedriveStore['messages']> {
    return listMessages(this.database.pool, numberOf(query.id), query);
  }

  async request(id: RedriveId, action: RedriveActionKind, by: string, at: EpochMs): Promise<void> {
    await this.database.transaction(async (client) => {
      await client.query(`INSERT INTO redrive_action (redrive, kind, by, at) VALUES ($1, $2, $3, ${instantOf('$4')})`, [
        numberOf(id),
        action,
        storableText(by),
        at,
      ]);
      await notifyChanges(client, { redrives: true });
    });
  }

  async takeRequested(id: RedriveId, at: EpochMs): Promise<readonly RequestedAction[]> {
    const { rows } = await this.database.pool.query<RequestedAction>(
      `UPDATE redrive_action SET taken_at = ${instantOf('$2')} WHERE redrive = $1 AND taken_at IS NULL RETURNING id::text AS id, kind, by`,
      [numberOf(id), at],
    );
    return rows.toSorted((a, b) => Number(a.id) - Number(b.id));
  }

  lease(dlqId: ResourceId): Promise<Lease | null> {
    return this.#leases.take(dlqId);
  }

  async tally(id: RedriveId): Promise<RedriveTally> {
    const { rows } = await this.database.pool.query<RedriveTally>(
      `SELECT count(*) FILTER (WHERE state = 'sending')::int AS sending, count(*) FILTER (WHERE state = 'sent')::int AS sent,
         count(*) FILTER (WHERE state = 'moved')::int AS moved, count(*) FILTER (WHERE state = 'failed')::int AS failed,
         count(*) FILTER (WHERE came_back)::int AS "cameBack", count(*) FILTER (WHERE flagged)::int AS "possiblyTwice"
       FROM redrive_message WHERE redrive = $1`,
      [numberOf(id)],
    );
    const [tally] = rows;
    if (tally === undefined) throw new Error('a count gave no row');
    return tally;
  }

  async claim(id: RedriveId, messages: readonly MessageToClaim[], at: EpochMs): Promise<readonly Claim[]> {
    const { rows } = await this.database.pool.query<ClaimRow>({
      name: 'redrive-claim',
      text: `
        WITH given AS (
          SELECT * FROM unnest($2::text[], $3::text[], $4::bool[], $5::text[]) AS g(id, alias, intended, failure_group)
        ), back AS (
          -- A row at a time, through the index: the table grows while it is asked, faster than its statistics.
          SELECT g.id, m.* FROM given g CROSS JOIN LATERAL (
            SELECT message_id, came_back, flagged, claimed_at FROM redrive_message
            WHERE redrive = $1 AND sent_id IN (g.id, g.alias) LIMIT 1
          ) m
        ), marked AS (
          UPDATE redrive_message m SET came_back = true, changed_at = ${instantOf('$6')}
          FROM back WHERE m.redrive = $1 AND m.message_id = back.message_id AND NOT back.came_back
        ), known AS (
          SELECT g.id, m.* FROM given g CROSS JOIN LATERAL (
            SELECT state, flagged, claimed_at FROM redrive_message WHERE redrive = $1 AND message_id = g.id LIMIT 1
          ) m
        ), added AS (
          INSERT INTO redrive_message (redrive, message_id, failure_group, state, claimed_at, changed_at)
          SELECT $1, g.id, g.failure_group, 'sending', ${instantOf('$6')}, ${instantOf('$6')} FROM given g
          WHERE g.intended AND NOT EXISTS (SELECT FROM back WHERE back.id = g.id) AND NOT EXISTS (SELECT FROM known WHERE known.id = g.id)
        )
        SELECT g.id, known.state, back.came_back AS "cameBack", coalesce(back.flagged, known.flagged, false) AS flagged,
          ${epochMs('coalesce(back.claimed_at, known.claimed_at)')} AS since
        FROM given g LEFT JOIN back ON back.id = g.id LEFT JOIN known ON known.id = g.id`,
      values: [
        numberOf(id),
        messages.map((message) => message.id),
        messages.map(({ alias }) => alias),
        messages.map(({ intended }) => intended),
        messages.map(({ failureGroup }) => failureGroup),
        at,
      ],
    });
    return rows.map(({ id: message, state, cameBack, flagged, since }) => ({
      ...{ id: message, since, flagged },
      was: cameBack === null ? (state ?? 'new') : cameBack ? 'came-back-before' : 'came-back',
    }));
  }

  async record(id: RedriveId, changes: readonly JournalChange[], at: EpochMs): Promise<void> {
    await this.database.pool.query({
      name: 'redrive-record',
      text: `
        WITH given AS (
          SELECT * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS g(id, to_state, sent_id, detail)
        ), withdrawn AS (
          DELETE FROM redrive_message m USING given g
          WHERE m.redrive = $1 AND m.message_id = ANY($2) AND m.message_id = g.id AND g.to_state = 'withdrawn' AND m.state = 'sending'
        ), failed AS (
          INSERT INTO redrive_message (redrive, message_id, state, detail, claimed_at, changed_at)
          SELECT $1, g.id, 'failed', g.detail, ${instantOf('$6')}, ${instantOf('$6')} FROM given g WHERE g.to_state = 'failed'
          ON CONFLICT (redrive, message_id) DO UPDATE SET state = 'failed', detail = EXCLUDED.detail, changed_at = EXCLUDED.changed_at
        )
        UPDATE redrive_message m SET
          state = CASE WHEN g.to_state = 'flagged' THEN m.state ELSE g.to_state END, sent_id = coalesce(g.sent_id, m.sent_id),
          flagged = m.flagged OR g.to_state = 'flagged', changed_at = ${instantOf('$6')}
        FROM given g CROSS JOIN ${ASYNCHRONOUS} WHERE m.redrive = $1 AND m.message_id = ANY($2) AND m.message_id = g.id AND g.to_state IN ('sent', 'moved', 'flagged')`,
      values: [
        numberOf(id),
        changes.map((change) => change.id),
        changes.map(({ to }) => to),
        changes.map((change) => (change.to === 'sent' ? change.sentId : null)),
        changes.map((change) => (change.to === 'failed' ? storableText(change.detail) : null)),
        at,
      ],
    });
  }

  async flagDoubtful(id: RedriveId): Promise<void> {
    await this.database.pool.query(
      `UPDATE redrive_message SET flagged = true WHERE redrive = $1 AND state IN ('sending', 'sent') AND NOT flagged`,
      [numberOf(id)],
    );
  }

  async save(id: RedriveId, { progress, counts, lines, over }: Parameters<RedriveStore['save']>[1], at: EpochMs): Promise<void> {
    await this.database.transaction(async (client) => {
      await client.query(
        `UPDATE redrive SET state = $2, progress = $3, counts = $4, changed_at = ${instantOf('$5')},
           ended_at = CASE WHEN $6 THEN coalesce(ended_at, ${instantOf('$5')}) END WHERE id = $1`,
        [numberOf(id), progress.state, storableJson(progress), storableJson(counts), at, over],
      );
      if (lines.length > 0)
        await client.query(
          `INSERT INTO redrive_line (redrive, at, kind, text, by)
           SELECT $1, ${instantOf('at')}, kind, text, by FROM unnest($2::float8[], $3::text[], $4::text[], $5::text[]) AS l(at, kind, text, by)`,
          [
            numberOf(id),
            lines.map((line) => line.at),
            lines.map(({ kind }) => kind),
            lines.map(({ text }) => storableText(text)),
            lines.map(({ by }) => by),
          ],
        );
      await notifyChanges(client, { redrives: true });
    });
  }

  async forget(endedBefore: EpochMs): Promise<void> {
    const ended = `(SELECT id FROM redrive WHERE ended_at < ${instantOf('$1')})`;
    await this.database.pool.query(`DELETE FROM redrive_message WHERE redrive IN ${ended}`, [endedBefore]);
    await this.database.pool.query(`DELETE FROM redrive_line WHERE redrive IN ${ended}`, [endedBefore]);
  }

  close(): Promise<void> {
    return this.#leases.close();
  }
}

interface ClaimRow {
  readonly id: string;
  readonly state: 'sending' | 'sent' | 'moved' | 'failed' | null;
  readonly cameBack: boolean | null;
  readonly flagged: boolean;
  readonly since: number | null;
}
