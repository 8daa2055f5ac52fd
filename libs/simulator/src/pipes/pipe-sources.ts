import { MINUTE_MS } from '@weir/domain';
import { roundByChance, uniform } from '../chance/chance.js';
import type { SimulatedQueue } from '../queue/simulated-queue.js';
import { splitOff } from '../queue/cohort.js';
import type { SimulatedStream } from '../streams/simulated-stream.js';
import { TICK_MS, TICK_SECONDS } from '../traffic/tick.js';
import type { SimulatedPipe } from './simulated-pipe.js';

/** A pipe polls a queue with so many long polls at a time. Source: EventBridge User Guide, "Amazon SQS as a source" (five, as Lambda does). */
const POLLERS = 5;
const POLL_SECONDS = 20;
/** Messages a second that a pipe takes from a queue at most. */
const MOST_PER_SECOND = 250;
const DRAW_POLLS = 91;

/** A pipe that is a queue's consumer: what it delivers, or filters out, it deletes; the rest comes back. */
export function drainQueue(pipe: SimulatedPipe, queue: SimulatedQueue, now: number): void {
  if (!pipe.worksAt(now)) return;
  let received = 0;
  for (const cohort of queue.take(MOST_PER_SECOND * TICK_SECONDS, now)) {
    received += cohort.count;
    const failed = pipe.take(cohort.count, now);
    if (failed > 0) queue.fly(splitOff(cohort, failed), now + queue.settings.visibilityTimeoutSeconds * 1000, 'return');
    queue.finish(cohort.count);
    cohort.count = 0;
  }
  if (received > 0) return;
  const polls = roundByChance((POLLERS * TICK_SECONDS) / POLL_SECONDS, uniform(queue.seed, now / TICK_MS, DRAW_POLLS));
  queue.countEmptyReceives(polls, now);
}

/** Minutes of stream that a pipe works off in one. */
const CATCH_UP = 4;

/** A pipe that reads a stream: it keeps its place while it stands still, and catches up afterwards. */
export class StreamPosition {
  private next: number;

  /** @param from epoch milliseconds */
  constructor(from: number) {
    this.next = Math.ceil(from / MINUTE_MS) * MINUTE_MS;
  }

  /** Milliseconds of stream that the pipe has not read. */
  behindMs(now: number): number {
    return Math.max(0, now - this.next);
  }

  /** The minute that ends at `now`: reads whole minutes that are over. What has expired is gone. */
  read(pipe: SimulatedPipe, stream: SimulatedStream, now: number): void {
    if (!pipe.worksAt(now)) return;
    this.next = Math.max(this.next, Math.ceil(stream.horizon(now) / MINUTE_MS) * MINUTE_MS);
    for (let minutes = 0; minutes < CATCH_UP && this.next + MINUTE_MS <= now; minutes++, this.next += MINUTE_MS) {
      const count = recordsIn(stream, this.next);
      if (count === 0) continue;
      const failed = pipe.take(count, now);
      if (failed > 0) pipe.bury(failed, now);
    }
  }
}

function recordsIn(stream: SimulatedStream, minute: number): number {
  let count = 0;
  for (const { records } of stream.arrivals.minuteOf(minute).values()) count += records;
  for (const shard of stream.lineage.openWithin(minute, minute + MINUTE_MS - 1)) count += stream.puts.minute(shard, minute)?.records ?? 0;
  return count;
}
