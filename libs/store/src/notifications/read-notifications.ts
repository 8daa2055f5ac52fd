import { type EpochMs, type IncidentId, incidentId, notificationEntry, type NotificationEntry, severity } from '@weir/contract';
import type { Told } from '@weir/domain';
import { epochMs } from '../database/sql.js';

export const COLUMNS = `id::text AS id, key, channel, incident, thread, kind, because, title, severity, resources,
  acknowledged_by AS "acknowledgedBy", assignee, version, state, ${epochMs('planned_at')} AS "plannedAt", ${epochMs('settled_at')} AS "settledAt",
  tries, ${epochMs('tried_until')} AS "triedUntil", last_error AS "lastError", reference`;

export interface NotificationRow {
  readonly id: string;
  readonly key: string;
  readonly channel: string;
  readonly incident: string | null;
  readonly thread: number;
  readonly kind: string;
  readonly because: string;
  readonly title: string;
  readonly severity: number | null;
  readonly resources: number;
  readonly acknowledgedBy: string | null;
  readonly assignee: string | null;
  readonly version: number;
  readonly state: string;
  readonly plannedAt: EpochMs;
  readonly settledAt: EpochMs | null;
  readonly tries: number;
  readonly triedUntil: EpochMs | null;
  readonly lastError: string | null;
  readonly reference: string | null;
}

const { kind: kinds, state: states } = notificationEntry.shape;

/** null: written by a version whose notifications looked otherwise. */
export function toldOf(row: NotificationRow, now: EpochMs): Told | null {
  const kind = kinds.safeParse(row.kind);
  const state = states.safeParse(row.state);
  const as = severity.safeParse(row.severity);
  if (!kind.success || !state.success || !as.success) return null;
  const { id, channel, thread, tries, plannedAt, settledAt, title, resources, acknowledgedBy, assignee, version } = row;
  return {
    ...{ id, channel, thread, tries, plannedAt, settledAt, version, kind: kind.data, state: state.data },
    inFlight: state.data === 'waiting' && row.triedUntil !== null && row.triedUntil > now,
    said: { title, severity: as.data, resources, acknowledgedBy, assignee },
  };
}

/** null: as above. */
export function entryOf(row: NotificationRow): NotificationEntry | null {
  const parsed = notificationEntry.safeParse(row);
  return parsed.success ? parsed.data : null;
}

export function incidentOf(row: Pick<NotificationRow, 'incident'>): IncidentId | null {
  const parsed = incidentId.safeParse(row.incident);
  return parsed.success ? parsed.data : null;
}
