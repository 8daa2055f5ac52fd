import type { RedriveMessage } from '@weir/contract';
import type pg from 'pg';
import { epochMs } from '../database/sql.js';
import type { RedriveStore } from './redrive-store.js';

/** As people see it: what came back is told before what else became of it. */
const STATE = `CASE WHEN came_back THEN 'came-back' ELSE state END`;

/** A page of the messages of a redrive, in the order of their ids. */
export async function listMessages(
  pool: pg.Pool,
  redrive: string,
  { states, possiblyTwice, after, limit }: Omit<Parameters<RedriveStore['messages']>[0], 'id'>,
): ReturnType<RedriveStore['messages']> {
  const chosen = `redrive = $1 AND ($2::text[] IS NULL OR ${STATE} = ANY($2)) AND ($3::bool IS NULL OR flagged = $3)`;
  const values = [redrive, states ?? null, possiblyTwice ?? null];
  const { rows: items } = await pool.query<RedriveMessage>(
    `SELECT message_id AS "messageId", sent_id AS "sentId", failure_group AS "group", ${STATE} AS state, flagged AS "possiblyTwice", detail,
       ${epochMs('changed_at')} AS at
     FROM redrive_message WHERE ${chosen} AND ($4::text IS NULL OR message_id > $4) ORDER BY message_id LIMIT $5`,
    [...values, after ?? null, limit],
  );
  const { rows } = await pool.query<{ total: number }>(`SELECT count(*)::int AS total FROM redrive_message WHERE ${chosen}`, values);
  return { items, total: rows[0]?.total ?? 0 };
}
