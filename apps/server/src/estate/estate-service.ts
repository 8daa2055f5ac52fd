import type { ChannelHealth, Estate, LiveDelta, Resource, ResourceId, ScopeStatus } from '@weir/contract';
import {
  type CatalogueResource,
  countByVerdict,
  EstateModel,
  explainNulls,
  MINUTE_MS,
  minuteOf,
  type Spark,
  sparkMetric,
} from '@weir/domain';
import type { Store, StoreChange } from '@weir/store';
import { LiveViews, type Touched } from '../live/live-views.js';
import { FORGET_EVERY_MS, keptInMind } from '../kept-in-mind.js';
import type { Log } from '../log.js';
import { FanoutService } from '../fanout/fanout-service.js';
import { readChannelHealth } from '../notifications/channel-health.js';
import { RedriveReader } from '../redrive/redrive-reader.js';
import { StreamService } from '../streams/stream-service.js';
import { TriageService } from '../triage/triage-service.js';
import { VERSION } from '../version.js';
import { monthOf } from '../month-of.js';
import { costOfMonth } from './cost-of-month.js';
import type { Settings } from '../config/settings.js';

/** Header facts (costs, heartbeat, freshness) are re-read this often even when no verdict changes. */
const HEADER_EVERY_MS = 5_000;
/** Changes that arrive together leave together: one delta a view rather than one a row. */
const COALESCE_MS = 200;
const SPARK_MINUTES = 60;

/**
 * The read side: what the store holds, composed into what people see, kept up by the store's change notices. It never asks AWS and
 * never writes, so any number of api processes can run beside one collector.
 */
export class EstateService {
  readonly views: LiveViews;
  readonly streams: StreamService;
  readonly fanout: FanoutService;
  readonly triage: TriageService;
  readonly redrives: RedriveReader;
  readonly #model: EstateModel;
  #scopes: readonly ScopeStatus[] = [];
  #cost: Estate['cost'];
  #collector: Estate['collector'] = { state: 'starting', heartbeatAt: null, backfill: null };
  #channels: readonly ChannelHealth[] = [];
  #publish: (delta: LiveDelta) => void = () => undefined;
  #pending: { ids: Set<ResourceId> | 'all'; estate: boolean; triage: boolean; redrives: boolean } | null = null;
  #changes: Promise<void> = Promise.resolve();
  #timers: NodeJS.Timeout[] = [];
  #listener: { stop(): Promise<void> } | undefined;
  #sparks: { readonly minute: number; readonly byId: Map<ResourceId, Spark> } = { minute: 0, byId: new Map() };

