import type { AuditRule, ResourceId } from '@weir/contract';
import { auditEstate, type Audited, type CatalogueResource, FanoutIndex, type HeldDeadLetters, type Scope, scopeKey } from '@weir/domain';
import type { Store } from '@weir/store';

export interface AuditKeeperParts {
  readonly store: {
    readonly catalogue: Pick<Store['catalogue'], 'list'>;
    readonly findings: Pick<Store['findings'], 'list'> & { record: (...of: Parameters<Store['findings']['record']>) => Promise<unknown> };
    readonly state: Pick<Store['state'], 'load'>;
  };
  readonly now: () => number;
  /** How many listings are in the catalogue: nothing is audited twice over for the same settings, and no scope's listing is passed over. */
  readonly listings: () => number;
  /** The scopes whose account this collector holds. */
  readonly scopes: () => readonly Scope[];
  /** When everything of a service in a scope was last listed; null: it was not, or not whole. */
  readonly listedAt: (scope: Scope, service: string) => number | null;
}

/** Rules that say something does not exist. */
const RESTS_ON_LISTINGS: ReadonlySet<string> = new Set<AuditRule>([
  'dead-letter-queue-missing',
  'subscription-endpoint-missing',
  'target-missing',
]);
const LISTINGS = ['sqs', 'sns', 'events', 'lambda'];

/**
 * Has the failure paths of the whole estate audited and the findings dated. A scope's findings are recorded whole, so that what is mended
 * is noted as that.
 */
export class AuditKeeper {
  #auditedListings = 0;

  constructor(private readonly parts: AuditKeeperParts) {}

  /** @throws what the store throws; the next run makes up for it */
  async run(): Promise<void> {
    const { store, now, scopes, listedAt } = this.parts;
    const listings = this.parts.listings();
    if (listings === this.#auditedListings) return;
    const index = new FanoutIndex(await store.catalogue.list());
    const held = await this.#held(index);
    const findings = auditEstate({
      index,
      listedAt: (accountId, region, service) => listedAt({ accountId, region }, service),
      held: (id) => held.get(id) ?? null,
    });
    const byScope = Map.groupBy(findings, ({ resource }) => scopeKey(resource));
    const seesAll = scopes().every((scope) => LISTINGS.every((service) => listedAt(scope, service) !== null));
    const unread = new Set(index.entries.filter(isUnread).map(({ id }) => id));
    const standing = seesAll && unread.size === 0 ? [] : await store.findings.list();
    const unseen = standing.filter(({ rule, resourceId }) => unread.has(resourceId) || (!seesAll && RESTS_ON_LISTINGS.has(rule)));
    const place = new Map(index.entries.map((entry) => [entry.id, scopeKey(entry)]));
    for (const scope of scopes()) {
      const found = (byScope.get(scopeKey(scope)) ?? []).map(storedAs);
      // What cannot be seen now is not mended for that: such a finding stands until it can be looked at again.
      const kept = unseen.filter(
        ({ id, resourceId }) => place.get(resourceId) === scopeKey(scope) && !found.some((each) => each.id === id),
      );
      await store.findings.record(
        scope,
        [...found, ...kept.map(({ id, rule, severity, resourceId, document }) => ({ id, rule, severity, resourceId, document }))],
        now(),
      );
    }
    this.#auditedListings = listings;
  }

  /** What every dead-letter queue holds, by the newest readings. */
  async #held(index: FanoutIndex): Promise<ReadonlyMap<ResourceId, HeldDeadLetters>> {
    const ids = index.entries
      .filter(({ kind, arn }) => kind === 'queue' && index.deliveriesTo(arn).some(({ redrive }) => redrive))
      .map(({ id }) => id);
    const states = ids.length === 0 ? [] : await this.parts.store.state.load(ids);
    return new Map(
      states.flatMap(({ resourceId, latest }) => {
        const messages = latest.visible?.value ?? null;
        if (messages === null) return [];
        const { received, emptyReceives, oldestAge } = latest;
        const receives =
          received?.value == null && emptyReceives?.value == null ? null : (received?.value ?? 0) + (emptyReceives?.value ?? 0);
        return [[resourceId, { messages, oldestAgeSeconds: oldestAge?.value ?? null, receives }] as const];
      }),
    );
  }
}

/** Whether AWS refused what there would be to look through. */
function isUnread({ deletedAt, config }: CatalogueResource): boolean {
  if (deletedAt !== null) return false;
  if (config === null) return true;
  return ('targets' in config && config.targets === null) || ('schedules' in config && config.schedules === null);
}

function storedAs({ id, rule, severity, resource, part, title, evidence, fix, command }: Audited & { readonly id: string }) {
  return { id, rule, severity, resourceId: resource.id, document: { part, title, evidence, fix, command } };
}
