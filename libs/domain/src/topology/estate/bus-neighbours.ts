import type { EpochMs, ResourceId } from '@weir/contract';
import type { CatalogueOf } from '../../model/catalogue.js';
import { scopeKey, type ScopeKey } from '../../model/scope.js';
import { MINUTE_MS } from '../../series/sample.js';
import type { CounterWindow } from '../ledger/counter-window.js';
import type { FanoutIndex } from './fanout-index.js';

type Bus = CatalogueOf<'bus'>;

/** The buses of each account and region: whether CloudWatch is late with all of EventBridge there shows by a bus's neighbours. */
export class BusNeighbours {
  #byScope: ReadonlyMap<ScopeKey, readonly Bus[]> | undefined;

  constructor(
    private readonly index: Pick<FanoutIndex, 'entries'>,
    private readonly counters: (id: ResourceId) => CounterWindow | null,
  ) {}

  /** End of the newest minute in which CloudWatch told of events on another bus there; null: of none. */
  toldBeside(bus: Bus): EpochMs | null {
    this.#byScope ??= Map.groupBy(
      this.index.entries.filter((entry): entry is Bus => entry.kind === 'bus' && entry.deletedAt === null),
      scopeKey,
    );
    let told: EpochMs | null = null;
    for (const { id } of this.#byScope.get(scopeKey(bus)) ?? []) {
      const counters = id === bus.id ? null : this.counters(id);
      const newest = counters === null ? null : newestMatch(counters);
      if (newest !== null) told = Math.max(told ?? newest, newest);
    }
    return told;
  }
}

function newestMatch(counters: CounterWindow): EpochMs | null {
  for (let end = counters.to; end > counters.from; end -= MINUTE_MS) if ((counters.at('matched', end - MINUTE_MS) ?? 0) > 0) return end;
  return null;
}
