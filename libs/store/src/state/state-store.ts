import type { EpochMs, ResourceId, ScopeStatus } from '@weir/contract';
import type { ResourceState, VerdictTransition } from '@weir/domain';
import type pg from 'pg';
import { notifyChanges } from '../database/changes.js';
import { keptInMind } from '../catalogue/kept-in-mind.js';
import type { Database } from '../database/database.js';
import { instantOf } from '../database/sql.js';
import { storableJson, storableText } from '../database/storable.js';
import type { KeptInMind, StateBatch, StateStore } from '../store.js';
import { scopeDocument, stateDocument, transitionFields } from './documents.js';

/** States, transitions and scopes in PostgreSQL. */
export class StateInPostgres implements StateStore {
  constructor(private readonly database: Database) {}

  async commit({ states, transitions, scopes = [], at }: StateBatch): Promise<void> {
    await this.database.transaction(async (client) => {
      await writeStates(client, states, at);
      await writeTransitions(client, transitions);
      await writeScopes(client, scopes, at);
      const ids = new Set([...states, ...transitions].map(({ resourceId }) => resourceId));
      await notifyChanges(client, { ids: [...ids], scopes: scopes.length > 0 });
    });
  }

  async load(of?: readonly ResourceId[] | KeptInMind): Promise<readonly ResourceState[]> {
    const rows = await this.database.prisma.resourceState.findMany({
      ...(of && { where: 'deletedSince' in of ? { resource: keptInMind(of) } : { resourceId: { in: [...of] } } }),
      orderBy: { resourceId: 'asc' },
    });
    return rows.flatMap((row) => {
      const parsed = stateDocument.safeParse(row.document);
      if (parsed.success) return [parsed.data];
      this.database.reportProblem(new Error(`the state of ${row.resourceId} is not readable: ${parsed.error.message}`));
      return [];
    });
  }

  async transitions(query: {
    resourceId?: ResourceId | undefined;
    from: EpochMs;
    to: EpochMs;
    limit: number;
  }): Promise<readonly VerdictTransition[]> {
    const rows = await this.database.prisma.verdictTransition.findMany({
      where: {
        at: { gte: new Date(query.from), lt: new Date(query.to) },
        ...(query.resourceId ? { resourceId: query.resourceId } : {}),
      },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: query.limit,
    });
    return rows.flatMap((row) => {
      const resourceId = transitionFields.resourceId.safeParse(row.resourceId);
      const from = transitionFields.from.safeParse(row.fromState);
      const to = transitionFields.to.safeParse(row.toState);
      if (!resourceId.success || !from.success || !to.success) {
        this.database.reportProblem(new Error(`the transition ${row.id} is not readable`));
        return [];
      }
      return [
        { resourceId: resourceId.data, at: row.at.getTime(), from: from.data, to: to.data, reason: row.reason, because: row.because },
      ];
    });
  }

  async scopes(): Promise<readonly ScopeStatus[]> {
    const rows = await this.database.prisma.scopeStatus.findMany({ orderBy: [{ accountId: 'asc' }, { region: 'asc' }] });
    return rows.flatMap((row) => {
      const parsed = scopeDocument.safeParse(row.document);
      if (parsed.success) return [parsed.data];
      this.database.reportProblem(new Error(`the status of ${row.accountId}/${row.region} is not readable: ${parsed.error.message}`));
      return [];
    });
  }
}

async function writeStates(client: pg.PoolClient, states: readonly ResourceState[], at: EpochMs): Promise<void> {
  if (states.length === 0) return;
  const latest = new Map(states.map((state) => [state.resourceId, storableJson(state)]));
  // In the order of ids, so that two commits never wait for each other crosswise.
  const ids = [...latest.keys()].sort();
  await client.query(
    `INSERT INTO resource_state (resource_id, document, updated_at)
     SELECT resource_id, document, ${instantOf('$3')} FROM unnest($1::text[], $2::jsonb[]) AS s(resource_id, document)
     ON CONFLICT (resource_id) DO UPDATE SET document = EXCLUDED.document, updated_at = EXCLUDED.updated_at`,
    [ids, ids.map((id) => latest.get(id)), at],
  );
}

/** A transition stored before (the answer to a commit can get lost) is not stored again. */
async function writeTransitions(client: pg.PoolClient, transitions: readonly VerdictTransition[]): Promise<void> {
  if (transitions.length === 0) return;
  await client.query(
    `INSERT INTO verdict_transition (resource_id, at, from_state, to_state, reason, because)
     SELECT resource_id, ${instantOf('at')}, from_state, to_state, reason, because
     FROM unnest($1::text[], $2::float8[], $3::text[], $4::text[], $5::text[], $6::text[]) AS t(resource_id, at, from_state, to_state, reason, because)
     ON CONFLICT (resource_id, at, to_state) DO NOTHING`,
    [
      transitions.map((transition) => transition.resourceId),
      transitions.map((transition) => transition.at),
      transitions.map((transition) => transition.from),
      transitions.map((transition) => transition.to),
      transitions.map((transition) => storableText(transition.reason)),
      transitions.map((transition) => storableText(transition.because)),
    ],
  );
}

async function writeScopes(client: pg.PoolClient, scopes: readonly ScopeStatus[], at: EpochMs): Promise<void> {
  if (scopes.length === 0) return;
  const latest = new Map(scopes.map((scope) => [`${scope.accountId}/${scope.region}`, scope]));
  const sorted = [...latest.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, scope]) => scope);
  await client.query(
    `INSERT INTO scope_status (account_id, region, document, updated_at)
     SELECT account_id, region, document, ${instantOf('$4')} FROM unnest($1::text[], $2::text[], $3::jsonb[]) AS s(account_id, region, document)
     ON CONFLICT (account_id, region) DO UPDATE SET document = EXCLUDED.document, updated_at = EXCLUDED.updated_at`,
    [sorted.map((scope) => scope.accountId), sorted.map((scope) => scope.region), sorted.map((scope) => storableJson(scope)), at],
  );
}
