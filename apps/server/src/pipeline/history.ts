import type { ResourceId, WeirConfig } from '@weir/contract';
import {
  type BackfillBatch,
  LONGEST_WINDOW_MINUTES,
  MINUTE_MS,
  minuteOf,
  planBackfill,
  type PollTarget,
  WINDOW_MINUTES,
} from '@weir/domain';
import type { Store } from '@weir/store';
import type { WatchedQueues } from './watched-queues.js';

const DAY_MS = 86_400_000;
/** Shorter silences are a restart, and the regular reads close them. */
const OUTAGE_FROM_MS = 2 * MINUTE_MS;
/** By then CloudWatch has published a minute and no longer changes it; twice the default settling time. */
const SETTLED_WITHIN_MS = 10 * MINUTE_MS;
/**
 * The first regular read settles the hour before a start without its depths. All of it is asked for again, whatever an earlier run that
 * ended too soon left undone; AWS charges per metric, not per minute.
 */
const REASKED_MS = 75 * MINUTE_MS;

/** Whole minutes in which no collector was looking. */
export interface Outage {
  readonly from: number;
  readonly to: number;
}

/** What nobody saw between the last sign of life and now; null: nothing worth telling. */
export function outageSince(lastHeartbeat: number | null, now: number): Outage | null {
  if (lastHeartbeat === null || now - lastHeartbeat < OUTAGE_FROM_MS) return null;
  return { from: minuteOf(lastHeartbeat) + MINUTE_MS, to: minuteOf(now) };
}

/** The past, as the collector needs it: recent minutes to judge by, and what is missing to be fetched. */
export class History {
  /** When this collector met a queue: from then on the regular reads see to it. */
  readonly #meetings = new Map<ResourceId, { readonly at: number; lastMinutesAsked: boolean }>();

  constructor(
    private readonly config: WeirConfig,
    private readonly store: Store,
    private readonly queues: WatchedQueues,
  ) {}

  /** Fills the windows and last verdicts of these accounts from the store, so that a restart or a take-over forgets nothing. */
  async restore(now: number, of: (accountId: string) => boolean): Promise<void> {
    const [states, rows] = await Promise.all([
      this.store.state.load(),
      this.store.series.window('all', minuteOf(now) - WINDOW_MINUTES * MINUTE_MS, minuteOf(now) + MINUTE_MS),
    ]);
    const queueOf = (id: ResourceId) => {
      const queue = this.queues.get(id);
      return queue && of(queue.entry.accountId) ? queue : undefined;
    };
    for (const state of states) queueOf(state.resourceId)?.restore(state);
    for (const row of rows) queueOf(row.resourceId)?.push(row);
  }

  /** After an outage, says of every queue that nobody was looking. What back-fill finds later shows through. */
  async noteOutage({ from, to }: Outage): Promise<void> {
    const span = { from, to, reason: 'collector-down' as const };
    const present = [...this.queues.all()].filter(({ entry }) => entry.deletedAt === null);
    await this.store.series.writeAbsences(
      present.flatMap(({ entry }) => [
        { ...span, resourceId: entry.id, family: 'sqs.live' as const },
        { ...span, resourceId: entry.id, family: 'sqs.cloudwatch' as const },
      ]),
    );
  }

  /**
   * The calls that fill what is missing, newest first: all that was before this collector met a queue, since depths of that time can be had
   * from nowhere else, and later what the regular reads no longer reach. The last hour before it was not settled then, so it is asked for
   * once more.
   */
  async planBackfill(targets: readonly PollTarget[], now: number): Promise<readonly BackfillBatch[]> {
    const range = { from: minuteOf(now - this.config.cloudwatch.backfillDays * DAY_MS), to: minuteOf(now) };
    const coverage = await this.store.series.coverage('sqs.cloudwatch', range.from, range.to);
    const reached = minuteOf(now) - LONGEST_WINDOW_MINUTES * MINUTE_MS;
    const kept = new Set(targets.map(({ resourceId }) => resourceId));
    for (const id of this.#meetings.keys()) if (!kept.has(id)) this.#meetings.delete(id);
    const gapsOf = ({ resourceId }: PollTarget) => {
      const gaps = coverage.get(resourceId)?.gaps ?? [range];
      const meeting = this.#meetings.get(resourceId) ?? { at: minuteOf(now), lastMinutesAsked: false };
      this.#meetings.set(resourceId, meeting);
      const to = Math.max(reached, meeting.at);
      const missing = gaps.flatMap((gap) => (gap.from < to ? [{ from: gap.from, to: Math.min(gap.to, to) }] : []));
      if (meeting.lastMinutesAsked || now - meeting.at < SETTLED_WITHIN_MS) return missing;
      meeting.lastMinutesAsked = true;
      return [...missing, { from: meeting.at - REASKED_MS, to: meeting.at }];
    };
    return planBackfill(
      targets.map((target) => ({ resourceId: target.resourceId, scope: target.scope, fifo: target.fifo, gaps: gapsOf(target) })),
      this.config,
      now,
    );
  }
}
