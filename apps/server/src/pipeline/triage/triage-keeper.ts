import type { AlarmedResource, AlarmRule, EffectiveAlarmSettings, Resource, ResourceId, WeirConfig } from '@weir/contract';
import {
  type AlarmLook,
  alarmLooks,
  type AlarmRecord,
  type AlarmTransition,
  effectiveSettings,
  EstateModel,
  FanoutIndex,
  type IncidentEntry,
  regroup,
  REOPEN_MS,
  type ResourceState,
  RETURNS_KEPT_MS,
  type SettingsLayer,
  settingsLayers,
  stepAlarm,
} from '@weir/domain';
import type { GroupingSight, Store } from '@weir/store';
import { keptInMind } from '../../kept-in-mind.js';
import type { Log } from '../../log.js';
import type { WriteHearer } from './tell-of-writes.js';

export interface TriageKeeperParts {
  readonly store: {
    readonly catalogue: Pick<Store['catalogue'], 'list'>;
    readonly state: Pick<Store['state'], 'load'>;
    readonly triage: Pick<Store['triage'], 'alarms' | 'commitAlarms' | 'settings'>;
  };
  readonly config: WeirConfig;
  readonly log: Log;
  readonly now: () => number;
  /** Whether this collector has the lease of an account. */
  readonly holds: (accountId: string) => boolean;
}

/** What goes on without a change of its state is stored this often: its figures, and the clocks that a restart goes on from. */
const STORE_EVERY_MS = 60_000;
/** Other collectors discover too: what they found is read this often, and at once when an alarm is of something unknown. */
const CATALOGUE_EVERY_MS = 5 * 60_000;

/**
 * Judges the alarms of the accounts this collector holds, and groups all alarms into incidents.
 *
 *     restore ──▶ [ look at every resource ──▶ commit alarms, transitions and incidents ]*
 *
 * - One writer per account: alarms are looked at under its lease only. Grouping is over all accounts, and serial in the store.
 * - What could not be stored is kept and goes along with the next commit; a transition that was stored though the answer got lost is not told again.
 * - Nothing here reads a clock: looks go by the collector's time.
 */
