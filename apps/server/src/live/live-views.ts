import {
  type Estate,
  type IncidentCounts,
  type IncidentDetail,
  type IncidentFilter,
  type IncidentId,
  type IncidentSummary,
  type LiveDelta,
  type LiveDocument,
  type LiveEntry,
  type LiveSnapshot,
  type LiveView,
  type RedriveDetail,
  type RedriveId,
  type RedriveSummary,
  type Resource,
  type ResourceId,
  type StreamDetail,
  type StreamOverview,
} from '@weir/contract';
import {
  applyDelta,
  composeWall,
  diffDocuments,
  type LiveChange,
  matches,
  type ResourceFilter,
  selectWall,
  type Spark,
  sparkSubject,
} from '@weir/domain';

/** What a refresh is about: resources that changed, whether the estate as a whole did, and whether alarms or incidents, or redrives did. */
export interface Touched {
  readonly ids: ReadonlySet<ResourceId> | 'all';
  readonly estate: boolean;
  readonly triage?: boolean;
  readonly redrives?: boolean;
}

export interface ViewSources {
  readonly estate: () => Estate;
  readonly resource: (id: ResourceId) => Resource | undefined;
  readonly present: () => Iterable<Resource>;
  /** The last hour of depth of each of these. */
  readonly sparks: (ids: readonly ResourceId[]) => Promise<ReadonlyMap<ResourceId, Spark>>;
  /** Every stream, worst first. */
  readonly streams: () => Promise<readonly StreamOverview[]>;
  /** One stream whole; null: there is none of that id. */
  readonly stream: (id: ResourceId) => Promise<StreamDetail | null>;
  readonly incidents: {
    /** Worst first. */
    readonly list: (filter: IncidentFilter) => readonly IncidentSummary[];
    readonly counts: () => IncidentCounts;
    /** null: there is none of that id. */
    readonly detail: (id: IncidentId) => Promise<IncidentDetail | null>;
    /** Whether an incident is about any of these. */
    readonly concerns: (id: IncidentId, ids: ReadonlySet<ResourceId>) => boolean;
  };
  readonly redrives: {
    /** Those that run or ended lately, newest first. */
    readonly recent: (dlq?: ResourceId) => Promise<readonly RedriveSummary[]>;
    /** null: there is none of that id. */
    readonly detail: (id: RedriveId) => Promise<RedriveDetail | null>;
  };
  readonly now: () => number;
}

interface OpenView {
  readonly watch: string;
  readonly view: LiveView;
  document: LiveDocument;
  seq: number;
  watchers: number;
}

/**
 * The views people have open. All who watch the same view share one document and one sequence; a view lives as long as somebody
 * watches it. `refresh` brings every document up to date and hands out what changed.
 *
 * Invariant: for each view, applying every delta since a snapshot, in order, gives the document of a new snapshot.
 */
export class LiveViews {
  readonly #sources: ViewSources;
  readonly #publish: (delta: LiveDelta) => void;
  readonly #views = new Map<string, OpenView>();
  /** Refreshes run one after another, so that deltas leave in the order of their sequence. */
  #queue: Promise<void> = Promise.resolve();

  constructor(sources: ViewSources, publish: (delta: LiveDelta) => void) {
    this.#sources = sources;
    this.#publish = publish;
  }

