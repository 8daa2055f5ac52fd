import { MINUTE_MS } from '@weir/domain';

const CHUNK_MINUTES = 240;

/**
 * Numbers of minutes in named columns. Sparse: a stretch in which nothing was written takes no room. Single precision is exact for the
 * counts and ages at hand.
 */
export class MinuteTable<Field extends string> {
  /** Start of the newest minute with values, epoch milliseconds. */
  lastWrittenAt = Number.NEGATIVE_INFINITY;
  private readonly chunks = new Map<number, Float32Array>();
  private readonly offsets: ReadonlyMap<string, number>;

  /** @param keepMinutes older minutes are forgotten, chunk by chunk. */
  constructor(
    readonly fields: readonly Field[],
    private readonly keepMinutes: number,
  ) {
    this.offsets = new Map(fields.map((field, at) => [field, at]));
  }

  /** @param values NaN: nothing is emitted */
  write(minuteStart: number, values: Readonly<Record<Field, number>>): void {
    this.lastWrittenAt = minuteStart;
    const minute = minuteStart / MINUTE_MS;
    const index = Math.floor(minute / CHUNK_MINUTES);
    let chunk = this.chunks.get(index);
    if (!chunk) {
      chunk = new Float32Array(CHUNK_MINUTES * this.fields.length).fill(Number.NaN);
      this.chunks.set(index, chunk);
      this.forget(index);
    }
    let at = (minute % CHUNK_MINUTES) * this.fields.length;
    for (const field of this.fields) chunk[at++] = values[field];
  }

  /** NaN when the minute has no such value. */
  read(minuteStart: number, field: Field): number {
    const minute = minuteStart / MINUTE_MS;
    const chunk = this.chunks.get(Math.floor(minute / CHUNK_MINUTES));
    return chunk?.[(minute % CHUNK_MINUTES) * this.fields.length + (this.offsets.get(field) ?? 0)] ?? Number.NaN;
  }

  private forget(newest: number): void {
    const oldest = newest - Math.ceil(this.keepMinutes / CHUNK_MINUTES);
    for (const index of this.chunks.keys()) {
      if (index >= oldest) return;
      this.chunks.delete(index);
    }
  }
}
