import type { VerdictState } from '@weir/contract';
import { MINUTE_MS, minuteOf } from '../../series/sample.js';
import type { JudgedVerdict } from '../../verdicts/queue-facts.js';
import { SHARD_WRITE_LIMIT } from '../shard.js';
import type { ConsumerReason, StreamReason } from './reasons.js';
import type { ConsumerFacts, ConsumerMinute, Figure, ShardWindow, StreamFacts, StreamMinute } from './stream-facts.js';

/** The moment every case is judged at: near the end of a minute. */
export const NOW = Date.UTC(2026, 10, 24, 14, 32, 50);
export const minutesAgo = (minutes: number): number => NOW - minutes * MINUTE_MS;
/** Start of the minute that lies so many back; 0: of the running one. */
export const minuteStart = (back: number): number => minuteOf(NOW) - back * MINUTE_MS;

/** One row of the correctness tables. */
export interface StreamCase {
  readonly name: string;
  readonly facts: StreamFacts;
  readonly previous?: JudgedVerdict;
  readonly expected: readonly [VerdictState, StreamReason];
  readonly because?: string;
  readonly since?: number;
}
export interface ConsumerCase {
  readonly name: string;
  readonly facts: ConsumerFacts;
  readonly previous?: JudgedVerdict;
  readonly expected: readonly [VerdictState, ConsumerReason];
  readonly because?: string;
  readonly since?: number;
  /** Between when the first unread record is lost; null: nothing is said of it. */
  readonly lost?: readonly [earliestAt: number, latestAt: number] | null;
}

/** A figure of every minute of a stretch, or of each by its place in it. */
type Course = Figure | ((minute: number) => Figure);
const at = (course: Course | undefined, minute: number): Figure =>
  course === undefined ? null : typeof course === 'function' ? course(minute) : course;

export interface Stretch<Courses> {
  readonly minutes: number;
  readonly course: Courses;
}
export const during = <Courses>(minutes: number, course: Courses): Stretch<Courses> => ({ minutes, course });

/** What a shard can take in a minute. */
export const FULL = { bytes: SHARD_WRITE_LIMIT.bytesPerSecond * 60, records: SHARD_WRITE_LIMIT.recordsPerSecond * 60 };

export interface StreamCourse {
  readonly bytes?: Course;
  readonly records?: Course;
  readonly throttled?: Course;
  readonly readThrottled?: Course;
}

/** Half of what four shards take. */
export const BUSY: StreamCourse = { bytes: 2 * FULL.bytes, records: 0.5 * FULL.records };

interface Laying {
  /** Newest minutes that were not read, the running one included. */
  readonly unread?: number;
  /** Newest minutes that have not settled. */
  readonly unsettled?: number;
}

/** Minutes of stretches that end in the running one. */
function lay<Courses, Minute>(
  stretches: readonly Stretch<Courses>[],
  { unread = 2, unsettled = 6 }: Laying,
  minute: (course: Courses, place: number, at: number, settled: boolean) => Minute,
): Minute[] {
  const laid = stretches.flatMap(({ minutes, course }) => Array.from({ length: minutes }, (_, place) => ({ course, place })));
  return laid.flatMap(({ course, place }, index) => {
    const back = laid.length - 1 - index;
    return back < unread ? [] : [minute(course, place, minuteStart(back), back >= unsettled)];
  });
}

const streamMinutes = (stretches: readonly Stretch<StreamCourse>[], laying: Laying): StreamMinute[] =>
  lay(stretches, laying, (course, place, start, settled) => ({
    at: start,
    settled,
    incomingBytes: at(course.bytes, place),
    incomingRecords: at(course.records, place),
    writeThrottled: at(course.throttled, place),
    readThrottled: at(course.readThrottled, place),
  }));

export const shard = (shardId: string, ...stretches: readonly Stretch<StreamCourse>[]): ShardWindow => ({
  shardId,
  minutes: streamMinutes(stretches, {}),
});

/** Facts of a provisioned stream of four shards. */
export function stream(stretches: readonly Stretch<StreamCourse>[], more: Partial<StreamFacts> & Laying = {}): StreamFacts {
  const { unread, unsettled, ...facts } = more;
  return {
    config: { mode: 'PROVISIONED', status: 'ACTIVE', openShards: 4 },
    minutes: streamMinutes(stretches, { ...(unread !== undefined && { unread }), ...(unsettled !== undefined && { unsettled }) }),
    shards: [],
    readers: null,
    failure: null,
    budgetSeconds: 600,
    deletedAt: null,
    ...facts,
  };
}

export const ON_DEMAND: StreamFacts['config'] = { mode: 'ON_DEMAND', status: 'ACTIVE', openShards: 4 };

export interface ConsumerCourse {
  /** Milliseconds. */
  readonly lag?: Course;
  readonly records?: Course;
  readonly own?: number;
  readonly deliveryAge?: Course;
}

export const seconds = (count: number): number => count * 1000;
/** A lag that gains so many seconds per second. */
export const growing =
  (fromSeconds: number, perSecond: number) =>
  (minute: number): number =>
    seconds(fromSeconds + minute * 60 * perSecond);

interface ConsumerOptions extends Partial<Omit<ConsumerFacts, 'arrivals'>>, Laying {
  /** Records that arrive in a minute; null: CloudWatch has no such points; `unread`: what arrives was not read. */
  readonly arriving?: Course | 'unread';
}

/** Facts of somebody who polls with `GetRecords`, on a stream of four shards that keeps a day. */
export function consumer(stretches: readonly Stretch<ConsumerCourse>[], options: ConsumerOptions = {}): ConsumerFacts {
  const { unread, unsettled, arriving = 6_000, ...facts } = options;
  const laying = { ...(unread !== undefined && { unread }), ...(unsettled !== undefined && { unsettled }) };
  const minutes = lay(stretches, laying, (course, place, start, settled): ConsumerMinute => ({
    at: start,
    settled,
    lagMilliseconds: at(course.lag, place),
    records: at(course.records, place),
    ownRecords: course.own ?? 0,
    deliveryAgeSeconds: at(course.deliveryAge, place),
  }));
  const length = stretches.reduce((sum, stretch) => sum + stretch.minutes, 0);
  const arrivals =
    arriving === 'unread'
      ? []
      : lay([during(length, arriving)], laying, (course, place, start, settled) => ({
          at: start,
          settled,
          incomingRecords: at(course, place),
        }));
  return {
    type: 'shared-readers',
    state: null,
    modifiedAt: null,
    lastLag: null,
    isOwnSampler: false,
    minutes,
    shards: [],
    arrivals,
    openShards: 4,
    retentionSeconds: 86_400,
    failure: null,
    budgetSeconds: 600,
    deletedAt: null,
    ...facts,
  };
}

/** Lag of one shard, for shard-level metrics. */
export const shardLag = (shardId: string, minutes: number, lag: Course): ConsumerFacts['shards'][number] => ({
  shardId,
  minutes: lay([during(minutes, lag)], {}, (course, place, start) => ({ at: start, lagMilliseconds: at(course, place) })),
});

/** A verdict as the judge left it, a minute ago unless told otherwise. */
export function was(
  state: VerdictState,
  reason: StreamReason | ConsumerReason,
  since = minutesAgo(60),
  more: Partial<JudgedVerdict> = {},
): JudgedVerdict {
  return { state, reason, because: `${reason} before`, since, judgedAt: minutesAgo(1), ...more };
}
