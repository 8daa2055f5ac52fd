import { MINUTE_MS } from '@weir/domain';

/**
 * What has become of the copies that one subscriber was due of what was published in some time. Those that are none of the other five wait for
 * another attempt. `lost`: given up and kept nowhere. `abandoned`: nobody tries them any more, and nobody counts them: what they waited for
 * was taken away.
 */
export const COPY_FATES = ['due', 'filtered', 'delivered', 'deadLettered', 'lost', 'abandoned'] as const;
export type CopyFate = (typeof COPY_FATES)[number];
/** Changes for as long as something of it waits. */
export type CopyFates = Record<CopyFate, number>;

/** Copies are told by the minute in which they were published for so long; of older ones only the counters know. */
const KEPT_MS = 24 * 60 * MINUTE_MS;

export const noCopies = (): CopyFates => ({ due: 0, filtered: 0, delivered: 0, deadLettered: 0, lost: 0, abandoned: 0 });

/**
 * The truth that AWS tells nobody: by the minute of publication what became of each copy, whenever that was. Counters tell what happened in a
 * minute, whenever it was published.
 */
export class CopyBook {
  /** Copies published in the open minute. */
  open: CopyFates = noCopies();
  private readonly minutes = new Map<number, CopyFates>();

  /** Ends the minute that starts there. `record`: false while history warms up. */
  close(minuteStart: number, record: boolean): void {
    if (this.open.due === 0) return;
    if (record) this.minutes.set(minuteStart, this.open);
    this.open = noCopies();
    for (const minute of this.minutes.keys()) {
      if (minute > minuteStart - KEPT_MS) return;
      this.minutes.delete(minute);
    }
  }

  /** `[minute start, fates as they are now]` of the minutes within [from, to) in which something was published. Epoch milliseconds. */
  between(from: number, to: number): (readonly [minuteStart: number, CopyFates])[] {
    return [...this.minutes].flatMap(([minute, fates]) => (minute >= from && minute < to ? [[minute, { ...fates }] as const] : []));
  }
}
