import type {
  Alarm,
  AlarmedResource,
  IncidentCounts,
  IncidentFilter,
  IncidentId,
  IncidentSummary,
  Resource,
  ResourceId,
} from '@weir/contract';
import {
  type AlarmRecord,
  countIncidents,
  type Incident,
  matchesIncident,
  severityOf,
  silencedBy,
  summariseIncident,
  worstIncidentFirst,
} from '@weir/domain';
import type { Store, StoredSilence } from '@weir/store';

const HOUR_MS = 3_600_000;
/** Ended silences that are listed. */
const SILENCES_KEPT_MS = 90 * 24 * HOUR_MS;
/** What ended longer ago than this does not change any more. */
const SETTLED_MS = HOUR_MS;

/** What alarms and incidents there are now, as the store has them, kept up by its notices. Composes what lists and views show. */
export class TriageBook {
  readonly #incidents = new Map<IncidentId, Incident>();
  #alarms: ReadonlyMap<string, AlarmRecord> = new Map();
  #owners: ReadonlyMap<string, IncidentId> = new Map();
  #silences: readonly StoredSilence[] = [];
  #summaries: { readonly at: number; readonly all: readonly IncidentSummary[] } | null = null;

  constructor(
    private readonly store: Pick<Store, 'triage'>,
    private readonly resource: (id: ResourceId) => Resource | undefined,
    private readonly now: () => number,
  ) {}

  /** @param whole everything, after a start or a lost connection; else what can have changed */
  async read(whole: boolean): Promise<void> {
    const { triage } = this.store;
    const now = this.now();
    const [incidents, alarms, silences] = await Promise.all([
      triage.incidents(whole ? {} : { endedSince: now - SETTLED_MS }),
      triage.alarms({ states: ['pending', 'firing', 'resolving'] }),
      triage.silences(now - SILENCES_KEPT_MS),
    ]);
    this.#owners = await triage.owners(alarms.map(({ id }) => id));
    for (const incident of incidents) this.#incidents.set(incident.id, incident);
    this.#alarms = new Map(alarms.map((alarm) => [alarm.id, alarm]));
    this.#silences = silences;
    this.#summaries = null;
  }

  incident(id: IncidentId): Incident | undefined {
    return this.#incidents.get(id);
  }

  /** The newest word on an incident, before the store's notice of it arrives. */
  take(incident: Incident): void {
    const known = this.#incidents.get(incident.id);
    if (known === undefined || known.version < incident.version) this.#incidents.set(incident.id, incident);
    this.#summaries = null;
  }

  get silences(): readonly StoredSilence[] {
    return this.#silences;
  }

  /** Alarms that are raised now. */
  get alarms(): ReadonlyMap<string, AlarmRecord> {
    return this.#alarms;
  }

  owner(alarmId: string): IncidentId | null {
    return this.#owners.get(alarmId) ?? null;
  }

  /** Worst first. */
  list(filter: IncidentFilter): readonly IncidentSummary[] {
    return this.#all().filter((incident) => matchesIncident(incident, filter));
  }

  counts(): IncidentCounts {
    return countIncidents(this.#all());
  }

  summary(id: IncidentId): IncidentSummary | undefined {
    return this.#all().find((incident) => incident.id === id);
  }

  summarise(incident: Incident): IncidentSummary {
    return summariseIncident(incident, this.#alarms, (alarm) => this.silencedBy(alarm) !== null, this.now());
  }

  silencedBy(alarm: AlarmRecord): string | null {
    const resource = this.resource(alarm.resourceId);
    if (resource === undefined) return null;
    const { severity } = severityOf(alarm, this.now());
    return silencedBy(this.#silences, { resource, rule: alarm.rule, severity }, this.now());
  }

  /** An alarm as people see it; null: its resource is not known any more. */
  shown(alarm: AlarmRecord, incident: IncidentId | null = this.owner(alarm.id)): Alarm | null {
    const resource = this.resource(alarm.resourceId);
    if (resource === undefined) return null;
    const { id, rule, state, reason, because, verdict, troubleSince, firedAt, clearSince, resolvedAt, unknownSince, loss, returns } = alarm;
    return {
      ...{ id, rule, state, reason, because, verdict, firedAt, clearSince, resolvedAt, unknownSince, loss, incident },
      resource: alarmedResourceOf(resource),
      since: troubleSince,
      flaps: returns.length,
      silencedBy: this.silencedBy(alarm),
    };
  }

  /** Within a second nothing of a summary changes by itself. */
  #all(): readonly IncidentSummary[] {
    const now = this.now();
    if (this.#summaries === null || Math.abs(now - this.#summaries.at) > 1_000) {
      this.#summaries = {
        at: now,
        all: [...this.#incidents.values()].map((incident) => this.summarise(incident)).sort(worstIncidentFirst),
      };
    }
    return this.#summaries.all;
  }
}

export const alarmedResourceOf = ({ id, kind, name, accountId, accountName, region, system }: Resource): AlarmedResource => ({
  ...{ id, kind, name, accountId, accountName, region, system },
});
