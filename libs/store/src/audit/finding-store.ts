import { resourceId, type EpochMs } from '@weir/contract';
import type { Scope } from '@weir/domain';
import type { Database } from '../database/database.js';
import { epochMs, instantOf, LOCKS } from '../database/sql.js';
import { storableJson, storableText } from '../database/storable.js';
import type { AuditedFinding, FindingChange, FindingStore, StoredFinding } from '../store.js';

/** Findings in PostgreSQL. */
export class FindingsInPostgres implements FindingStore {
  constructor(private readonly database: Database) {}

  async record(scope: Scope, found: readonly AuditedFinding[], at: EpochMs): Promise<FindingChange> {
    // An audit that names a finding twice means the later one.
    const findings = [...new Map(found.map((finding) => [finding.id, finding])).values()];
    return this.database.transaction(async (client) => {
      // Two audits of one scope would each take the other's findings for mended.
      await client.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [LOCKS.findings, `${scope.accountId}/${scope.region}`]);
      const { rows } = await client.query<{ id: string }>(
        `SELECT finding.id FROM finding JOIN resource ON resource.id = resource_id
         WHERE account_id = $1 AND region = $2 AND gone_at IS NULL`,
        [scope.accountId, scope.region],
      );
      const standing = new Set(rows.map(({ id }) => id));
      const { rowCount } = await client.query(
        `INSERT INTO finding AS known (id, rule, resource_id, severity, document, first_seen, last_seen)
         SELECT f.id, f.rule, f.resource_id, f.severity, f.document, ${instantOf('$8')}, ${instantOf('$8')}
         FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::jsonb[]) AS f(id, rule, resource_id, severity, document)
         JOIN resource ON resource.id = f.resource_id AND account_id = $6 AND region = $7
         ON CONFLICT (id) DO UPDATE SET
           rule = EXCLUDED.rule, resource_id = EXCLUDED.resource_id, severity = EXCLUDED.severity, document = EXCLUDED.document,
           first_seen = CASE WHEN known.gone_at IS NULL THEN known.first_seen ELSE EXCLUDED.first_seen END,
           last_seen = EXCLUDED.last_seen, gone_at = NULL`,
        [
          findings.map(({ id }) => storableText(id)),
          findings.map(({ rule }) => storableText(rule)),
          findings.map((finding) => finding.resourceId),
          findings.map(({ severity }) => storableText(severity)),
          findings.map(({ document }) => storableJson(document)),
          scope.accountId,
          scope.region,
          at,
        ],
      );
      if (rowCount !== findings.length) throw new RangeError(`a finding concerns no resource of ${scope.accountId}/${scope.region}`);
      const current = new Set(findings.map(({ id }) => storableText(id)));
      const gone = [...standing].filter((id) => !current.has(id));
      await client.query(`UPDATE finding SET gone_at = ${instantOf('$2')} WHERE id = ANY($1)`, [gone, at]);
      return { added: [...current].filter((id) => !standing.has(id)), gone };
    });
  }

  async list({ resourceIds, goneSince }: Parameters<FindingStore['list']>[0] = {}): Promise<readonly StoredFinding[]> {
    const { rows } = await this.database.pool.query<FindingRow>(
      `SELECT id, rule, severity, resource_id AS "resourceId", document, ${epochMs('first_seen')} AS "firstSeen",
         ${epochMs('last_seen')} AS "lastSeen", ${epochMs('gone_at')} AS "goneAt", ${epochMs('accepted_at')} AS "acceptedAt",
         accepted_by AS "acceptedBy", accepted_reason AS "acceptedReason"
       FROM finding WHERE (gone_at IS NULL OR gone_at >= $1::timestamptz) AND ($2::text[] IS NULL OR resource_id = ANY($2)) ORDER BY id`,
      [goneSince === undefined ? null : new Date(goneSince), resourceIds ?? null],
    );
    return rows.flatMap(({ acceptedAt, acceptedBy, acceptedReason, ...row }) => {
      const id = resourceId.safeParse(row.resourceId);
      if (!id.success) {
        this.database.reportProblem(new Error(`the finding ${row.id} is not readable: unknown id of a resource`));
        return [];
      }
      const accepted =
        acceptedAt === null || acceptedBy === null || acceptedReason === null
          ? null
          : { at: acceptedAt, by: acceptedBy, reason: acceptedReason };
      return [{ ...row, resourceId: id.data, accepted }];
    });
  }

  async accept(id: string, { by, reason }: { readonly by: string; readonly reason: string }, at: EpochMs): Promise<boolean> {
    const { rowCount } = await this.database.pool.query(
      `UPDATE finding SET accepted_at = ${instantOf('$2')}, accepted_by = $3, accepted_reason = $4 WHERE id = $1`,
      [storableText(id), at, storableText(by), storableText(reason)],
    );
    return rowCount === 1;
  }

  async unaccept(id: string): Promise<boolean> {
    const { rowCount } = await this.database.pool.query(
      'UPDATE finding SET accepted_at = NULL, accepted_by = NULL, accepted_reason = NULL WHERE id = $1',
      [storableText(id)],
    );
    return rowCount === 1;
  }
}

interface FindingRow extends Omit<StoredFinding, 'resourceId' | 'accepted'> {
  readonly resourceId: string;
  readonly acceptedAt: EpochMs | null;
  readonly acceptedBy: string | null;
  readonly acceptedReason: string | null;
}
