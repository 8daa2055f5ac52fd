import { resource as resourceSchema, resourceId, resourceKind, type EpochMs, type ResourceId, type ResourceKind } from '@weir/contract';
import type { CatalogueResource, DiscoveredResource, Scope } from '@weir/domain';
import type pg from 'pg';
import { notifyChanges } from '../database/changes.js';
import type { Database } from '../database/database.js';
import { epochMs, instantOf, LOCKS } from '../database/sql.js';
import { storableJson, storableText } from '../database/storable.js';
import type { CatalogueChange, CatalogueStore, ChangeQuery, DiscoveryChange, KeptInMind } from '../store.js';
import { CONFIG_BY_KIND } from './config-by-kind.js';
import { keptInMind } from './kept-in-mind.js';
import { planDiscovery, type ChangeRecord, type DiscoveryPlan } from './plan-discovery.js';
import { LINK_KINDS, linksOf, planLinks, type LinkFact } from './plan-links.js';
import { readChanges } from './read-changes.js';

/** The catalogue in PostgreSQL. */
export class CatalogueInPostgres implements CatalogueStore {
  constructor(private readonly database: Database) {}

  async record(scope: Scope, kind: ResourceKind, found: readonly DiscoveredResource[], at: EpochMs): Promise<DiscoveryChange> {
    return this.database.transaction(async (client) => {
      // Two discoveries of one scope would each see the other's absence.
      await client.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [
        LOCKS.discovery,
        [scope.accountId, scope.region, kind].join('/'),
      ]);
      const plan = planDiscovery(await this.readScope(client, scope, kind), found, at);
      await writePresent(client, plan.present);
      await markDeleted(client, plan.deleted, at);
      await writeRecords(client, plan.records, at);
      await this.writeLinks(client, plan, at);
      const change = summarise(plan.records);
      await notifyChanges(client, { catalogue: plan.records.length > 0 });
      return change;
    });
  }

  async list(kept?: KeptInMind): Promise<readonly CatalogueResource[]> {
    const rows = await this.database.prisma.resource.findMany({
      ...(kept && { where: keptInMind(kept) }),
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
    });
    return rows.flatMap((row) =>
      this.parse({
        ...row,
        firstSeen: row.firstSeen.getTime(),
        lastSeen: row.lastSeen.getTime(),
        deletedAt: row.deletedAt?.getTime() ?? null,
      }),
    );
  }

  async changes(query: ChangeQuery): Promise<readonly CatalogueChange[]> {
    return readChanges(this.database, query);
  }

  private async readScope(client: pg.PoolClient, scope: Scope, kind: ResourceKind): Promise<readonly CatalogueResource[]> {
    const { rows } = await client.query<ResourceRow>(
      `SELECT id, kind, arn, account_id AS "accountId", region, name, config, tags,
         ${epochMs('first_seen')} AS "firstSeen", ${epochMs('last_seen')} AS "lastSeen", ${epochMs('deleted_at')} AS "deletedAt"
       FROM resource WHERE account_id = $1 AND region = $2 AND kind = $3 FOR UPDATE`,
      [scope.accountId, scope.region, kind],
    );
    return rows.flatMap((row) => this.parse(row));
  }

  /** Nothing for a row this version cannot read: one bad row must not hide the others. Its settings alone become null. */
  private parse(row: ResourceRow): readonly CatalogueResource[] {
    const id = resourceId.safeParse(row.id);
    const kind = resourceKind.safeParse(row.kind);
    if (!id.success || !kind.success) {
      this.database.reportProblem(new Error(`resource ${row.id} is not readable: unknown id or kind`));
      return [];
    }
    const config = CONFIG_BY_KIND[kind.data].nullable().safeParse(row.config ?? null);
    const tags = resourceSchema.shape.tags.safeParse(row.tags);
    if (!config.success || !tags.success) this.database.reportProblem(new Error(`resource ${row.id} has unreadable settings or tags`));
    const entry = { ...row, id: id.data, kind: kind.data, config: config.data ?? null, tags: tags.data ?? {} };
    // The schema was chosen by the kind, which the type cannot follow.
    return [entry as CatalogueResource];
  }

  private async writeLinks(client: pg.PoolClient, plan: DiscoveryPlan, at: EpochMs): Promise<void> {
    const ids = [...plan.present.map(({ id }) => id), ...plan.deleted];
    const { rows: open } = await client.query<LinkFact>(
      `SELECT from_id AS "fromId", to_id AS "toId", to_arn AS "toArn", kind, config
       FROM link WHERE from_id = ANY($1) AND kind = ANY($2) AND deleted_at IS NULL`,
      [ids, LINK_KINDS],
    );
    const { opened, closed } = planLinks(open, plan.present.flatMap(linksOf));
    await client.query(
      `UPDATE link SET deleted_at = ${instantOf('$4')} FROM unnest($1::text[], $2::text[], $3::text[]) AS c(from_id, to_id, kind)
       WHERE link.from_id = c.from_id AND link.to_id = c.to_id AND link.kind = c.kind AND link.deleted_at IS NULL`,
      [closed.map((link) => link.fromId), closed.map((link) => link.toId), closed.map((link) => link.kind), at],
    );
    await client.query(
      `INSERT INTO link (from_id, to_id, kind, first_seen, to_arn, config)
       SELECT o.from_id, o.to_id, o.kind, ${instantOf('$6')}, o.to_arn, o.config
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::jsonb[]) AS o(from_id, to_id, kind, to_arn, config)
       ON CONFLICT (from_id, to_id, kind, first_seen) DO UPDATE SET config = EXCLUDED.config, deleted_at = NULL`,
      [
        opened.map((link) => link.fromId),
        opened.map((link) => link.toId),
        opened.map((link) => link.kind),
        opened.map((link) => storableText(link.toArn)),
        opened.map((link) => storableJson(link.config)),
        at,
      ],
    );
  }
}

