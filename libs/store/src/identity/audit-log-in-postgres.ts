import { auditLogEntry, type AuditLogEntry, type AuditLogList } from '@weir/contract';
import type { Database } from '../database/database.js';
import { epochMs, instantOf } from '../database/sql.js';
import { storableJson, storableText } from '../database/storable.js';
import type { AuditLogQuery, AuditLogStore } from './identity-store.js';

export class AuditLogInPostgres implements AuditLogStore {
  constructor(private readonly database: Database) {}

  async append({ at, actor, action, subject, detail }: Omit<AuditLogEntry, 'id'>): Promise<void> {
    await this.database.pool.query(
      `INSERT INTO audit_log (at, actor_kind, actor_id, actor_name, action, subject, detail)
       VALUES (${instantOf('$1')}, $2, $3, $4, $5, $6, $7::jsonb)`,
      [at, actor.kind, actor.id, storableText(actor.name), action, subject === null ? null : storableText(subject), storableJson(detail)],
    );
  }

  async list({ actor, action, subject, from, to, limit, cursor }: AuditLogQuery): Promise<AuditLogList> {
    const { rows } = await this.database.pool.query<Record<string, unknown>>(
      `SELECT id::text, ${epochMs('at')} AS at, action, subject, detail,
         jsonb_build_object('kind', actor_kind, 'id', actor_id, 'name', actor_name) AS actor
       FROM audit_log
       WHERE ($1::text IS NULL OR position(lower($1) IN lower(actor_name)) > 0)
         AND ($2::text[] IS NULL OR action = ANY($2))
         AND ($3::text IS NULL OR position(lower($3) IN lower(subject)) > 0)
         AND ($4::float8 IS NULL OR at >= ${instantOf('$4')})
         AND ($5::float8 IS NULL OR at < ${instantOf('$5')})
         AND ($6::bigint IS NULL OR id < $6)
       ORDER BY id DESC LIMIT $7`,
      [textOrNull(actor), action ?? null, textOrNull(subject), from ?? null, to ?? null, cursor ?? null, limit + 1],
    );
    const items = rows.slice(0, limit).map((row) => auditLogEntry.parse(row));
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  }
}

const textOrNull = (text: string | undefined): string | null => (text === undefined ? null : storableText(text));
