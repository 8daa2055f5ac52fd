import { incidentId, type Alarm, type AlarmRule, type IncidentId } from '@weir/contract';

/** An incident, as far as the alarms of one resource tell of it. */
export interface AlarmedIncident {
  readonly incident: IncidentId;
  readonly rules: readonly AlarmRule[];
  /** Of the oldest alarm. */
  readonly since: number;
  readonly because: string;
}

/** The incidents that alarms belong to, the oldest trouble first. Alarms that are over or not yet of an incident lead nowhere. */
export function alarmedIncidents(alarms: readonly Alarm[]): readonly AlarmedIncident[] {
  const active = alarms.flatMap((alarm) => {
    const incident = incidentId.safeParse(alarm.incident).data;
    return incident === undefined || alarm.state === 'resolved' ? [] : [{ alarm, incident }];
  });
  return [...Map.groupBy(active, ({ incident }) => incident)]
    .map(([incident, held]): AlarmedIncident => {
      const sorted = held.map(({ alarm }) => alarm).toSorted((a, b) => a.since - b.since);
      return {
        incident,
        rules: [...new Set(sorted.map(({ rule }) => rule))],
        since: sorted[0]?.since ?? 0,
        because: sorted[0]?.because ?? '',
      };
    })
    .sort((a, b) => a.since - b.since);
}
