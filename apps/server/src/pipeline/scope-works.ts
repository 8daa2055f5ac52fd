import { type Scope, scopeKey, type ScopeKey } from '@weir/domain';
import { ScopeWork, type ScopeWorkParts } from './scope-work.js';

/** What a collector does in a scope. The promises never reject. */
export interface ScopeDuties<Chunk, Due> {
  readonly discover: (work: ScopeWork<Chunk>) => Promise<void>;
  /** What is to be read by its cadence now. */
  readonly dueIn: (work: ScopeWork<Chunk>) => readonly Due[];
  readonly read: (work: ScopeWork<Chunk>, due: readonly Due[]) => Promise<void>;
  readonly readHistory: (work: ScopeWork<Chunk>) => Promise<void>;
}

/** The scopes of a collector, each on its own. */
export class ScopeWorks<Chunk> {
  readonly #works = new Map<ScopeKey, ScopeWork<Chunk>>();

  constructor(parts: ScopeWorkParts) {
    for (const { id: accountId, regions } of parts.config.accounts) {
      for (const region of regions) this.#works.set(scopeKey({ accountId, region }), new ScopeWork<Chunk>({ accountId, region }, parts));
    }
  }

  of(scope: Scope): ScopeWork<Chunk> | undefined {
    return this.#works.get(scopeKey(scope));
  }

  all(): readonly ScopeWork<Chunk>[] {
    return [...this.#works.values()];
  }

  /**
   * Begins what is due and never waits. History has its turn when nothing regular is due.
   * @param holds whether an account is this collector's
   */
  beginDue<Due>(holds: (accountId: string) => boolean, duties: ScopeDuties<Chunk, Due>, now: number): Promise<void>[] {
    const begun: Promise<void>[] = [];
    for (const work of this.#works.values()) {
      if (!holds(work.scope.accountId)) continue;
      if (work.isDiscoveryDue(now)) begun.push(duties.discover(work));
      const due = work.isOpen(now) ? duties.dueIn(work) : [];
      if (due.length > 0) begun.push(duties.read(work, due));
      else if (work.isHistoryDue(now)) begun.push(duties.readHistory(work));
    }
    return begun;
  }
}
