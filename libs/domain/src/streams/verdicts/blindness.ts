import type { EpochMs, Verdict } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';
import type { JudgedVerdict, ReadFailure, StandingVerdict } from '../../verdicts/queue-facts.js';
import { STREAM_LIMITS } from './limits.js';
import type { BlindReason } from './reasons.js';

/** What a rule found. */
export interface Found {
  readonly verdict: Pick<Verdict, 'state' | 'reason' | 'because'>;
  /** When it began; null: not known before now. */
  readonly from: EpochMs | null;
}

interface Blindness {
  readonly stale: BlindReason;
  readonly unknown: BlindReason;
  readonly phrase: string;
}

const BLINDNESS: Readonly<Record<Exclude<ReadFailure, 'deleted'> | 'none', Blindness>> = {
  none: { stale: 'readings-late', unknown: 'no-data', phrase: 'readings are overdue' },
  denied: { stale: 'readings-denied', unknown: 'denied', phrase: 'the role may not read it' },
  throttled: { stale: 'readings-throttled', unknown: 'throttled', phrase: 'AWS refuses the reads' },
  'collector-down': { stale: 'readings-unreachable', unknown: 'unreachable', phrase: 'AWS cannot be reached' },
  'not-asked': { stale: 'readings-not-asked', unknown: 'not-asked', phrase: 'not read, to stay within the budget' },
};
const NEVER_READ: Blindness = { stale: 'readings-late', unknown: 'never-read', phrase: 'not read yet' };
const FEW: Blindness = { stale: 'readings-few', unknown: 'warming-up', phrase: 'too few minutes seen to judge' };

export interface Sight {
  readonly failure: ReadFailure | null;
  readonly budgetSeconds: number;
  readonly deletedAt: EpochMs | null;
  /** Starts of the minutes that were read. */
  readonly read: readonly EpochMs[];
}

/**
 * The verdict on what cannot be judged, because it is gone, was never read, or its readings are too old or too few; null: it can be.
 * Blindness never clears a verdict and never makes one: the last one stands for a while, then it is unknown, and says what it was.
 */
export function blindVerdict(sight: Sight, previous: JudgedVerdict | null, now: EpochMs): JudgedVerdict | null {
  const { failure, read, deletedAt } = sight;
  if (deletedAt !== null || failure === 'deleted') {
    const since = previous?.reason === 'deleted' ? previous.since : (deletedAt ?? now);
    return { state: 'unknown', reason: 'deleted', because: 'it no longer exists', since: Math.min(since, now), judgedAt: now };
  }
  const newest = read.reduce<EpochMs | null>((latest, at) => (latest === null || at > latest ? at : latest), null);
  if (newest === null) return standingOrUnknown(failure === null ? NEVER_READ : BLINDNESS[failure], previous, now, now);
  const overdueSince = newest + MINUTE_MS + sight.budgetSeconds * 1000;
  if (overdueSince < now) return standingOrUnknown(BLINDNESS[failure ?? 'none'], previous, overdueSince, now);
  return read.length < STREAM_LIMITS.leastMinutes ? standingOrUnknown(FEW, previous, now, now) : null;
}

/** The verdict on fresh readings. A state that continues keeps its beginning; a new one begins where its evidence does. */
export function freshVerdict({ verdict, from }: Found, previous: JudgedVerdict | null, now: EpochMs): JudgedVerdict {
  const standing = standingOf(previous);
  if (standing?.state === verdict.state) return { ...verdict, since: standing.since, judgedAt: now };
  const began = Math.min(now, from ?? now);
  return { ...verdict, since: standing === null ? began : Math.max(began, Math.min(now, standing.since)), judgedAt: now };
}

/** The last verdict made on fresh readings; null: there is none. */
export function standingOf(previous: JudgedVerdict | null): StandingVerdict | null {
  if (previous === null) return null;
  if (previous.standing != null) return previous.standing;
  if (previous.state === 'stale' || previous.state === 'unknown') return null;
  const { state, reason, because, since } = previous;
  return { state, reason, because, since };
}

function standingOrUnknown(blindness: Blindness, previous: JudgedVerdict | null, began: EpochMs, now: EpochMs): JudgedVerdict {
  const standing = standingOf(previous);
  const since = previous?.state === 'stale' ? previous.since : Math.min(began, now);
  const stands = standing !== null && previous?.state !== 'unknown' && now - since <= STREAM_LIMITS.staleMinutes * MINUTE_MS;
  const was = standing === null ? '' : `; was ${standing.state}: ${standing.because}`;
  return {
    state: stands ? 'stale' : 'unknown',
    reason: stands ? blindness.stale : blindness.unknown,
    because: `${blindness.phrase}${was}`,
    since: stands ? since : previous?.state === 'unknown' ? previous.since : now,
    judgedAt: now,
    standing,
  };
}
