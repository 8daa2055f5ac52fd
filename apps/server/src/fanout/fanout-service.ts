import type { Resource, ResourceId, ScopeStatus, Topology, TopologyChange, TopologyChanges } from '@weir/contract';
import { buildTopology, type CatalogueResource, describeChange, FanoutIndex, isLogRead, type ScopeKey, scopeKey } from '@weir/domain';
import type { CatalogueChange, ChangeQuery, Store } from '@weir/store';
import type { Settings } from '../config/settings.js';
import { type KnownChanges, readChanges } from './read-changes.js';

const DAY_MS = 86_400_000;
/** How far back the map tells of changes. */
const CHANGES_DAYS = 14;
const MOST_CHANGES = 1_000;
/** Changes come with discoveries, which are minutes apart. */
const CHANGES_KEPT_MS = 15_000;

/** The estate as it is now. */
export interface KnownEstate {
  resource(id: ResourceId): Resource | undefined;
  resources(): Iterable<Resource>;
  catalogue(): Iterable<CatalogueResource>;
  /** How well each account and region is seen. */
  scopes(): readonly ScopeStatus[];
}

/** The map of what passes events on, and what is known of its changes: what the ledger, the tracer and the audit stand on. Never asks AWS. */
export class FanoutService {
  #index: FanoutIndex | null = null;
  #topology: { readonly of: KnownChanges; readonly whole: Topology } | null = null;
  #changes: { readonly at: number; readonly known: Promise<KnownChanges> } | null = null;

  constructor(
    private readonly store: Store,
    private readonly estate: KnownEstate,
    private readonly settings: Settings,
    readonly now: () => number = Date.now,
  ) {}

  /** To be told of every change of a catalogue or a state. */
  forget(ids: ReadonlySet<ResourceId> | 'all'): void {
    if (ids === 'all') this.#index = null;
    if (ids === 'all' || ids.size > 0) this.#topology = null;
  }

  /** How long a change of settings may go unseen. */
  get discoverySeconds(): number {
    return this.settings.config.cadence.discoverySeconds;
  }

  /** Whether the configuration says that this topic's delivery-status log is read. */
  readsLogOf(topic: CatalogueResource): boolean {
    return isLogRead(this.settings.config.fanout.deliveryLogs, topic);
  }

  resource(id: ResourceId): Resource | undefined {
    return this.estate.resource(id);
  }

  resources(): Iterable<Resource> {
    return this.estate.resources();
  }

  scopes(): readonly ScopeStatus[] {
    return this.estate.scopes();
  }

  /** Who passes what on to whom; made anew when the catalogue changed. */
  index(): FanoutIndex {
    this.#index ??= new FanoutIndex([...this.estate.catalogue()]);
    return this.#index;
  }

  /** @param root only what reaches it or is reached from it */
  async topology(root?: ResourceId): Promise<Topology> {
    const changes = await this.changes();
    if (root !== undefined) return this.#build(changes, root);
    if (this.#topology?.of !== changes) this.#topology = { of: changes, whole: this.#build(changes) };
    return this.#topology.whole;
  }

  /** Of the last fourteen days. */
  async changes(): Promise<KnownChanges> {
    const now = this.now();
    if (this.#changes === null || now - this.#changes.at > CHANGES_KEPT_MS) {
      const known = this.#readChanges({ from: now - CHANGES_DAYS * DAY_MS, to: now + 1, limit: MOST_CHANGES });
      this.#changes = { at: now, known };
      known.catch(() => (this.#changes = null));
    }
    return this.#changes.known;
  }

  /**
   * @param query `limit`: of edits, and of all other changes, each
   * @throws what the store throws
   */
  async changesBetween(query: {
    readonly from: number;
    readonly to: number;
    readonly id?: ResourceId | undefined;
    readonly limit: number;
  }): Promise<TopologyChanges> {
    const { from, to, id, limit } = query;
    const { told, leftOut } = await this.#readChanges({ from, to, limit, ...(id !== undefined && { resourceIds: [id] }) });
    return { items: [...told], leftOut };
  }

  #readChanges(query: ChangeQuery & { readonly limit: number }): Promise<KnownChanges> {
    const metAt = this.firstMet();
    return readChanges(
      (asked) => this.store.catalogue.changes(asked),
      query,
      (row) => this.#tell(row, metAt),
    );
  }

  #build(changes: KnownChanges, root?: ResourceId): Topology {
    const { accounts } = this.settings.config;
    return buildTopology(
      {
        index: this.index(),
        resource: (id) => this.estate.resource(id),
        accountNames: new Map(accounts.map(({ id, name }) => [id, name])),
        changes: changes.told,
        changesLeftOut: changes.leftOut,
      },
      root,
    );
  }

  /** When each scope was first seen. */
  firstMet(): ReadonlyMap<ScopeKey, number> {
    const met = new Map<ScopeKey, number>();
    for (const entry of this.estate.catalogue()) met.set(scopeKey(entry), Math.min(entry.firstSeen, met.get(scopeKey(entry)) ?? Infinity));
    return met;
  }

  /** A change in words; null: it is none of the estate. */
  #tell(row: CatalogueChange, metAt: ReadonlyMap<ScopeKey, number>): TopologyChange | null {
    const resource = this.estate.resource(row.resourceId);
    if (resource === undefined) return null;
    // What Weir met when it first looked at a scope was there before: that it came to know of it is no change of the estate.
    const known = (metAt.get(scopeKey(resource)) ?? 0) + 2 * this.discoverySeconds * 1000;
    return row.change === 'added' && row.at <= known ? null : describeChange(row, resource);
  }
}
