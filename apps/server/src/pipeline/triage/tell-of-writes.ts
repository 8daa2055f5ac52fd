import type { ResourceState, VerdictTransition } from '@weir/domain';
import type { CatalogueStore, StateStore, Store } from '@weir/store';

/** Hears of what is written by this process, once it is stored. */
export interface WriteHearer {
  states(states: readonly ResourceState[], transitions: readonly VerdictTransition[]): void;
  catalogue(): void;
}

/** A store that tells of what goes through it. What other processes write comes by its change notices, as ever. */
export function tellOfWrites(store: Store, hearer: WriteHearer): Store {
  const state: StateStore = {
    commit: async (batch) => {
      await store.state.commit(batch);
      hearer.states(batch.states, batch.transitions);
    },
    load: (of) => store.state.load(of),
    transitions: (query) => store.state.transitions(query),
    scopes: () => store.state.scopes(),
  };
  const catalogue: CatalogueStore = {
    record: async (...of) => {
      const change = await store.catalogue.record(...of);
      if (Object.values(change).some((ids: readonly unknown[]) => ids.length > 0)) hearer.catalogue();
      return change;
    },
    list: (kept) => store.catalogue.list(kept),
    changes: (query) => store.catalogue.changes(query),
  };
  return { ...store, state, catalogue };
}
