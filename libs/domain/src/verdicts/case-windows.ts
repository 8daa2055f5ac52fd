import type { AbsenceReason, EpochMs, QueueConfig, VerdictState } from '@weir/contract';
import { MINUTE_MS, minuteOf } from '../series/sample.js';
import type { Arrivals, DeadLetterFacts, DeadLetterMover, JudgedVerdict, LiveReading, QueueFacts } from './queue-facts.js';
import { QueueWindow, type WindowMinute } from './queue-window.js';
import type { VerdictReason } from './reasons.js';

/** One row of the correctness table. */
export interface VerdictCase {
  /** What the case guards. */
  readonly name: string;
  readonly facts: QueueFacts;
  readonly previous?: JudgedVerdict;
  readonly expected: readonly [VerdictState, VerdictReason];
  /** A part of the sentence. */
  readonly because?: string;
  readonly since?: number;
}

/** The moment every case is judged at: near the end of a minute. */
export const NOW = Date.UTC(2026, 10, 24, 14, 32, 50);
export const minutesAgo = (minutes: number): number => NOW - minutes * MINUTE_MS;
/** Start of the minute that lies so many back; 0: of the running one. */
export const minuteStart = (back: number): number => minuteOf(NOW) - back * MINUTE_MS;

type Figure = number | ((minute: number) => number);

/** What a stretch of minutes was like. Counters are a minute's sums; a function is given the minute's place in the stretch. */
interface Course {
  readonly visible?: Figure;
  readonly inFlight?: Figure;
  readonly delayed?: Figure;
  readonly age?: Figure;
  readonly sent?: Figure;
  readonly received?: Figure;
  readonly deleted?: Figure;
  readonly polls?: Figure;
  /** FIFO: groups in flight. */
  readonly groups?: Figure;
}

export interface Stretch {
  readonly minutes: number;
  readonly course: Course;
}

/** A stretch of minutes that were all like this. */
export const during = (minutes: number, course: Course): Stretch => ({ minutes, course });

export interface Options extends Partial<Omit<QueueFacts, 'config' | 'window' | 'live'>> {
  readonly config?: Partial<QueueConfig>;
  /** Newest minutes CloudWatch has not published, the running one included; `none`: it gives nothing at all. */
  readonly cloudwatch?: number | { readonly none: AbsenceReason } | { readonly unsettled: number };
  /** `none`: no live reading ever; a number: minutes since the newest one. */
  readonly live?: 'none' | number;
  /** The moment the stretches end at. */
  readonly now?: EpochMs;
}

export const CONFIG: QueueConfig = {
  url: 'https://sqs.eu-west-1.amazonaws.com/111122223333/orders',
  fifo: false,
  visibilityTimeoutSeconds: 30,
  retentionSeconds: 345_600,
  delaySeconds: 0,
  maximumMessageBytes: 262_144,
  createdAt: null,
  redrive: null,
  problems: [],
};

/** A queue that keeps up: 600 messages a minute come and go. */
export const BUSY: Course = { visible: 40, inFlight: 12, sent: 600, received: 600, deleted: 600 };
/** Empty, with a consumer that polls. */
export const POLLED: Course = { polls: 3 };
/** A message a second arrives, and nobody takes any. */
export const abandoned = (from: number): Course => ({ visible: (minute) => from + minute * 60, sent: 60, age: (minute) => minute * 60 });
/** Up and down around a level, without direction. */
export const wave = (level: number, height: number) => (minute: number) => level + Math.round(height * Math.sin(minute * 1.7));

/** Facts of a queue whose stretches end in the running minute. */
export function queue(stretches: readonly Stretch[], options: Options = {}): QueueFacts {
  const { config, cloudwatch = 3, live = 0, now = NOW, ...facts } = options;
  const minutes = lay(stretches, minuteOf(now), cloudwatch, live);
  const last = stretches.at(-1);
  const gauge = (figure: Figure | undefined): number => valueOf(figure ?? 0, (last?.minutes ?? 1) - 1);
  const reading: LiveReading | null =
    live === 'none' || last === undefined
      ? null
      : {
          at: now - live * MINUTE_MS - 10_000,
          visible: gauge(last.course.visible),
          inFlight: gauge(last.course.inFlight),
          delayed: gauge(last.course.delayed),
        };
  return {
    config: { ...CONFIG, ...config },
    window: QueueWindow.of(minutes),
    live: reading,
    liveFailure: null,
    liveBudgetSeconds: 45,
    deletedAt: null,
    deadLetter: null,
    sources: [],
    redriving: null,
    expectedPauseSeconds: null,
    ...facts,
  };
}

function lay(
  stretches: readonly Stretch[],
  running: EpochMs,
  cloudwatch: NonNullable<Options['cloudwatch']>,
  live: NonNullable<Options['live']>,
): WindowMinute[] {
  const laid = stretches.flatMap(({ minutes, course }) => Array.from({ length: minutes }, (_, index) => ({ course, index })));
  const unpublished = typeof cloudwatch === 'number' ? cloudwatch : 0;
  const unsettled = typeof cloudwatch === 'object' && 'unsettled' in cloudwatch ? cloudwatch.unsettled : 5;
  const absence = typeof cloudwatch === 'object' && 'none' in cloudwatch ? cloudwatch.none : null;
  return laid.map(({ course, index }, place) => {
    const back = laid.length - 1 - place;
    const at = (figure: Figure | undefined): number => valueOf(figure ?? 0, index);
    const gauges = { visible: at(course.visible), inFlight: at(course.inFlight), delayed: at(course.delayed) };
    const holds = gauges.visible + gauges.inFlight > 0;
    const counters = {
      sent: at(course.sent),
      received: at(course.received),
      deleted: at(course.deleted),
      emptyReceives: at(course.polls),
      groupsInFlight: course.groups === undefined ? null : at(course.groups),
    };
    const oldestAge = course.age === undefined ? (holds ? 5 : null) : at(course.age);
    return {
      at: running - back * MINUTE_MS,
      live: live === 'none' || back < live ? null : gauges,
      cloudwatch: absence !== null || back < unpublished ? null : { ...gauges, ...counters, oldestAge },
      settled: back >= unsettled,
      absence,
    };
  });
}

const valueOf = (figure: Figure, minute: number): number => (typeof figure === 'number' ? figure : figure(minute));

/** A verdict as the judge left it, a minute ago unless told otherwise. */
export function was(state: VerdictState, reason: VerdictReason, since = minutesAgo(60), more: Partial<JudgedVerdict> = {}): JudgedVerdict {
  return { state, reason, because: `${reason} before`, since, judgedAt: minutesAgo(1), ...more };
}

/** A dead-letter queue that holds `held` and got `count` lately. */
export function deadLetters(held: number, count: number, more: Partial<DeadLetterFacts> = {}): DeadLetterFacts {
  const at = count > 0 ? minutesAgo(6) : null;
  const arrivals: Arrivals = { count, perMinute: count / 6, firstAt: at, lastAt: at };
  return { held, arrivals, sharedBy: 1, ...more };
}

export const SOURCE: DeadLetterMover = {
  fifo: false,
  retentionSeconds: 345_600,
  visibilityTimeoutSeconds: 30,
  maxReceiveCount: 5,
  oldestAgeSeconds: 60,
};

export const withRedrive = (maxReceiveCount = 5): Partial<QueueConfig> => ({
  redrive: { deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:111122223333:orders-dlq', maxReceiveCount },
});

/** Facts of a dead-letter queue with one source. */
export const deadLetterQueue = (stretches: readonly Stretch[], options: Options = {}): QueueFacts =>
  queue(stretches, { sources: [SOURCE], ...options });
