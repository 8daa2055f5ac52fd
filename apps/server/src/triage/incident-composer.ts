import type { Alarm, IncidentDetail, IncidentMember, Resource, ResourceId, TopologyChange } from '@weir/contract';
import {
  type AlarmRecord,
  composeTimeline,
  effectiveSettings,
  evidenceCharts,
  type Incident,
  type SettingsLayer,
  similarIncidents,
  suggestActions,
  type VerdictTransition,
  whatBroke,
} from '@weir/domain';
import type { Store } from '@weir/store';
import type { FanoutService } from '../fanout/fanout-service.js';
import { reachOf } from './reach-of.js';
import type { TriageBook } from './triage-book.js';

const HOUR_MS = 3_600_000;
/** What happened before the trouble began may be its cause. */
const BEFORE_MS = 2 * HOUR_MS;
/** And what happens for a while after it ended, its end. */
const AFTER_MS = HOUR_MS;
const MOST_CHANGES = 300;
const MOST_VERDICTS = 60;
const MOST_TRANSITIONS = 500;
/** Members whose verdicts are told; an incident of a thousand queues is told by those that are nearest. */
const MOST_TOLD = 25;
const MOST_SIMILAR = 60;
/** The tag that names what to read. */
const RUNBOOK_TAG = 'runbook';

/** Puts together everything about one incident, from what is stored. Copies nothing. */
export class IncidentComposer {
  constructor(
    private readonly store: Pick<Store, 'triage' | 'state'>,
    private readonly fanout: FanoutService,
    private readonly book: TriageBook,
    private readonly layers: () => readonly SettingsLayer[],
  ) {}

  async detail(incident: Incident): Promise<IncidentDetail> {
    const told = incident.members.slice(0, MOST_TOLD).map(({ resource }) => resource.id);
    const window = { from: incident.since - BEFORE_MS, to: (incident.resolvedAt ?? this.fanout.now()) + AFTER_MS };
    const [log, alarms, transitions, verdicts, changes, topology, past] = await Promise.all([
      this.store.triage.log(incident.id),
      this.store.triage.alarms({ ids: incident.episodes.map(({ alarmId }) => alarmId) }),
      this.store.triage.alarmTransitions({ ...window, resourceIds: told, limit: MOST_TRANSITIONS }),
      this.#verdicts(told, window),
      this.#changes(incident, window),
      this.fanout.topology(),
      this.store.triage.incidents({ like: { rootId: incident.root.id, reason: incident.root.reason }, limit: MOST_SIMILAR }),
    ]);
    const summary = this.book.summarise(incident);
    const resource = (id: ResourceId) => this.fanout.resource(id);
    const members = this.#members(incident, alarms);
    const { firstAcknowledgedAt, openedAt, resolvedAt, state } = incident;
    return {
      ...summary,
      whatBroke: whatBroke(incident, summary.loss, changes),
      members,
      reach: reachOf(topology, incident.root.id, told),
      timeline: [...composeTimeline(incident, { verdicts, alarms: transitions, changes, log, resource })],
      evidence: [...evidenceCharts(incident, resource)],
      suggestions: [...suggestActions(incident, this.#suggestionFacts(incident, changes))],
      similar: [...similarIncidents(incident, past)],
      runbooks: this.#runbooks(incident),
      links: [...incident.links],
      times: {
        toAcknowledgeSeconds: firstAcknowledgedAt === null ? null : Math.round((firstAcknowledgedAt - openedAt) / 1000),
        toResolveSeconds: state !== 'resolved' || resolvedAt === null ? null : Math.round((resolvedAt - openedAt) / 1000),
      },
      fix: incident.fix,
      rules: [...new Set(alarms.map(({ rule }) => rule))].sort(),
    };
  }

  #members(incident: Incident, alarms: readonly AlarmRecord[]): IncidentMember[] {
    const shown = alarms.flatMap((alarm): Alarm[] => {
      const each = this.book.shown(alarm, incident.id);
      return each === null ? [] : [each];
    });
    const byResource = Map.groupBy(shown, ({ resource }) => resource.id);
    return incident.members
      .map(({ resource, because, joinedAt, pinned }): IncidentMember => {
        const role = resource.id === incident.root.id ? 'root' : 'consequence';
        return { resource, role, because, joinedAt, pinned, alarms: byResource.get(resource.id) ?? [] };
      })
      .sort((a, b) => Number(b.role === 'root') - Number(a.role === 'root'));
  }

  async #verdicts(
    ids: readonly ResourceId[],
    window: { readonly from: number; readonly to: number },
  ): Promise<readonly VerdictTransition[]> {
    const each = ids.map((resourceId) => this.store.state.transitions({ ...window, resourceId, limit: MOST_VERDICTS }));
    return (await Promise.all(each)).flat().sort((a, b) => a.at - b.at);
  }

  /** Changes of its members and of what hands to them, newest first. */
  async #changes(incident: Incident, window: { readonly from: number; readonly to: number }): Promise<readonly TopologyChange[]> {
    const members = new Set<string>(incident.members.map(({ resource }) => resource.id));
    const { items } = await this.fanout.changesBetween({ ...window, limit: MOST_CHANGES });
    return items.filter(({ resourceId }) => members.has(resourceId) || this.#isReader(resourceId, members));
  }

  #isReader(id: ResourceId, members: ReadonlySet<string>): boolean {
    const source = this.fanout.resource(id)?.consumer?.sourceArn;
    const fed = source === undefined ? undefined : this.fanout.index().byArn(source);
    return fed !== undefined && members.has(fed.id);
  }

  #suggestionFacts(incident: Incident, changes: readonly TopologyChange[]): Parameters<typeof suggestActions>[1] {
    const root = this.fanout.resource(incident.root.id);
    const held = incident.members.flatMap(({ resource }) => this.fanout.resource(resource.id) ?? []);
    const deadLetters = held.find(({ deadLetterSources }) => deadLetterSources.length > 0);
    const readers = root === undefined ? [] : this.fanout.index().readersOf(root.arn);
    const sleepingReader = readers
      .flatMap(({ id }) => this.fanout.resource(id) ?? [])
      .find(({ consumer }) => consumer?.type === 'event-source-mapping' && consumer.state === 'Disabled');
    const runbook = root === undefined ? null : this.#runbookOf(root);
    return { root, deadLetters, sleepingReader, changes, runbook, now: this.fanout.now() };
  }

  #runbooks(incident: Incident): { title: string; url: string }[] {
    const found = incident.members.flatMap(({ resource }) => {
      const known = this.fanout.resource(resource.id);
      const url = known === undefined ? null : this.#runbookOf(known);
      return url === null ? [] : [{ title: `Runbook of ${resource.name}`, url }];
    });
    return [...new Map(found.map((each) => [each.url, each])).values()];
  }

  /** By its tag, else by settings. A tag is anybody's text: only addresses of the web are taken for one. */
  #runbookOf(resource: Resource): string | null {
    const tag = resource.tags[RUNBOOK_TAG];
    if (tag !== undefined && URL.canParse(tag) && ['http:', 'https:'].includes(new URL(tag).protocol)) return tag;
    return effectiveSettings(this.layers(), resource).runbook.value;
  }
}
