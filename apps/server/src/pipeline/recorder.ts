import type { AwsFailure } from '@weir/aws';
import type { AbsenceReason, ResourceId } from '@weir/contract';
import { type AbsenceSpan, type ResourceState, type SampleRow, type ScopeKey, scopeKey, type VerdictTransition } from '@weir/domain';
import type { SeriesStore, StateStore } from '@weir/store';
import type { Log } from '../log.js';
import type { SelfMetrics } from '../self-metrics.js';
import { absenceOf } from './absence-of-failure.js';
import type { ScopeHealth } from './scope-health.js';
import type { WatchedQueue } from './watched-queue.js';
import type { WatchedQueues } from './watched-queues.js';

export interface RecorderParts {
  readonly store: { readonly series: Pick<SeriesStore, 'write' | 'writeAbsences'>; readonly state: Pick<StateStore, 'commit'> };
  readonly queues: WatchedQueues;
  readonly health: ScopeHealth;
  readonly log: Log;
  readonly metrics: SelfMetrics;
  readonly now: () => number;
  /** Oldest acceptable age of a queue's live reading, seconds. */
  readonly budgetOf: (queue: WatchedQueue) => number;
  /** Whether this collector is the one that reads the account; of others it has nothing to say. */
  readonly holds: (accountId: string) => boolean;
}

/** What one batch brought. */
export interface Brought {
  readonly rows: readonly SampleRow[];
  readonly absences: readonly AbsenceSpan[];
  /** Queues to judge anew. */
  readonly judge: readonly ResourceId[];
}

/** What could not be stored. */
type Unstored = Pick<Brought, 'rows' | 'absences'>;
const NOTHING: Unstored = { rows: [], absences: [] };

/** Readings that cannot be stored are kept for the next attempt, up to this many: an hour of 800 busy queues. So are absences. */
const MAX_UNSTORED = 200_000;

/**
 * The way into the store: readings first, then what is concluded from them. Conclusions are drawn and committed one batch after
 * another, so that a later verdict never lies under an earlier one. When the database is away, readings and transitions wait.
 */
export class Recorder {
  readonly #parts: RecorderParts;
  readonly #toJudge = new Set<ResourceId>();
  #unstored: Unstored = NOTHING;
  #uncommitted: readonly VerdictTransition[] = [];
  #committing: Promise<void> = Promise.resolve();

  constructor(parts: RecorderParts) {
    this.#parts = parts;
  }

  /**
   * Stores readings and takes them into the windows.
   * @throws when the store is away; what came is kept and stored with what comes next.
   */
  async record({ rows, absences, judge }: Brought): Promise<void> {
    const { store, queues, metrics } = this.#parts;
    for (const row of rows) queues.get(row.resourceId)?.push(row);
    for (const span of absences) queues.get(span.resourceId)?.pushAbsence(span);
    for (const id of judge) this.#toJudge.add(id);
    const missed = [...new Set(rows.map(({ resourceId }) => resourceId))].flatMap((id) => queues.get(id)?.takeMissed() ?? []);
    const all = { rows: [...this.#unstored.rows, ...rows], absences: [...this.#unstored.absences, ...missed, ...absences] };
    this.#unstored = NOTHING;
    try {
      await store.series.write(all.rows);
      await store.series.writeAbsences(all.absences);
    } catch (error) {
      this.#keep(all);
      throw error;
    }
    for (const [family, of] of Map.groupBy(all.rows, (row) => row.family)) metrics.samples.inc({ family }, of.length);
  }

  /** Judges what is new and commits it. Resolves when everything asked for before this call is in the store. */
  async flush(): Promise<void> {
    // A commit that failed was told to whoever asked for it, and what it held is in the next one.
    this.#committing = this.#committing.catch(() => undefined).then(() => this.#commit());
    return this.#committing;
  }

  /** A scope that cannot be read leaves all its queues unread, also those nobody tried. */
  noteBlindScope(key: ScopeKey, failure: AwsFailure): void {
    const reason = absenceOf(failure.kind);
    for (const queue of this.#parts.queues.all()) {
      if (scopeKey(queue.entry) !== key || queue.entry.deletedAt !== null) continue;
      queue.pushLiveFailure(reason);
      this.#toJudge.add(queue.entry.id);
    }
  }

  /** Queues without settings are read by nobody: discovery is what tells why. */
  noteUnreadable(reasons: ReadonlyMap<ResourceId, AbsenceReason>): void {
    for (const [id, reason] of reasons) {
      const queue = this.#parts.queues.get(id);
      if (queue === undefined || queue.entry.config !== null) continue;
      queue.pushLiveFailure(reason);
      this.#toJudge.add(id);
    }
  }

  /** Queues that are gone get their last verdict. */
  noteDeletions(): void {
    for (const { entry, verdict } of this.#parts.queues.all()) {
      if (entry.deletedAt !== null && verdict !== null && verdict.reason !== 'deleted' && this.#parts.holds(entry.accountId))
        this.#toJudge.add(entry.id);
    }
  }

  /** Time passes without readings too: judges queues whose newest one is over its budget, and writes down why it is missing. */
  async judgeOverdue(): Promise<void> {
    const { now, queues, budgetOf, holds, store } = this.#parts;
    const at = now();
    const absences: AbsenceSpan[] = [];
    for (const queue of queues.all()) {
      if (queue.entry.deletedAt !== null || !holds(queue.entry.accountId)) continue;
      // A reading from the future was made before the clock was set back: it says nothing of now.
      const overdue = queue.live === null || Math.abs(at - queue.live.at) > budgetOf(queue) * 1000;
      if (!overdue) continue;
      this.#toJudge.add(queue.entry.id);
      absences.push(...queue.missing(at));
    }
    if (absences.length > 0) await store.series.writeAbsences(absences);
    await this.flush();
  }

  async #commit(): Promise<void> {
    const { queues, store, health, metrics, budgetOf, holds, now } = this.#parts;
    const ids = [...this.#toJudge];
    this.#toJudge.clear();
    const judged = queues.judge(ids, budgetOf, now());
    const states: readonly ResourceState[] = judged.states;
    const transitions = [...this.#uncommitted, ...judged.transitions];
    this.#uncommitted = [];
    try {
      await store.state.commit({ states, transitions, scopes: health.all().filter(({ accountId }) => holds(accountId)), at: now() });
    } catch (error) {
      for (const id of ids) this.#toJudge.add(id);
      this.#uncommitted = transitions;
      throw error;
    }
    for (const { to } of transitions) metrics.transitions.inc({ to });
  }

  #keep({ rows, absences }: Unstored): void {
    // Batches of several scopes may fail at once: what another has kept meanwhile stays.
    const kept = { rows: [...this.#unstored.rows, ...rows], absences: [...this.#unstored.absences, ...absences] };
    const dropped = Math.max(0, kept.rows.length - MAX_UNSTORED);
    if (dropped > 0)
      this.#parts.log.warn({ dropped }, 'the store has been away too long: the oldest readings are dropped; CloudWatch will fill them in');
    this.#unstored = { rows: kept.rows.slice(dropped), absences: kept.absences.slice(-MAX_UNSTORED) };
  }
}