interface ResourceRow extends Scope {
  readonly id: string;
  readonly kind: string;
  readonly arn: string;
  readonly name: string;
  readonly config: unknown;
  readonly tags: unknown;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly deletedAt: number | null;
}

async function writePresent(client: pg.PoolClient, present: readonly CatalogueResource[]): Promise<void> {
  await client.query(
    `INSERT INTO resource (id, kind, arn, account_id, region, name, config, tags, first_seen, last_seen)
     SELECT id, kind, arn, account_id, region, name, config, tags, ${instantOf('first_seen')}, ${instantOf('last_seen')}
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::jsonb[], $9::float8[], $10::float8[])
       AS r(id, kind, arn, account_id, region, name, config, tags, first_seen, last_seen)
     ON CONFLICT (id) DO UPDATE SET
       name = EXCLUDED.name, config = EXCLUDED.config, tags = EXCLUDED.tags, last_seen = EXCLUDED.last_seen, deleted_at = NULL`,
    [
      present.map((resource) => resource.id),
      present.map((resource) => resource.kind),
      present.map((resource) => storableText(resource.arn)),
      present.map((resource) => storableText(resource.accountId)),
      present.map((resource) => storableText(resource.region)),
      present.map((resource) => storableText(resource.name)),
      present.map((resource) => (resource.config ? storableJson(resource.config) : null)),
      present.map((resource) => storableJson(resource.tags)),
      present.map((resource) => resource.firstSeen),
      present.map((resource) => resource.lastSeen),
    ],
  );
}

async function markDeleted(client: pg.PoolClient, ids: readonly ResourceId[], at: EpochMs): Promise<void> {
  await client.query(`UPDATE resource SET deleted_at = ${instantOf('$2')} WHERE id = ANY($1)`, [ids, at]);
}

async function writeRecords(client: pg.PoolClient, records: readonly ChangeRecord[], at: EpochMs): Promise<void> {
  await client.query(
    `INSERT INTO resource_change (resource_id, at, change, before, after)
     SELECT resource_id, ${instantOf('$5')}, change, before, after
     FROM unnest($1::text[], $2::text[], $3::jsonb[], $4::jsonb[]) AS c(resource_id, change, before, after)`,
    [
      records.map((record) => record.resourceId),
      records.map((record) => record.change),
      records.map((record) => (record.before ? storableJson(record.before) : null)),
      records.map((record) => (record.after ? storableJson(record.after) : null)),
      at,
    ],
  );
}

function summarise(records: readonly ChangeRecord[]): DiscoveryChange {
  const of = (change: ChangeRecord['change']) => records.filter((record) => record.change === change).map((record) => record.resourceId);
  return { added: of('added'), changed: of('changed'), deleted: of('deleted'), restored: of('restored') };
}
