import type {
  AlarmList,
  AlarmPreview,
  AlarmPreviewQuestion,
  AlarmSettingsList,
  ChangeAlarmSettings,
  EffectiveAlarmSettings,
  IncidentActionAnswer,
  IncidentActionRequest,
  IncidentCounts,
  IncidentDetail,
  IncidentFilter,
  IncidentId,
  IncidentSummary,
  NewSilence,
  Resource,
  ResourceId,
  Silence,
} from '@weir/contract';
import {
  type AlarmRecord,
  applyEntry,
  describeEntry,
  effectiveSettings,
  type Incident,
  type IncidentEntry,
  mainAlarm,
  type PeoplesSettings,
  type SettingsLayer,
  settingsLayers,
  silenceState,
  severityOf,
  triage,
  type Triaged,
} from '@weir/domain';
import type { ActionSight, Store, StoredSilence } from '@weir/store';
import { actorName } from '../auth/caller.js';
import type { Settings } from '../config/settings.js';
import type { FanoutService } from '../fanout/fanout-service.js';
import { invalidFields, notFound, ProblemError } from '../http/problem-error.js';
import { IncidentComposer } from './incident-composer.js';
import { previewOf } from './preview-of.js';
import { TriageBook } from './triage-book.js';

export interface AlarmListQuery {
  readonly state?: readonly AlarmRecord['state'][] | undefined;
  readonly rule?: readonly AlarmRecord['rule'][] | undefined;
  readonly resource?: ResourceId | undefined;
  readonly incident?: IncidentId | undefined;
}

/** Alarms and incidents for people: lists, one incident whole, and what people do with them. Never asks AWS. */
export class TriageService {
  readonly #book: TriageBook;
  readonly #composer: IncidentComposer;
  #people: readonly PeoplesSettings[] = [];
  #layers: readonly SettingsLayer[] = [];

  constructor(
    private readonly store: Store,
    private readonly fanout: FanoutService,
    private readonly settings: Settings,
  ) {
    const resource = (id: ResourceId): Resource | undefined => fanout.resource(id);
    this.#book = new TriageBook(store, resource, () => fanout.now());
    this.#composer = new IncidentComposer(store, fanout, this.#book, () => this.#layers);
  }

