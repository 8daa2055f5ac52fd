import type { AlarmState, EpochMs, IncidentCounts, IncidentFilter, IncidentSummary, LossCountdown, Severity } from '@weir/contract';
import { type AlarmRecord, isActive } from '../alarms/step-alarm.js';
import { lossAt } from '../estate/severity-order.js';
import { titleOf } from './describe-incident.js';
import type { Episode, Incident } from './incident.js';

/** Alarms by id as they are now. */
export type AlarmsById = ReadonlyMap<string, AlarmRecord>;

/** The alarm of an episode while that goes on; undefined: it is over. */
export function episodeAlarm({ alarmId, firedAt }: Episode, alarms: AlarmsById): AlarmRecord | undefined {
  const alarm = alarms.get(alarmId);
  return alarm?.firedAt === firedAt && isActive(alarm) ? alarm : undefined;
}

/**
 * An incident as lists show it.
 * @param isSilenced whether an alarm that fires is kept quiet
 */
export function summariseIncident(
  incident: Incident,
  alarms: AlarmsById,
  isSilenced: (alarm: AlarmRecord) => boolean,
  now: EpochMs,
): IncidentSummary {
  const { id, version, state, severity, severityBecause, since, openedAt, resolvedAt, resolvedBy, mergedInto, acknowledged, assignee } =
    incident;
  const current = incident.episodes.map((episode) => episodeAlarm(episode, alarms));
  const active = current.filter((alarm) => alarm !== undefined);
  const count = (of: AlarmState) => active.filter((alarm) => alarm.state === of).length;
  const blind = active.flatMap(({ unknownSince }) => unknownSince ?? []);
  const firing = active.filter((alarm) => alarm.state === 'firing');
  return {
    ...{ id, version, state, severity, severityBecause, since, openedAt, resolvedAt, resolvedBy, mergedInto, acknowledged, assignee },
    title: titleOf(incident),
    root: rootOf(incident),
    snoozed: incident.snoozed !== null && incident.snoozed.until > now ? incident.snoozed : null,
    loss: state === 'open' ? nearestLoss(active) : null,
    resources: incident.members.length,
    systems: namesIn(incident, ({ system }) => system),
    accountIds: namesIn(incident, ({ accountId }) => accountId),
    alarms: { firing: count('firing'), resolving: count('resolving'), resolved: current.length - active.length },
    silenced: firing.length > 0 && firing.every(isSilenced),
    unknownSince: active.length > 0 && blind.length === active.length ? Math.max(...blind) : null,
    reopened: incident.reopened,
    changedAt: incident.changedAt,
  };
}

function rootOf({ root, members }: Incident): IncidentSummary['root'] {
  const named = members.find(({ resource }) => resource.id === root.id)?.resource ?? members[0]?.resource;
  const { verdict, reason, because } = root;
  const unnamed = { id: root.id, kind: 'queue' as const, name: root.id, accountId: '', accountName: '', region: '', system: '' };
  return { ...(named ?? unnamed), verdict, reason, because };
}

function nearestLoss(alarms: readonly AlarmRecord[]): LossCountdown | null {
  const losses = alarms.flatMap(({ loss, verdict }) => {
    const at = lossAt({ loss, verdict: { state: verdict } });
    return loss === null || at === null ? [] : [{ loss, at }];
  });
  return losses.sort((a, b) => a.at - b.at)[0]?.loss ?? null;
}

const namesIn = (incident: Incident, name: (resource: Incident['members'][number]['resource']) => string): string[] =>
  [...new Set(incident.members.map(({ resource }) => name(resource)))].sort();

const STATE_ORDER: Readonly<Record<IncidentSummary['state'], number>> = { open: 0, resolved: 1, merged: 2 };

/** Worst first: open before ended, by severity, then what is lost first, then the oldest; of ended ones the latest first. A total order. */
export function worstIncidentFirst(a: IncidentSummary, b: IncidentSummary): number {
  const byState = STATE_ORDER[a.state] - STATE_ORDER[b.state];
  if (byState !== 0) return byState;
  const byNumber = a.id.length - b.id.length || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  if (a.state !== 'open') return b.openedAt - a.openedAt || -byNumber;
  const lost = (each: IncidentSummary) => each.loss?.earliestAt ?? Number.MAX_SAFE_INTEGER;
  return a.severity - b.severity || lost(a) - lost(b) || a.since - b.since || byNumber;
}

/** Whether a list with this filter has an incident in it. */
export function matchesIncident(incident: IncidentSummary, filter: IncidentFilter): boolean {
  const { state = ['open'], severity, account, system, assignee, q } = filter;
  if (!state.includes(incident.state)) return false;
  if (severity !== undefined && severity.length > 0 && !severity.includes(incident.severity)) return false;
  if (account !== undefined && !incident.accountIds.includes(account) && incident.root.accountName !== account) return false;
  if (system !== undefined && !incident.systems.includes(system)) return false;
  if (assignee !== undefined && (assignee === 'nobody' ? incident.assignee !== null : incident.assignee !== assignee)) return false;
  const wanted = q?.trim().toLowerCase() ?? '';
  return wanted === '' || [incident.id, incident.title, incident.root.name].some((text) => text.toLowerCase().includes(wanted));
}

export function countIncidents(all: Iterable<IncidentSummary>): IncidentCounts {
  const open = [...all].filter(({ state }) => state === 'open');
  const of = (severity: Severity) => open.filter((each) => each.severity === severity).length;
  const calling = open.filter(({ acknowledged, snoozed }) => acknowledged === null && snoozed === null).map(({ severity }) => severity);
  return {
    open: open.length,
    unacknowledged: open.filter(({ acknowledged }) => acknowledged === null).length,
    snoozed: open.filter(({ snoozed }) => snoozed !== null).length,
    bySeverity: { 1: of(1), 2: of(2), 3: of(3), 4: of(4) },
    worst: calling.length === 0 ? null : (Math.min(...calling) as Severity),
  };
}
