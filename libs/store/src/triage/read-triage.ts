import { alarmDocument, incidentDocument, incidentEntryBody, incidentId, type EpochMs, type IncidentId } from '@weir/contract';
import { type AlarmRecord, type AlarmTransition, incidentIdOf, numberOf, type Incident, type IncidentEntry } from '@weir/domain';
import type pg from 'pg';
import { epochMs } from '../database/sql.js';
import { transitionFields } from './documents.js';
import type { AlarmQuery, IncidentQuery } from './triage-store.js';

/** Something to ask: the pool, or the connection of a transaction. */
export type Asked = Pick<pg.Pool, 'query'> | Pick<pg.PoolClient, 'query'>;
type Report = (problem: Error) => void;

const INCIDENTS_BY_DEFAULT = 10_000;

interface Schema<Value> {
  safeParse(document: unknown): { readonly success: true; readonly data: Value } | { readonly success: false; readonly error: Error };
}

/** What another version wrote and this one cannot read is reported and left out. */
function readable<Value>(schema: Schema<Value>, document: unknown, what: string, report: Report): readonly Value[] {
  const parsed = schema.safeParse(document);
  if (parsed.success) return [parsed.data];
  report(new Error(`${what} is not readable: ${parsed.error.message}`));
  return [];
}

export async function readAlarms(asked: Asked, query: AlarmQuery, report: Report): Promise<readonly AlarmRecord[]> {
  const { rows } = await asked.query<{ id: string; document: unknown }>(
    `SELECT id, document FROM alarm
     WHERE ($1::text[] IS NULL OR state = ANY($1)) AND ($2::text[] IS NULL OR resource_id = ANY($2)) AND ($3::text[] IS NULL OR id = ANY($3))
     ORDER BY id`,
    [query.states ?? null, query.resourceIds ?? null, query.ids ?? null],
  );
  return rows.flatMap(({ id, document }) => readable(alarmDocument, document, `the alarm ${id}`, report));
}

export async function readIncidents(asked: Asked, query: IncidentQuery, report: Report): Promise<readonly Incident[]> {
  const { rows } = await asked.query<{ number: number; document: unknown }>(
    `SELECT number, document FROM incident
     WHERE ($1::int[] IS NULL OR number = ANY($1)) AND ($2::text[] IS NULL OR state = ANY($2))
       AND ($3::timestamptz IS NULL OR state = 'open' OR resolved_at >= $3)
       AND ($4::text IS NULL OR root_id = $4 OR root_reason = $5)
     ORDER BY number DESC LIMIT $6`,
    [
      query.ids?.map(numberOf) ?? null,
      query.states ?? null,
      query.endedSince === undefined ? null : new Date(query.endedSince),
      query.like?.rootId ?? null,
      query.like?.reason ?? null,
      query.limit ?? INCIDENTS_BY_DEFAULT,
    ],
  );
  return rows.flatMap(({ number, document }) => readable(incidentDocument, document, `incident ${String(number)}`, report));
}

/** Open ones, those with an episode of an alarm that goes on, and those that ended since. */
export async function readGroupable(asked: Asked, endedSince: EpochMs, report: Report): Promise<readonly Incident[]> {
  const { rows } = await asked.query<{ number: number; document: unknown }>(
    `SELECT number, document FROM incident
     WHERE state = 'open' OR (state = 'resolved' AND resolved_at >= $1)
       OR number IN (
         SELECT episode.incident FROM incident_episode episode
         JOIN alarm ON alarm.id = episode.alarm_id AND alarm.state IN ('firing', 'resolving')
           AND (alarm.document->>'firedAt')::float8 = ${epochMs('episode.fired_at')})
     ORDER BY number`,
    [new Date(endedSince)],
  );
  return rows.flatMap(({ number, document }) => readable(incidentDocument, document, `incident ${String(number)}`, report));
}

interface EntryRow {
  readonly incident: number;
  readonly seq: number;
  readonly at: EpochMs;
  readonly by: string | null;
  readonly requestId: string | null;
  readonly body: unknown;
}

const ENTRY_COLUMNS = `incident, seq, ${epochMs('at')} AS at, by, request_id AS "requestId", body`;

export async function readLog(asked: Asked, id: IncidentId, report: Report): Promise<readonly IncidentEntry[]> {
  const { rows } = await asked.query<EntryRow>(`SELECT ${ENTRY_COLUMNS} FROM incident_entry WHERE incident = $1 ORDER BY seq`, [
    numberOf(id),
  ]);
  return rows.flatMap((row) => entryOf(row, report));
}

export async function readRequest(asked: Asked, requestId: string, report: Report): Promise<IncidentEntry | null> {
  const { rows } = await asked.query<EntryRow>(`SELECT ${ENTRY_COLUMNS} FROM incident_entry WHERE request_id = $1`, [requestId]);
  return rows.flatMap((row) => entryOf(row, report))[0] ?? null;
}

const entryOf = ({ incident, body, ...rest }: EntryRow, report: Report): readonly IncidentEntry[] =>
  readable(incidentEntryBody, body, `entry ${String(rest.seq)} of incident ${String(incident)}`, report).map((read) => ({
    ...rest,
    incident: incidentIdOf(incident),
    body: read,
  }));

export async function readOwners(asked: Asked, alarmIds: readonly string[]): Promise<ReadonlyMap<string, IncidentId>> {
  if (alarmIds.length === 0) return new Map();
  const { rows } = await asked.query<{ alarmId: string; incident: number }>(
    `SELECT episode.alarm_id AS "alarmId", episode.incident FROM incident_episode episode
     JOIN alarm ON alarm.id = episode.alarm_id AND (alarm.document->>'firedAt')::float8 = ${epochMs('episode.fired_at')}
     WHERE episode.alarm_id = ANY($1)`,
    [alarmIds],
  );
  return new Map(rows.map(({ alarmId, incident }) => [alarmId, incidentId.parse(`INC-${String(incident)}`)]));
}

export async function readTransitions(
  asked: Asked,
  query: { readonly resourceIds?: readonly string[] | undefined; readonly from: EpochMs; readonly to: EpochMs; readonly limit: number },
  report: Report,
): Promise<readonly AlarmTransition[]> {
  const { rows } = await asked.query<{ id: string; alarmId: string; at: EpochMs; because: string } & Record<string, unknown>>(
    `SELECT id, alarm_id AS "alarmId", resource_id AS "resourceId", rule, ${epochMs('at')} AS at, from_state AS "from", to_state AS "to", reason, because
     FROM alarm_transition WHERE at >= $1::timestamptz AND at < $2::timestamptz AND ($3::text[] IS NULL OR resource_id = ANY($3))
     ORDER BY at DESC, id DESC LIMIT $4`,
    [new Date(query.from), new Date(query.to), query.resourceIds ?? null, query.limit],
  );
  return rows.reverse().flatMap(({ id, alarmId, at, because, ...row }): readonly AlarmTransition[] => {
    const rule = transitionFields.rule.safeParse(row['rule']);
    const resourceId = transitionFields.resourceId.safeParse(row['resourceId']);
    const from = transitionFields.from.safeParse(row['from']);
    const to = transitionFields.to.safeParse(row['to']);
    const reason = transitionFields.reason.safeParse(row['reason']);
    if (rule.success && resourceId.success && from.success && to.success && reason.success)
      return [{ alarmId, at, because, rule: rule.data, resourceId: resourceId.data, from: from.data, to: to.data, reason: reason.data }];
    report(new Error(`the alarm transition ${id} is not readable`));
    return [];
  });
}
