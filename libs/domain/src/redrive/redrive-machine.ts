import type { EpochMs } from '@weir/contract';
import type { DepthReading } from './judge-return.js';
import type { Lane } from './lane.js';
import type { RedriveProgress, RedriveSettings, RedriveTally } from './redrive-machine-types.js';
import { describeState } from './redrive-modes.js';
import { restedRate, type RateState } from './send-rate.js';

/**
 * A redrive: a canary, a watch, a ramp, the rest, a last watch; pure. Its states:
 *
 *     checking ─▶ canary ─▶ watching ─┬─▶ confirming ─▶ ramping ─▶ running ─▶ watching ─▶ done
 *                    │ (size 0)       └──────────────▶ ramping          └▶ done (no canary, no watch)
 *                    └──────────────────────────────▶ ramping
 *     any of these ─▶ stopping ─▶ paused (─▶ where it was) | cancelled | aborted | failed
 *
 * `stopping` begins nothing new, forgets what was not sent, and deletes what was. Messages move in lanes (see `lane.ts`).
 *
 * Invariants, whatever fails and whenever the process dies:
 * - a message is in the dead-letter queue until the journal says that it was sent;
 * - what the journal knows as sent is never sent again, only deleted;
 * - what may have been sent twice, or lies in both queues at the end, is flagged in the journal before that can happen or at the end;
 * - at most `canary.size` messages are begun before the watch is over;
 * - the rate is kept over every second.
 */
export interface RedriveMachine {
  readonly settings: RedriveSettings;
  readonly progress: RedriveProgress;
  readonly tally: RedriveTally;
  readonly leftAlone: number;
  readonly lanes: ReadonlyMap<number, Lane>;
  readonly nextLane: number;
  readonly rate: RateState;
  readonly readings: readonly DepthReading[];
  /** The last try to read how many messages there are failed. */
  readonly unreadable: boolean;
  readonly consumerTrouble: string | null;
  /** Receives in a row that brought nothing new, since when, and when the last of them was made. */
  readonly empty: { readonly count: number; readonly since: EpochMs; readonly askedAt: EpochMs };
  /** Nothing is received before then, after AWS refused; and how often in a row it did. */
  readonly backOff: { readonly until: EpochMs; readonly times: number };
  readonly nextDepthAt: EpochMs;
  readonly lookedAt: EpochMs;
  readonly startedAt: EpochMs;
  /** What is asked of the message-move task; null: nothing. */
  readonly asked: 'start' | 'poll' | 'cancel' | null;
  readonly nextPollAt: EpochMs;
  /** The message-move task, as last told; null: not asked yet. */
  readonly task: 'none' | 'running' | 'over' | null;
  readonly suspended: boolean;
}

const NO_TALLY: RedriveTally = { sending: 0, sent: 0, moved: 0, cameBack: 0, failed: 0, possiblyTwice: 0 };

/** A new redrive, before its first event. */
export const newProgress = (now: EpochMs): RedriveProgress => ({
  ...{ state: 'checking', because: describeState('checking'), stoppingInto: null, resumesAs: null, since: now, watchEndsAt: null },
  ...{ lastWatch: false, rampStartedAt: null, depthAtStart: null, movedByEarlierTasks: 0, movedByTask: 0, taskWantedAt: null },
});

/** A redrive as the journal has it: at its start, or after its process died. */
export const restoreRedrive = (
  settings: RedriveSettings,
  progress: RedriveProgress,
  now: EpochMs,
  tally: RedriveTally = NO_TALLY,
  leftAlone = 0,
): RedriveMachine => ({
  // A watch that was interrupted begins anew.
  progress: progress.state === 'watching' ? { ...progress, since: now, watchEndsAt: now + settings.canary.watchSeconds * 1000 } : progress,
  ...{
    settings,
    tally,
    leftAlone,
    lanes: new Map(),
    nextLane: 1,
    rate: restedRate(settings.ratePerSecond, now),
    readings: [],
    unreadable: false,
    consumerTrouble: null,
  },
  ...{ empty: { count: 0, since: now, askedAt: 0 }, backOff: { until: 0, times: 0 }, nextDepthAt: now, lookedAt: 0, startedAt: now },
  ...{ asked: null, nextPollAt: now, task: null, suspended: false },
});
