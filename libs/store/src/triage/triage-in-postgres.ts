import { randomUUID } from 'node:crypto';
import { alarmSettingDocument, type EpochMs, type IncidentId, type NewSilence, type SilenceMatcher } from '@weir/contract';
import {
  type AlarmRecord,
  type AlarmTransition,
  incidentIdOf,
  type Incident,
  type IncidentEntry,
  type PeoplesSettings,
} from '@weir/domain';
import type pg from 'pg';
import { notifyChanges } from '../database/changes.js';
import type { Database } from '../database/database.js';
import { epochMs, instantOf, LOCKS } from '../database/sql.js';
import { storableJson, storableText } from '../database/storable.js';
import { silenceFields } from './documents.js';
import { readAlarms, readGroupable, readIncidents, readLog, readOwners, readRequest, readTransitions } from './read-triage.js';
import type { ActionSight, AlarmCommit, AlarmQuery, GroupingSight, IncidentQuery, StoredSilence, TriageStore } from './triage-store.js';
import { appendEntries, writeAlarms, writeAlarmTransitions } from './write-triage.js';

/** Alarms and incidents in PostgreSQL. Everything that appends to a log takes one lock, so that logs follow and groupings see each other. */
export class TriageInPostgres implements TriageStore {
  readonly #report: (problem: Error) => void;

