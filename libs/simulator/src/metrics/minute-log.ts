import { MINUTE_MS } from '@weir/domain';

/** What one minute of a queue holds, in the order it is stored. `size…`: bytes of the messages sent. */
export const MINUTE_FIELDS = [
  'visible',
  'inFlight',
  'delayed',
  'oldestAgeSeconds',
  'sent',
  'received',
  'deleted',
  'emptyReceives',
  'sizeSum',
  'sizeCount',
  'sizeMax',
  'sizeMin',
  'deduplicated',
  'groupsInFlight',
] as const;

export type MinuteField = (typeof MINUTE_FIELDS)[number];
/** NaN: nothing is emitted. */
export type MinuteValues = Record<MinuteField, number>;

const WIDTH = MINUTE_FIELDS.length;
const OFFSET = Object.fromEntries(MINUTE_FIELDS.map((field, at) => [field, at])) as Record<MinuteField, number>;
const CHUNK_MINUTES = 240;

/**
 * The settled minutes of one queue: the truth behind its CloudWatch metrics. Sparse: a stretch in which nothing was emitted takes no
 * room. Single precision is exact for the counts and ages at hand.
 */
export class MinuteLog {
  /** Start of the newest minute with values, epoch milliseconds. */
  lastWrittenAt = Number.NEGATIVE_INFINITY;
  private readonly chunks = new Map<number, Float32Array>();

  /** @param keepMinutes older minutes are forgotten, chunk by chunk. */
  constructor(private readonly keepMinutes: number) {}

  write(minuteStart: number, values: MinuteValues): void {
    this.lastWrittenAt = minuteStart;
    const minute = minuteStart / MINUTE_MS;
    const index = Math.floor(minute / CHUNK_MINUTES);
    let chunk = this.chunks.get(index);
    if (!chunk) {
      chunk = new Float32Array(CHUNK_MINUTES * WIDTH).fill(Number.NaN);
      this.chunks.set(index, chunk);
      this.forget(index);
    }
    const base = (minute % CHUNK_MINUTES) * WIDTH;
    for (let at = 0; at < WIDTH; at++) {
      const field = MINUTE_FIELDS[at];
      if (field) chunk[base + at] = values[field];
    }
  }

  /** NaN when the minute has no such value. */
  read(minuteStart: number, field: MinuteField): number {
    const minute = minuteStart / MINUTE_MS;
    const chunk = this.chunks.get(Math.floor(minute / CHUNK_MINUTES));
    return chunk?.[(minute % CHUNK_MINUTES) * WIDTH + OFFSET[field]] ?? Number.NaN;
  }

  private forget(newest: number): void {
    const oldest = newest - Math.ceil(this.keepMinutes / CHUNK_MINUTES);
    for (const index of this.chunks.keys()) {
      if (index >= oldest) return;
      this.chunks.delete(index);
    }
  }
}
