import { applyEntry, type AlarmRecord, type AlarmTransition, type Incident, type IncidentEntry, numberOf } from '@weir/domain';
import type { EpochMs, IncidentId } from '@weir/contract';
import type pg from 'pg';
import { instantOf } from '../database/sql.js';
import { storableJson, storableText } from '../database/storable.js';

export async function writeAlarms(client: pg.PoolClient, alarms: readonly AlarmRecord[], at: EpochMs): Promise<void> {
  if (alarms.length === 0) return;
  // In the order of ids, so that two commits never wait for each other crosswise.
  const sorted = [...new Map(alarms.map((alarm) => [alarm.id, alarm])).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  await client.query(
    `INSERT INTO alarm (id, resource_id, rule, state, document, updated_at)
     SELECT id, resource_id, rule, state, document, ${instantOf('$6')}
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::jsonb[]) AS a(id, resource_id, rule, state, document)
     ON CONFLICT (id) DO UPDATE SET state = EXCLUDED.state, document = EXCLUDED.document, updated_at = EXCLUDED.updated_at`,
    [
      sorted.map(({ id }) => id),
      sorted.map(({ resourceId }) => resourceId),
      sorted.map(({ rule }) => rule),
      sorted.map(({ state }) => state),
      sorted.map((alarm) => storableJson(alarm)),
      at,
    ],
  );
}

/** A transition stored before (the answer to a commit can get lost) is not stored again. */
export async function writeAlarmTransitions(client: pg.PoolClient, transitions: readonly AlarmTransition[]): Promise<void> {
  if (transitions.length === 0) return;
  await client.query(
    `INSERT INTO alarm_transition (alarm_id, resource_id, rule, at, from_state, to_state, reason, because)
     SELECT alarm_id, resource_id, rule, ${instantOf('at')}, from_state, to_state, reason, because
     FROM unnest($1::text[], $2::text[], $3::text[], $4::float8[], $5::text[], $6::text[], $7::text[], $8::text[])
       AS t(alarm_id, resource_id, rule, at, from_state, to_state, reason, because)
     ON CONFLICT (alarm_id, at, to_state) DO NOTHING`,
    [
      transitions.map(({ alarmId }) => alarmId),
      transitions.map(({ resourceId }) => resourceId),
      transitions.map(({ rule }) => rule),
      transitions.map((transition) => transition.at),
      transitions.map(({ from }) => from),
      transitions.map(({ to }) => to),
      transitions.map(({ reason }) => reason),
      transitions.map(({ because }) => storableText(because)),
    ],
  );
}

/**
 * Appends entries and brings the folds and the ownership of episodes in line.
 * @throws RangeError for an entry that does not follow the incident it is of
 */
export async function appendEntries(
  client: pg.PoolClient,
  known: ReadonlyMap<IncidentId, Incident>,
  entries: readonly IncidentEntry[],
): Promise<ReadonlyMap<IncidentId, Incident>> {
  const folded = new Map<IncidentId, Incident>();
  // As they will be read again: what is folded must not differ from what a replay gives.
  const storable = entries.map((entry) => ({ ...entry, body: JSON.parse(storableJson(entry.body)) as IncidentEntry['body'] }));
  for (const entry of storable) {
    const before = folded.get(entry.incident) ?? known.get(entry.incident) ?? null;
    folded.set(entry.incident, applyEntry(before, entry));
  }
  if (storable.length === 0) return folded;
  await writeFolds(client, [...folded.values()]);
  await client.query(
    `INSERT INTO incident_entry (incident, seq, at, by, request_id, body)
     SELECT incident, seq, ${instantOf('at')}, by, request_id, body
     FROM unnest($1::int[], $2::int[], $3::float8[], $4::text[], $5::uuid[], $6::jsonb[]) AS e(incident, seq, at, by, request_id, body)`,
    [
      storable.map(({ incident }) => numberOf(incident)),
      storable.map(({ seq }) => seq),
      storable.map(({ at }) => at),
      storable.map(({ by }) => (by === null ? null : storableText(by))),
      storable.map(({ requestId }) => requestId),
      storable.map(({ body }) => JSON.stringify(body)),
    ],
  );
  await writeEpisodes(client, [...folded.values()]);
  return folded;
}

async function writeFolds(client: pg.PoolClient, incidents: readonly Incident[]): Promise<void> {
  await client.query(
    `INSERT INTO incident (number, version, state, severity, root_id, root_reason, opened_at, resolved_at, document)
     SELECT number, version, state, severity, root_id, root_reason, ${instantOf('opened_at')}, ${instantOf('resolved_at')}, document
     FROM unnest($1::int[], $2::int[], $3::text[], $4::int[], $5::text[], $6::text[], $7::float8[], $8::float8[], $9::jsonb[])
       AS i(number, version, state, severity, root_id, root_reason, opened_at, resolved_at, document)
     ON CONFLICT (number) DO UPDATE SET version = EXCLUDED.version, state = EXCLUDED.state, severity = EXCLUDED.severity,
       root_id = EXCLUDED.root_id, root_reason = EXCLUDED.root_reason, resolved_at = EXCLUDED.resolved_at, document = EXCLUDED.document`,
    [
      incidents.map(({ id }) => numberOf(id)),
      incidents.map(({ version }) => version),
      incidents.map(({ state }) => state),
      incidents.map(({ severity }) => severity),
      incidents.map(({ root }) => root.id),
      incidents.map(({ root }) => storableText(root.reason)),
      incidents.map(({ openedAt }) => openedAt),
      incidents.map(({ resolvedAt }) => resolvedAt),
      incidents.map((incident) => storableJson(incident)),
    ],
  );
}

/** An episode belongs to one incident: to that which took it last. */
async function writeEpisodes(client: pg.PoolClient, incidents: readonly Incident[]): Promise<void> {
  const held = incidents.flatMap(({ id, episodes }) => episodes.map((episode) => ({ ...episode, incident: numberOf(id) })));
  if (held.length === 0) return;
  await client.query(
    `INSERT INTO incident_episode (alarm_id, fired_at, resource_id, incident)
     SELECT alarm_id, ${instantOf('fired_at')}, resource_id, incident
     FROM unnest($1::text[], $2::float8[], $3::text[], $4::int[]) AS e(alarm_id, fired_at, resource_id, incident)
     ON CONFLICT (alarm_id, fired_at) DO UPDATE SET incident = EXCLUDED.incident`,
    [
      held.map(({ alarmId }) => alarmId),
      held.map(({ firedAt }) => firedAt),
      held.map(({ resourceId }) => resourceId),
      held.map(({ incident }) => incident),
    ],
  );
}