  /** To be called at a start, and whenever the store tells of a change. `whole`: anything may have changed. */
  async read(whole: boolean): Promise<void> {
    const [, people] = await Promise.all([this.#book.read(whole), this.store.triage.settings()]);
    this.#people = people;
    this.#layers = this.#layersWith(people);
  }

  /** Worst first. */
  list(filter: IncidentFilter): readonly IncidentSummary[] {
    return this.#book.list(filter);
  }

  counts(): IncidentCounts {
    return this.#book.counts();
  }

  /** null: there is none of that id. */
  async detail(id: IncidentId): Promise<IncidentDetail | null> {
    const incident = this.#book.incident(id) ?? (await this.store.triage.incidents({ ids: [id] }))[0];
    return incident === undefined ? null : this.#composer.detail(incident);
  }

  /** The cause of an incident that is known now. */
  rootOf(id: IncidentId): ResourceId | undefined {
    return this.#book.incident(id)?.root.id;
  }

  /** The resources of an incident that is known now. */
  members(id: IncidentId): readonly ResourceId[] {
    return this.#book.incident(id)?.members.map(({ resource }) => resource.id) ?? [];
  }

  /** Whether a change of these resources is about an incident. */
  concerns(id: IncidentId, ids: ReadonlySet<ResourceId>): boolean {
    return this.#book.incident(id)?.members.some(({ resource }) => ids.has(resource.id)) ?? false;
  }

  /** @throws ProblemError 404, 409 with who did what, 400 for what makes no sense */
  async act(
    id: IncidentId,
    { version, action, requestId }: IncidentActionRequest,
    by: string = actorName(),
  ): Promise<IncidentActionAnswer> {
    const other = action.kind === 'merge' ? action.into : null;
    const now = this.fanout.now();
    const done = await this.store.triage.act<Acted>({ id, other, requestId: requestId ?? null }, (sight) => {
      const { incident, doneBefore } = sight;
      if (incident === null) return { entries: [], result: { kind: 'missing' } };
      if (doneBefore !== null) return { entries: [], result: { kind: 'done', incident, other } };
      const factsOf = (resourceId: ResourceId) => mainAlarm(sight.alarms.filter((alarm) => alarm.resourceId === resourceId)) ?? null;
      const newId = sight.newId();
      const triaged = triage(incident, { action, by, version }, { since: sight.log, into: sight.other, newId, factsOf }, now);
      if (!triaged.ok) return { entries: [], result: { kind: 'refused', triaged, incident } };
      const entries = entriesOf(triaged, sight, { id, newId, by, at: now, requestId: requestId ?? null });
      const [own] = entries;
      return {
        entries,
        result: {
          kind: 'done',
          incident: own === undefined ? incident : applyEntry(incident, own),
          other: action.kind === 'split' ? newId : other,
        },
      };
    });
    if (done.kind === 'missing') throw missing(id);
    if (done.kind === 'refused') throw refusalOf(done.triaged, done.incident);
    this.#book.take(done.incident);
    return { incident: await this.#composer.detail(done.incident), other: done.other };
  }

  /** Acknowledges as it is now, for somebody who was told of it. @throws ProblemError as `act` does */
  async acknowledge(id: IncidentId, by: string, requestId: string): Promise<void> {
    const version = this.#book.incident(id)?.version ?? 0;
    await this.act(id, { version, action: { kind: 'acknowledge' }, requestId }, by);
  }

  /** Worst first. */
  async alarms({ state = ['pending', 'firing', 'resolving'], rule, resource, incident }: AlarmListQuery): Promise<AlarmList['items']> {
    const now = this.fanout.now();
    const found = await this.store.triage.alarms({ states: state, ...(resource !== undefined && { resourceIds: [resource] }) });
    const shown = found
      .filter((alarm) => rule === undefined || rule.length === 0 || rule.includes(alarm.rule))
      .filter((alarm) => incident === undefined || this.#book.owner(alarm.id) === incident)
      .toSorted(
        (a, b) =>
          rankOf(a) - rankOf(b) ||
          severityOf(a, now).severity - severityOf(b, now).severity ||
          a.troubleSince - b.troubleSince ||
          (a.id < b.id ? -1 : 1),
      );
    return shown.flatMap((alarm) => this.#book.shown(alarm) ?? []);
  }

  silences(ended: boolean): readonly Silence[] {
    return this.#book.silences.map((silence) => this.#shown(silence)).filter(({ state }) => ended || state !== 'ended');
  }

  /** @throws ProblemError 400 */
  async addSilence(silence: NewSilence): Promise<Silence> {
    const now = this.fanout.now();
    if (silence.endsAt <= Math.max(now, silence.startsAt ?? now))
      throw invalidFields('body', [{ field: 'endsAt', message: 'lies in the past' }]);
    const stored = await this.store.triage.addSilence({ ...silence, author: actorName() }, now);
    await this.#book.read(false);
    return this.#shown(stored);
  }

  /** @throws ProblemError 404 */
  async endSilence(id: string): Promise<Silence> {
    const stored = await this.store.triage.endSilence(id, actorName(), this.fanout.now());
    if (stored === null) throw notFound(`Silence ${id}`, 'Take the id of a silence from /api/v1/silences.');
    await this.#book.read(false);
    return this.#shown(stored);
  }

  settingsList(): AlarmSettingsList {
    return {
      items: this.#layers
        .filter(({ settings }) => Object.values(settings).some((value) => value !== undefined))
        .map(({ scope, label, source, settings, changedAt, changedBy }) => ({ scope, label, source, settings, changedAt, changedBy })),
    };
  }

  async changeSettings({ scope, settings }: ChangeAlarmSettings): Promise<AlarmSettingsList> {
    await this.store.triage.setSettings({ scope, settings, changedAt: this.fanout.now(), changedBy: actorName() });
    await this.read(false);
    return this.settingsList();
  }

  settingsOf(resource: Resource): EffectiveAlarmSettings {
    return effectiveSettings(this.#layers, resource);
  }

  /** @throws ProblemError 400 */
  preview(question: AlarmPreviewQuestion): Promise<AlarmPreview> {
    const changed = this.#people.filter(({ scope }) => JSON.stringify(scope) !== JSON.stringify(question.scope));
    const { scope, settings } = question;
    const would = this.#layersWith([...changed, { scope, settings, changedAt: this.fanout.now(), changedBy: actorName() }]);
    return previewOf(
      question,
      {
        now: (resource) => effectiveSettings(this.#layers, resource),
        would: (resource) => effectiveSettings(would, resource),
      },
      this.store,
      this.fanout,
    );
  }

  #layersWith(people: readonly PeoplesSettings[]): readonly SettingsLayer[] {
    const { config } = this.settings;
    return settingsLayers(config.alarms, people, {
      account: (id) => config.accounts.find((account) => account.id === id)?.name ?? id,
      resource: (id) => this.fanout.resource(id)?.name ?? id,
    });
  }

  #shown(silence: StoredSilence): Silence {
    const firing = [...this.#book.alarms.values()].filter(
      (alarm) => alarm.state === 'firing' && this.#book.silencedBy(alarm) === silence.id,
    );
    return { ...silence, matchers: [...silence.matchers], state: silenceState(silence, this.fanout.now()), silences: firing.length };
  }
}

type Acted =
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused'; readonly triaged: Exclude<Triaged, { ok: true }>; readonly incident: Incident }
  | { readonly kind: 'done'; readonly incident: Incident; readonly other: IncidentId | null };

const RANKS: readonly AlarmRecord['state'][] = ['firing', 'resolving', 'pending', 'resolved'];
const rankOf = ({ state }: AlarmRecord): number => RANKS.indexOf(state);

export const missing = (id: IncidentId): ProblemError => notFound(`Incident ${id}`, 'Take the id of an incident from /api/v1/incidents.');

function entriesOf(
  { entry, other }: Extract<Triaged, { ok: true }>,
  sight: ActionSight,
  {
    id,
    newId,
    by,
    at,
    requestId,
  }: { readonly id: IncidentId; readonly newId: IncidentId; readonly by: string; readonly at: number; readonly requestId: string | null },
): readonly IncidentEntry[] {
  const own: IncidentEntry = { incident: id, seq: (sight.incident?.version ?? 0) + 1, at, by, requestId, body: entry };
  if (other === null) return [own];
  const beside: IncidentEntry =
    other.kind === 'open'
      ? { incident: newId, seq: 1, at, by, requestId: null, body: other.entry }
      : { incident: sight.other?.id ?? id, seq: (sight.other?.version ?? 0) + 1, at, by, requestId: null, body: other.entry };
  return [own, beside];
}

function refusalOf(triaged: Exclude<Triaged, { ok: true }>, incident: Incident): ProblemError {
  if (triaged.why === 'refused') return invalidFields('body', [{ field: triaged.field, message: triaged.message }]);
  const { by, at } = triaged.entry;
  const did = describeEntry(triaged.entry);
  return new ProblemError(
    409,
    'Somebody was faster',
    `${by ?? 'Weir'} ${did}. Look again, and repeat the action if it still makes sense.`,
    undefined,
    {
      ...{ id: incident.id, version: incident.version, by, at, did },
    },
  );
}