  constructor(
    private readonly store: Store,
    readonly settings: Settings,
    private readonly log: Log,
    readonly now: () => number = Date.now,
    home: string | null = null,
  ) {
    const { config } = settings;
    this.#model = new EstateModel({
      accountNames: new Map(config.accounts.map(({ id, name }) => [id, name])),
      systemTag: config.systemTag,
      namePrefix: config.namePrefix,
    });
    this.#cost = { month: monthOf(now()), spentUsd: 0, forecastUsd: 0, capUsd: null, accounts: [] };
    this.streams = new StreamService(store, this, settings, now);
    this.fanout = new FanoutService(store, this, settings, now);
    this.triage = new TriageService(store, this.fanout, settings);
    this.redrives = new RedriveReader({ store, home, now });
    this.views = new LiveViews(
      {
        estate: () => this.estate({ calls: false }),
        resource: (id) => this.#model.get(id),
        present: () => this.#model.present(),
        sparks: (ids) => this.#sparksOf(ids),
        streams: () => this.streams.list(),
        stream: async (id) => {
          const resource = this.#model.get(id);
          return resource?.kind === 'stream' ? this.streams.detail(resource) : null;
        },
        incidents: this.triage,
        redrives: this.redrives,
        now,
      },
      (delta) => {
        this.#publish(delta);
      },
    );
  }

  async start(): Promise<void> {
    this.#listener = await this.store.onChange((change) => {
      this.#follow(change);
    });
    await this.#reload();
    await this.triage.read(true);
    await this.#readHeader();
    this.#timers.push(
      setInterval(() => {
        this.#run(
          this.#readHeader().then(() => {
            this.#touch({ ids: new Set(), estate: true });
          }),
          'the estate header could not be read',
        );
      }, HEADER_EVERY_MS),
      setInterval(() => {
        this.#flush();
      }, COALESCE_MS),
      setInterval(() => {
        this.#follow({ all: true });
      }, FORGET_EVERY_MS),
    );
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#listener?.stop();
  }

  publishTo(publish: (delta: LiveDelta) => void): void {
    this.#publish = publish;
  }

  resource(id: ResourceId): Resource | undefined {
    return this.#model.get(id);
  }

  resources(): Iterable<Resource> {
    return this.#model.all();
  }

  catalogue(): Iterable<CatalogueResource> {
    return this.#model.catalogue();
  }

  scopes(): readonly ScopeStatus[] {
    return this.#scopes;
  }

  /** The estate at this moment. `calls`: with the breakdown of costs by API, which live views do without. */
  estate({ calls }: { calls: boolean } = { calls: true }): Estate {
    return {
      mode: this.settings.mode,
      version: VERSION,
      at: this.now(),
      counts: countByVerdict(this.#model.present()),
      scopes: [...this.#scopes],
      incidents: this.triage.counts(),
      channels: [...this.#channels],
      cost: calls ? this.#cost : { ...this.#cost, accounts: this.#cost.accounts.map((account) => ({ ...account, calls: [] })) },
      collector: this.#collector,
    };
  }

  #follow(change: StoreChange): void {
    // One after another: a slow read of everything must not undo a later read of one queue.
    this.#changes = this.#changes
      .then(() => this.#onChange(change))
      .catch((error: unknown) => {
        this.log.error({ error }, 'a change could not be read');
      });
  }

  async #onChange(change: StoreChange): Promise<void> {
    if ('all' in change || 'catalogue' in change) {
      await this.#reload();
      if ('all' in change) await this.triage.read(true);
      this.#touch({ ids: 'all', estate: true, triage: true });
    } else if ('triage' in change) {
      await this.triage.read(false);
      this.#touch({ ids: new Set(), estate: true, triage: true });
    } else if ('ids' in change) {
      this.#touch({ ids: this.#model.setStates(await this.store.state.load(change.ids)), estate: true });
    } else {
      this.#scopes = await this.store.state.scopes();
      this.#touch({ ids: new Set(), estate: true });
    }
  }

  async #reload(): Promise<void> {
    const kept = keptInMind(this.now());
    const [catalogue, states, scopes] = await Promise.all([
      this.store.catalogue.list(kept),
      this.store.state.load(kept),
      this.store.state.scopes(),
    ]);
    this.#model.setCatalogue(catalogue);
    this.#model.setStates(states);
    this.#scopes = scopes;
  }

  async #readHeader(): Promise<void> {
    const month = monthOf(this.now());
    const [counts, budgets, collector, channels] = await Promise.all([
      this.store.meter.month(month),
      this.store.meter.budgets(),
      this.store.collector.status(),
      readChannelHealth(this.settings.config.channels, this.store.notifications),
    ]);
    this.#channels = channels;
    if (collector) this.#collector = collector;
    this.#cost = costOfMonth({ month, counts, budgets, accounts: this.settings.config.accounts });
  }

  #touch({ ids, estate, triage = false, redrives = false }: Touched): void {
    this.#pending ??= { ids: new Set(), estate: false, triage: false, redrives: false };
    this.#pending.estate ||= estate;
    this.#pending.triage ||= triage;
    this.#pending.redrives ||= redrives;
    if (ids === 'all' || this.#pending.ids === 'all') this.#pending.ids = 'all';
    else for (const id of ids) this.#pending.ids.add(id);
  }

  #flush(): void {
    const touched = this.#pending;
    if (!touched) return;
    this.#pending = null;
    this.streams.forget(touched.ids);
    this.fanout.forget(touched.ids);
    this.#run(this.views.refresh(touched), 'live views could not be refreshed');
  }

  /** Sparklines move once a minute; between, the wall's deltas reuse them. */
  async #sparksOf(ids: readonly ResourceId[]): Promise<ReadonlyMap<ResourceId, Spark>> {
    const to = minuteOf(this.now()) + MINUTE_MS;
    if (this.#sparks.minute !== to) this.#sparks = { minute: to, byId: new Map() };
    const missing = ids.filter((id) => !this.#sparks.byId.has(id));
    const byMetric = Map.groupBy(missing, (id) => {
      const resource = this.#model.get(id);
      return resource === undefined ? 'visible' : sparkMetric(resource);
    });
    for (const [metric, resourceIds] of byMetric) {
      const found = await this.store.series.readMany({
        resourceIds,
        metric,
        from: to - SPARK_MINUTES * MINUTE_MS,
        to,
        stepSeconds: 60,
        now: this.now(),
      });
      for (const [id, { points, absences, provisionalFrom }] of found) {
        this.#sparks.byId.set(id, explainNulls({ points, absences, provisionalFrom }, MINUTE_MS, this.now()));
      }
    }
    return this.#sparks.byId;
  }

  #run(work: Promise<unknown>, failure: string): void {
    work.catch((error: unknown) => {
      this.log.error({ error }, failure);
    });
  }
}
