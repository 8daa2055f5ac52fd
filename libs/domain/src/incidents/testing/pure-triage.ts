import type { AlarmedResource, IncidentId, LossCountdown, ResourceId, VerdictState } from '@weir/contract';
import { effectiveSettings } from '../../alarms/alarm-settings.js';
import { alarmLooks } from '../../alarms/alarm-signals.js';
import { type AlarmRecord, alarmIdOf, stepAlarm } from '../../alarms/step-alarm.js';
import { EstateModel } from '../../estate/estate-model.js';
import type { CatalogueResource } from '../../model/catalogue.js';
import { FanoutIndex } from '../../topology/estate/fanout-index.js';
import { applyEntry, type Incident } from '../incident.js';
import { incidentIdOf, regroup } from '../regroup.js';

export interface Judged {
  readonly state: VerdictState;
  readonly reason: string;
  readonly loss?: LossCountdown;
}

const LOOK_MS = 15_000;

/** Alarms and incidents of an estate whose verdicts somebody sets: what the collector does, without a store. */
export class PureTriage {
  readonly incidents = new Map<IncidentId, Incident>();
  readonly #model = new EstateModel({ accountNames: new Map(), systemTag: 'system', namePrefix: '' });
  readonly #index: FanoutIndex;
  readonly #alarms = new Map<string, AlarmRecord>();
  #next = 1;

  constructor(
    estate: readonly CatalogueResource[],
    public now: number,
  ) {
    this.#model.setCatalogue(estate);
    this.#index = new FanoutIndex(estate);
    for (const { id } of estate) this.judge(id, { state: 'ok', reason: 'flowing' });
  }

  judge(resourceId: ResourceId, { state, reason, loss }: Judged): void {
    this.#model.setStates([
      {
        ...{ resourceId, latest: {}, rates: { in: null, out: null }, drain: { kind: 'unknown' }, loss: loss ?? null },
        ...{ growthPerSecond: null, liveBudgetSeconds: 30 },
        verdict: { state, reason, because: `it is ${state}`, since: this.now, judgedAt: this.now, standing: null },
      },
    ]);
  }

  /** Looks every 15 s until then. */
  liveUntil(until: number): void {
    for (; this.now < until; this.now += LOOK_MS) this.#look();
  }

  #look(): void {
    for (const resource of this.#model.all()) {
      const standing = (rule: AlarmRecord['rule']) => this.#alarms.get(alarmIdOf(rule, resource.id));
      for (const { rule, signal, timing } of alarmLooks(resource, effectiveSettings([], resource), standing, this.now)) {
        const { alarm } = stepAlarm({ rule, resourceId: resource.id }, standing(rule) ?? null, signal, timing, this.now);
        if (alarm !== null) this.#alarms.set(alarm.id, alarm);
      }
    }
    const sight = {
      alarms: [...this.#alarms.values()].filter(({ state }) => state !== 'resolved'),
      incidents: [...this.incidents.values()],
      index: this.#index,
      name: (id: ResourceId) => this.#nameOf(id),
      newId: () => incidentIdOf(this.#next++),
    };
    for (const entry of regroup(sight, this.now))
      this.incidents.set(entry.incident, applyEntry(this.incidents.get(entry.incident) ?? null, entry));
  }

  #nameOf(id: ResourceId): AlarmedResource | undefined {
    const resource = this.#model.get(id);
    if (resource === undefined) return undefined;
    const { kind, name, accountId, accountName, region, system } = resource;
    return { id, kind, name, accountId, accountName, region, system };
  }
}
