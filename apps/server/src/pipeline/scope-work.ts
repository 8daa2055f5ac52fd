import { AwsError, type ServiceListing } from '@weir/aws';
import type { WeirConfig } from '@weir/contract';
import {
  beginScope,
  finishScope,
  isClockOpen,
  type PollClock,
  type ReadOutcome,
  type Scope,
  scopeAnswered,
  type ScopeKey,
  scopePolling,
  type ScopePolling,
} from '@weir/domain';
import type { Log } from '../log.js';
import type { SelfMetrics } from '../self-metrics.js';
import type { ListingOutcome } from './scope-health.js';

export interface ScopeWorkParts {
  readonly config: WeirConfig;
  readonly log: Log;
  readonly metrics: SelfMetrics;
  readonly now: () => number;
  /** What is read, in the plural, for people and for metrics: `streams`. */
  readonly subject: string;
}

/** One piece of work; says what the answers tell of the scope, nothing when it learned nothing. */
export type Work = () => Promise<readonly ReadOutcome[]>;

/** Between two pieces of history of one scope, so that what is recent never waits long. */
const HISTORY_PAUSE_MS = 2_000;
/** A change that was noticed is looked at soon, and not at every tick. */
const HASTENED_SECONDS = 15;

/** One scope's part of a collector: how it answers, when it is discovered anew, and the history it still owes, newest first. */
export class ScopeWork<Chunk> {
  history: Chunk[] = [];
  #polling: ScopePolling;
  #historyAt = 0;
  #hastened = false;

  constructor(
    readonly scope: Scope,
    private readonly parts: ScopeWorkParts,
  ) {
    this.#polling = scopePolling(scope);
  }

  get key(): ScopeKey {
    return this.#polling.key;
  }

  /** Something changed: the next discovery does not wait for its time. */
  hasten(): void {
    this.#hastened = true;
  }

  isDiscoveryDue(now: number): boolean {
    const { begunAt, inFlight } = this.#polling.discovery;
    if (inFlight || !isClockOpen(this.#polling.clocks.discovery, now)) return false;
    return begunAt === null || now >= begunAt + this.#discoverySeconds() * 1000 || now < begunAt;
  }

  /** What became of a discovery, with when the next one comes. @param begunAt when this one began */
  listed(listings: readonly ServiceListing[], begunAt: number): readonly ListingOutcome[] {
    const at = this.parts.now();
    const nextTryAt = Math.max(begunAt + this.#discoverySeconds() * 1000, this.#polling.clocks.discovery.retryAt ?? 0);
    return listings.map((listing) => ({ ...listing, begunAt, at, nextTryAt }));
  }

  /** Whether CloudWatch may be asked. */
  isOpen(now: number): boolean {
    return isClockOpen(this.#polling.clocks.cloudwatch, now);
  }

  isHistoryDue(now: number): boolean {
    return this.history.length > 0 && !this.#polling.backfill.inFlight && now - this.#historyAt >= HISTORY_PAUSE_MS && this.isOpen(now);
  }

  async discover(signal: AbortSignal, work: Work): Promise<void> {
    this.#polling = beginScope(this.#polling, 'discovery', this.parts.now());
    this.#hastened = false;
    await this.#attempt('discovery', signal, work);
    this.#polling = finishScope(this.#polling, 'discovery');
  }

  async read(signal: AbortSignal, work: Work): Promise<void> {
    await this.#attempt('cloudwatch', signal, work);
  }

  /** Fetches the newest piece of history that is owed. */
  async readHistory(signal: AbortSignal, work: (chunk: Chunk) => Promise<readonly ReadOutcome[]>): Promise<void> {
    const chunk = this.history.shift();
    if (chunk === undefined) return;
    this.#historyAt = this.parts.now();
    this.#polling = beginScope(this.#polling, 'backfill', this.#historyAt);
    await this.#attempt('cloudwatch', signal, () => work(chunk));
    this.#polling = finishScope(this.#polling, 'backfill');
  }

  #discoverySeconds(): number {
    return this.#hastened ? HASTENED_SECONDS : this.parts.config.cadence.discoverySeconds;
  }

  /** How a piece of work ends is noted on the scope's clock and in the log, and nothing else suffers. */
  async #attempt(clock: PollClock, signal: AbortSignal, work: Work): Promise<void> {
    const { log, metrics, now, subject } = this.parts;
    let outcomes: readonly ReadOutcome[];
    try {
      outcomes = await work();
    } catch (error) {
      if (signal.aborted) return;
      const failure = error instanceof AwsError ? error.failure : null;
      if (clock === 'discovery' && failure?.retryable === true) this.#hastened = true;
      log.warn({ scope: this.key, clock, failure, ...(failure === null && { error }) }, `${subject} could not be read`);
      metrics.batchFailures.inc({ kind: `${subject}-${clock}`, reason: failure?.kind ?? 'internal' });
      // A failure of Weir's own, such as an unreachable database, says nothing about the scope.
      outcomes = failure === null ? [] : [failure.kind];
    }
    if (outcomes.length > 0) this.#polling = scopeAnswered(this.#polling, clock, outcomes, now());
  }
}