  constructor(private readonly database: Database) {
    this.#report = (problem) => {
      database.reportProblem(problem);
    };
  }

  alarms(query: AlarmQuery = {}): Promise<readonly AlarmRecord[]> {
    return readAlarms(this.database.pool, query, this.#report);
  }

  alarmTransitions(query: Parameters<TriageStore['alarmTransitions']>[0]): Promise<readonly AlarmTransition[]> {
    return readTransitions(this.database.pool, query, this.#report);
  }

  incidents(query: IncidentQuery = {}): Promise<readonly Incident[]> {
    return readIncidents(this.database.pool, query, this.#report);
  }

  log(id: IncidentId): Promise<readonly IncidentEntry[]> {
    return readLog(this.database.pool, id, this.#report);
  }

  owners(alarmIds: readonly string[]): Promise<ReadonlyMap<string, IncidentId>> {
    return readOwners(this.database.pool, alarmIds);
  }

  async commitAlarms(
    { alarms, transitions, at }: AlarmCommit,
    endedSince: EpochMs,
    group: (sight: GroupingSight) => readonly IncidentEntry[],
  ): Promise<readonly IncidentEntry[]> {
    return this.#serially(async (client) => {
      await writeAlarms(client, alarms, at);
      await writeAlarmTransitions(client, transitions);
      const raised = await readAlarms(client, { states: ['pending', 'firing', 'resolving'] }, this.#report);
      const incidents = await readGroupable(client, endedSince, this.#report);
      const entries = group({ alarms: raised, incidents, newId: await idsFrom(client) });
      await appendEntries(client, new Map(incidents.map((incident) => [incident.id, incident])), entries);
      await notifyChanges(client, { triage: true });
      return entries;
    });
  }

  async act<Result>(
    { id, other, requestId }: Parameters<TriageStore['act']>[0],
    decide: (sight: ActionSight) => { readonly entries: readonly IncidentEntry[]; readonly result: Result },
  ): Promise<Result> {
    return this.#serially(async (client) => {
      const known = await readIncidents(client, { ids: other === null ? [id] : [id, other] }, this.#report);
      const byId = new Map(known.map((incident) => [incident.id, incident]));
      const incident = byId.get(id) ?? null;
      const { entries, result } = decide({
        incident,
        log: incident === null ? [] : await readLog(client, id, this.#report),
        other: other === null ? null : (byId.get(other) ?? null),
        newId: await idsFrom(client),
        alarms: await readAlarms(client, { ids: (incident?.episodes ?? []).map(({ alarmId }) => alarmId) }, this.#report),
        doneBefore: requestId === null ? null : await readRequest(client, requestId, this.#report),
      });
      await appendEntries(client, byId, entries);
      if (entries.length > 0) await notifyChanges(client, { triage: true });
      return result;
    });
  }

  async silences(endedSince: EpochMs): Promise<readonly StoredSilence[]> {
    const { rows } = await this.database.pool.query<SilenceRow>(
      `SELECT ${SILENCE_COLUMNS} FROM silence WHERE LEAST(ends_at, COALESCE(ended_at, ends_at)) >= $1::timestamptz ORDER BY starts_at, id`,
      [new Date(endedSince)],
    );
    return rows.flatMap((row) => this.#silenceOf(row));
  }

  async addSilence(silence: NewSilence & { readonly author: string }, at: EpochMs): Promise<StoredSilence> {
    const { rows } = await this.#noting((client) =>
      client.query<SilenceRow>(
        `INSERT INTO silence (id, kind, matchers, starts_at, ends_at, reason, author, created_at)
         VALUES ($1, $2, $3::jsonb, ${instantOf('$4')}, ${instantOf('$5')}, $6, $7, ${instantOf('$8')}) RETURNING ${SILENCE_COLUMNS}`,
        [
          randomUUID(),
          silence.kind,
          storableJson(silence.matchers),
          silence.startsAt ?? at,
          silence.endsAt,
          storableText(silence.reason),
          storableText(silence.author),
          at,
        ],
      ),
    );
    const [stored] = rows.flatMap((row) => this.#silenceOf(row));
    if (stored === undefined) throw new Error('a silence was stored and could not be read again');
    return stored;
  }

  async endSilence(id: string, by: string, at: EpochMs): Promise<StoredSilence | null> {
    const { rows } = await this.#noting(async (client) => {
      await client.query(
        `UPDATE silence SET ended_at = ${instantOf('$2')}, ended_by = $3 WHERE id = $1 AND ended_at IS NULL AND ends_at > ${instantOf('$2')}`,
        [id, at, storableText(by)],
      );
      return client.query<SilenceRow>(`SELECT ${SILENCE_COLUMNS} FROM silence WHERE id = $1`, [id]);
    });
    return rows.flatMap((row) => this.#silenceOf(row))[0] ?? null;
  }

  async settings(): Promise<readonly PeoplesSettings[]> {
    const { rows } = await this.database.pool.query<{ scope: string; document: unknown; changedAt: EpochMs; changedBy: string }>(
      `SELECT scope, document, ${epochMs('changed_at')} AS "changedAt", changed_by AS "changedBy" FROM alarm_setting ORDER BY scope`,
    );
    return rows.flatMap(({ scope, document, ...changed }) => {
      const parsed = alarmSettingDocument.safeParse(document);
      if (parsed.success) return [{ ...parsed.data, ...changed }];
      this.#report(new Error(`the alarm settings of ${scope} are not readable: ${parsed.error.message}`));
      return [];
    });
  }

  async setSettings({ scope, settings, changedAt, changedBy }: Parameters<TriageStore['setSettings']>[0]): Promise<void> {
    const key = Object.values(scope).join(':');
    await this.#noting((client) =>
      settings === null
        ? client.query('DELETE FROM alarm_setting WHERE scope = $1', [storableText(key)])
        : client.query(
            `INSERT INTO alarm_setting (scope, document, changed_at, changed_by) VALUES ($1, $2::jsonb, ${instantOf('$3')}, $4)
             ON CONFLICT (scope) DO UPDATE SET document = EXCLUDED.document, changed_at = EXCLUDED.changed_at, changed_by = EXCLUDED.changed_by`,
            [storableText(key), storableJson({ scope, settings }), changedAt, storableText(changedBy)],
          ),
    );
  }

  #serially<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    return this.database.transaction(work, `SELECT pg_advisory_xact_lock(${String(LOCKS.triage)})`);
  }

  #noting<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    return this.database.transaction(async (client) => {
      const result = await work(client);
      await notifyChanges(client, { triage: true });
      return result;
    });
  }

  #silenceOf({ kind, matchers, ...row }: SilenceRow): readonly StoredSilence[] {
    const what = silenceFields.kind.safeParse(kind);
    const which = matchersIn(matchers);
    if (what.success && which !== null) return [{ ...row, kind: what.data, matchers: which }];
    this.#report(new Error(`the silence ${row.id} is not readable`));
    return [];
  }
}

/** null: one of them is not readable. Without it the silence would match more than was meant. */
function matchersIn(stored: unknown): SilenceMatcher[] | null {
  if (!Array.isArray(stored)) return null;
  const read = stored.map((each) => silenceFields.matcher.safeParse(each));
  const matchers = read.flatMap(({ data }) => data ?? []);
  return matchers.length === read.length ? matchers : null;
}

const SILENCE_COLUMNS = `id, kind, matchers, ${epochMs('starts_at')} AS "startsAt", ${epochMs('ends_at')} AS "endsAt", reason, author,
  ${epochMs('created_at')} AS "createdAt", ${epochMs('ended_at')} AS "endedAt", ended_by AS "endedBy"`;

interface SilenceRow extends Omit<StoredSilence, 'kind' | 'matchers'> {
  readonly kind: string;
  readonly matchers: unknown;
}

/** Ids one after another, under the lock: no number is left out and none is given twice. */
async function idsFrom(client: pg.PoolClient): Promise<() => IncidentId> {
  const { rows } = await client.query<{ last: number }>('SELECT COALESCE(max(number), 0) AS last FROM incident');
  let last = rows[0]?.last ?? 0;
  return () => incidentIdOf((last += 1));
}