  /**
   * Opens a view, or joins those who watch it. `joined` runs before any later delta of the view is published, so that a caller who
   * enters the view's room in it misses none: deltas after this snapshot follow its `seq` without a gap.
   */
  async open(view: LiveView, joined: (watch: string) => void): Promise<LiveSnapshot> {
    const watch = watchKey(view);
    return this.#inTurn(async () => {
      let open = this.#views.get(watch);
      if (!open) {
        open = { watch, view, document: await this.#compose(view), seq: 0, watchers: 0 };
        this.#views.set(watch, open);
      }
      open.watchers += 1;
      joined(watch);
      return { watch, seq: open.seq, document: open.document };
    });
  }

  close(watch: string): void {
    const open = this.#views.get(watch);
    if (!open) return;
    open.watchers -= 1;
    if (open.watchers <= 0) this.#views.delete(watch);
  }

  async refresh(touched: Touched): Promise<void> {
    await this.#inTurn(async () => {
      for (const open of this.#views.values()) {
        const change = await this.#changeOf(open, touched);
        if (!change) continue;
        open.document = applyDelta(open.document, change);
        open.seq += 1;
        this.#publish({ watch: open.watch, seq: open.seq, ...change });
      }
    });
  }

  /** Resources somebody looks at right now, one by one rather than in a list. */
  watchedIds(): ReadonlySet<ResourceId> {
    const ids = new Set<ResourceId>();
    for (const { view } of this.#views.values()) {
      if (view.view === 'resources') for (const id of view.ids ?? []) ids.add(id);
      if (view.view === 'stream') ids.add(view.id);
    }
    return ids;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  async #changeOf(open: OpenView, touched: Touched): Promise<LiveChange | null> {
    if (open.view.view === 'stream' && !this.#concerns(open.view.id, touched)) {
      return touched.estate ? diffDocuments(open.document, { ...open.document, estate: this.#sources.estate() }) : null;
    }
    if (open.view.view === 'incident' && !this.#concernsIncident(open.view.id, touched)) {
      return touched.estate ? diffDocuments(open.document, { ...open.document, estate: this.#sources.estate() }) : null;
    }
    if ((open.view.view === 'redrive' || open.view.view === 'redrives') && !isAboutRedrives(touched)) {
      return touched.estate ? diffDocuments(open.document, { ...open.document, estate: this.#sources.estate() }) : null;
    }
    if (open.view.view !== 'resources' || touched.ids === 'all') return diffDocuments(open.document, await this.#compose(open.view));
    // A list of thousands is not composed anew for the few that changed.
    const set: Record<string, LiveEntry> = {};
    const remove: string[] = [];
    for (const id of touched.ids) {
      const key = resourceKey(id);
      const resource = this.#sources.resource(id);
      if (resource && belongs(resource, open.view)) set[key] = resource;
      else if (Object.hasOwn(open.document, key)) remove.push(key);
    }
    if (touched.estate) set['estate'] = this.#sources.estate();
    return Object.keys(set).length === 0 && remove.length === 0 ? null : { set, remove };
  }

  /** Whether a change is about a stream: itself, or one of its readers. */
  #concerns(id: ResourceId, { ids }: Touched): boolean {
    if (ids === 'all' || ids.has(id)) return true;
    const arn = this.#sources.resource(id)?.arn;
    return [...ids].some((other) => arn !== undefined && this.#sources.resource(other)?.consumer?.sourceArn === arn);
  }

  #concernsIncident(id: IncidentId, { ids, triage = false }: Touched): boolean {
    return triage || ids === 'all' || this.#sources.incidents.concerns(id, ids);
  }

  async #compose(view: LiveView): Promise<LiveDocument> {
    const estate = this.#sources.estate();
    switch (view.view) {
      case 'estate':
        return { estate };
      case 'wall': {
        const selection = selectWall(this.#sources.present(), this.#sources.now());
        const sparks = await this.#sources.sparks(selection.items.map(({ resource }) => sparkSubject(resource)));
        const wall = composeWall(selection, estate, sparks, this.#sources.resource);
        const hottest = (await this.#sources.streams()).toSorted(hottestFirst).slice(0, HOT_STREAMS);
        const worst = this.#sources.incidents.list({ state: ['open'] }).slice(0, WALL_INCIDENTS);
        return {
          ...wall,
          ...Object.fromEntries(hottest.map((stream) => [`hot:${stream.resource.id}`, stream])),
          ...incidentEntries(worst),
          counts: this.#sources.incidents.counts(),
        };
      }
      case 'streams': {
        const streams = await this.#sources.streams();
        return { estate, ...Object.fromEntries(streams.map((stream) => [`stream:${stream.resource.id}`, stream])) };
      }
      case 'stream': {
        const detail = await this.#sources.stream(view.id);
        return detail === null ? { estate } : { estate, detail };
      }
      case 'incidents': {
        const { view: _, ...filter } = view;
        const incidents = this.#sources.incidents;
        return { estate, counts: incidents.counts(), ...incidentEntries(incidents.list(filter)) };
      }
      case 'incident': {
        const incident = await this.#sources.incidents.detail(view.id);
        return incident === null ? { estate } : { estate, incident };
      }
      case 'redrives': {
        const redrives = await this.#sources.redrives.recent(view.dlq);
        return { estate, ...Object.fromEntries(redrives.map((redrive) => [`redrive:${redrive.id}`, redrive])) };
      }
      case 'redrive': {
        const redrive = await this.#sources.redrives.detail(view.id);
        return redrive === null ? { estate } : { estate, redrive };
      }
      case 'resources': {
        const document: Record<string, LiveEntry> = { estate };
        const candidates = view.ids ? view.ids.flatMap((id) => this.#sources.resource(id) ?? []) : this.#sources.present();
        for (const resource of candidates) if (belongs(resource, view)) document[resourceKey(resource.id)] = resource;
        return document;
      }
    }
  }
}

const isAboutRedrives = ({ ids, redrives = false }: Touched): boolean => redrives || ids === 'all';

/** Streams the widest wall has room for; a narrower one shows the first of them. */
const HOT_STREAMS = 8;

/** Open incidents the wall lists; `counts` tells of the rest. */
const WALL_INCIDENTS = 5;

const incidentEntries = (incidents: readonly IncidentSummary[]): Record<string, LiveEntry> =>
  Object.fromEntries(incidents.map((incident) => [`incident:${incident.id}`, incident]));

/** By the share of the limit that the hottest shard takes; what is not known comes last. */
const hottestFirst = (a: StreamOverview, b: StreamOverview): number =>
  (b.hottest?.writeUtilisation ?? -1) - (a.hottest?.writeUtilisation ?? -1) || (a.resource.name < b.resource.name ? -1 : 1);

const resourceKey = (id: ResourceId): string => `resource:${id}`;

/** A deleted resource stays in a view that asks for it by id, and in no other. */
const belongs = (resource: Resource, view: ResourceFilter): boolean =>
  matches(resource, view) && (resource.deletedAt === null || view.ids !== undefined);

/** Equal views have equal keys, whatever the order in which their fields came. */
function watchKey(view: LiveView): string {
  return JSON.stringify(Object.entries(view).sort(([a], [b]) => (a < b ? -1 : 1)));
}
