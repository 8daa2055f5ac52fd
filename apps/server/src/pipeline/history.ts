import type { WeirConfig } from '@weir/contract';
import { type BackfillBatch, MINUTE_MS, minuteOf, planBackfill, type PollTarget, WINDOW_MINUTES } from '@weir/domain';
import type { Store } from '@weir/store';
import type { WatchedQueues } from './watched-queues.js';

const DAY_MS = 86_400_000;
/** Shorter silences are a restart, and the regular reads close them. */
const OUTAGE_FROM_MS = 2 * MINUTE_MS;

/** The past, as the collector needs it: recent minutes to judge by, and what is missing to be fetched. */
export class History {
  constructor(
    private readonly config: WeirConfig,
    private readonly store: Store,
    private readonly queues: WatchedQueues,
  ) {}

  /** Fills the windows and last verdicts from the store, so that a restart forgets nothing. */
  async restore(now: number): Promise<void> {
    const [states, rows] = await Promise.all([
      this.store.state.load(),
      this.store.series.window('all', minuteOf(now) - WINDOW_MINUTES * MINUTE_MS, minuteOf(now) + MINUTE_MS),
    ]);
    for (const state of states) this.queues.get(state.resourceId)?.restore(state);
    for (const row of rows) this.queues.get(row.resourceId)?.push(row);
  }

  /** After an outage, says of every queue that nobody was looking. What back-fill finds later shows through. */
  async noteOutage(lastHeartbeat: number | null, now: number): Promise<void> {
    if (lastHeartbeat === null || now - lastHeartbeat < OUTAGE_FROM_MS) return;
    const span = { from: minuteOf(lastHeartbeat) + MINUTE_MS, to: minuteOf(now), reason: 'collector-down' as const };
    const present = [...this.queues.all()].filter(({ entry }) => entry.deletedAt === null);
    await this.store.series.writeAbsences(
      present.flatMap(({ entry }) => [
        { ...span, resourceId: entry.id, family: 'sqs.live' as const },
        { ...span, resourceId: entry.id, family: 'sqs.cloudwatch' as const },
      ]),
    );
  }

  /** The calls that fill what is missing, newest first; nothing younger than the regular reads reach. */
  async planBackfill(targets: readonly PollTarget[], now: number): Promise<readonly BackfillBatch[]> {
    const to = minuteOf(now) - WINDOW_MINUTES * MINUTE_MS;
    const coverage = await this.store.series.coverage('sqs.cloudwatch', minuteOf(now - this.config.cloudwatch.backfillDays * DAY_MS), to);
    const from = minuteOf(now - this.config.cloudwatch.backfillDays * DAY_MS);
    return planBackfill(
      targets.map(({ resourceId, scope, fifo }) => ({ resourceId, scope, fifo, gaps: coverage.get(resourceId)?.gaps ?? [{ from, to }] })),
      this.config,
      now,
    );
  }
}