export class TriageKeeper implements WriteHearer {
  readonly #parts: TriageKeeperParts;
  readonly #model: EstateModel;
  #index = new FanoutIndex([]);
  readonly #alarms = new Map<string, AlarmRecord>();
  /** Alarms that differ from what is stored. */
  readonly #unstored = new Set<string>();
  #transitions: readonly AlarmTransition[] = [];
  #layers: readonly SettingsLayer[] = [];
  #layersAre = '';
  readonly #settings = new Map<ResourceId, EffectiveAlarmSettings>();
  #catalogueIsOld = true;
  #catalogueReadAt = Number.NEGATIVE_INFINITY;
  #fresh = new Map<ResourceId, ResourceState>();
  #committedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: TriageKeeperParts) {
    this.#parts = parts;
    const { accounts, systemTag, namePrefix } = parts.config;
    this.#model = new EstateModel({ accountNames: new Map(accounts.map(({ id, name }) => [id, name])), systemTag, namePrefix });
  }

  states(states: readonly ResourceState[]): void {
    for (const state of states) this.#fresh.set(state.resourceId, state);
  }

  catalogue(): void {
    this.#catalogueIsOld = true;
  }

  /**
   * Takes up what was left in the store, at a start and when accounts come to this collector.
   * @param mine the accounts to take up
   * @param seenUntil when somebody last looked; what happened since is not known, and counts neither for firing nor for resolving
   */
  async restore(mine: (accountId: string) => boolean, seenUntil: number | null = null): Promise<void> {
    const { store, now } = this.#parts;
    const kept = keptInMind(now());
    await this.#readCatalogue();
    this.#model.setStates(await store.state.load(kept));
    for (const alarm of await store.triage.alarms()) {
      const accountId = this.#index.byId(alarm.resourceId)?.accountId ?? this.#model.get(alarm.resourceId)?.accountId;
      // What nobody knows any more is taken up too, so that it ends.
      if (accountId !== undefined && !mine(accountId)) continue;
      const blind = seenUntil !== null && alarm.state !== 'resolved' && alarm.unknownSince === null;
      this.#alarms.set(alarm.id, blind ? { ...alarm, unknownSince: seenUntil } : alarm);
      this.#unstored.delete(alarm.id);
    }
    this.#committedAt = Number.NEGATIVE_INFINITY;
  }

  /** Looks at everything once. @throws what the store throws; the next run makes up for it */
  async run(): Promise<void> {
    const { config, holds } = this.#parts;
    // Who stands by leaves grouping to those who look.
    if (!config.accounts.some(({ id }) => holds(id))) return;
    await this.#takeIn();
    const now = this.#parts.now();
    for (const resource of this.#model.all()) if (holds(resource.accountId)) this.#lookAt(resource, now);
    this.#forget(now);
    const goesOn = [...this.#alarms.values()].some((alarm) => alarm.state !== 'resolved');
    const due = goesOn && now - this.#committedAt >= STORE_EVERY_MS;
    if (this.#transitions.length > 0 || due) await this.#commit(now);
  }

  async #takeIn(): Promise<void> {
    const isOld = this.#parts.now() - this.#catalogueReadAt >= CATALOGUE_EVERY_MS;
    if (this.#catalogueIsOld || isOld) await this.#readCatalogue();
    const fresh = [...this.#fresh.values()];
    this.#fresh = new Map();
    if (fresh.length > 0) this.#model.setStates(fresh);
    const people = await this.#parts.store.triage.settings();
    const are = JSON.stringify(people);
    if (are === this.#layersAre) return;
    this.#layersAre = are;
    const accountName = (id: string) => this.#parts.config.accounts.find((account) => account.id === id)?.name ?? id;
    this.#layers = settingsLayers(this.#parts.config.alarms, people, { account: accountName, resource: (id) => id });
    this.#settings.clear();
  }

  async #readCatalogue(): Promise<void> {
    this.#catalogueIsOld = false;
    this.#catalogueReadAt = this.#parts.now();
    try {
      const catalogue = await this.#parts.store.catalogue.list(keptInMind(this.#parts.now()));
      this.#model.setCatalogue(catalogue);
      this.#index = new FanoutIndex(catalogue);
      this.#settings.clear();
    } catch (error) {
      this.#catalogueIsOld = true;
      throw error;
    }
  }

  #lookAt(resource: Resource, now: number): void {
    const standing = (rule: AlarmRule) => this.#alarms.get(`${rule}/${resource.id}`);
    for (const look of alarmLooks(resource, this.#settingsOf(resource), standing, now)) this.#step(resource.id, look, now);
  }

  #step(resourceId: ResourceId, { rule, signal, timing }: AlarmLook, now: number): void {
    const before = this.#alarms.get(`${rule}/${resourceId}`) ?? null;
    if (before === null && signal.is !== 'true') return;
    const { alarm, transitions } = stepAlarm({ rule, resourceId }, before, signal, timing, now);
    if (alarm === null || alarm === before) return;
    this.#alarms.set(alarm.id, alarm);
    this.#unstored.add(alarm.id);
    if (transitions.length > 0) this.#transitions = [...this.#transitions, ...transitions];
  }

  #settingsOf(resource: Resource): EffectiveAlarmSettings {
    const known = this.#settings.get(resource.id);
    if (known) return known;
    const settings = effectiveSettings(this.#layers, resource);
    this.#settings.set(resource.id, settings);
    return settings;
  }

  /** Ends what is of resources nobody knows any more, and drops what nothing depends on. */
  #forget(now: number): void {
    for (const alarm of this.#alarms.values()) {
      if (alarm.state === 'resolved') {
        if (now - (alarm.resolvedAt ?? 0) > RETURNS_KEPT_MS && !this.#unstored.has(alarm.id)) this.#alarms.delete(alarm.id);
      } else if (this.#model.get(alarm.resourceId) === undefined) {
        const timing = { forSeconds: 0, clearSeconds: 0 };
        this.#step(alarm.resourceId, { rule: alarm.rule, signal: { is: 'gone', why: 'resource-deleted' }, timing }, now);
      }
    }
  }

  async #commit(now: number): Promise<void> {
    const transitions = this.#transitions;
    const stored = [...this.#unstored];
    const alarms = stored.flatMap((id) => this.#alarms.get(id) ?? []);
    this.#transitions = [];
    this.#unstored.clear();
    try {
      const entries = await this.#parts.store.triage.commitAlarms({ alarms, transitions, at: now }, now - REOPEN_MS, (sight) =>
        this.#group(sight, now),
      );
      this.#committedAt = now;
      for (const { incident, body } of entries) this.#parts.log.info({ incident, entry: body.kind }, 'incident');
    } catch (error) {
      this.#transitions = [...transitions, ...this.#transitions];
      for (const id of stored) this.#unstored.add(id);
      throw error;
    }
  }

  #group({ alarms, incidents, newId }: GroupingSight, now: number): readonly IncidentEntry[] {
    if (alarms.some(({ resourceId }) => this.#index.byId(resourceId) === undefined)) this.#catalogueIsOld = true;
    return regroup({ alarms, incidents, index: this.#index, name: (id) => this.#nameOf(id), newId }, now);
  }

  #nameOf(id: ResourceId): AlarmedResource | undefined {
    const resource = this.#model.get(id);
    if (resource === undefined) return undefined;
    const { kind, name, accountId, accountName, region, system } = resource;
    return { id, kind, name, accountId, accountName, region, system };
  }
}
