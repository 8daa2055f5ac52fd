import type { EpochMs } from '@weir/contract';
import type { ReadPlan } from './plan-read.js';
import type { Span } from './spans.js';

/** How two parts of a step become one: the greater of a gauge, the sum of all else. */
export type Combination = 'max' | 'sum';

/** What one answer tells of some steps; entries of one index belong together. */
export interface StepPart {
  /** Which steps, counted from the first; each at most once. */
  readonly places: readonly number[];
  /** Minutes with a value; null: each step is one minute. */
  readonly known: readonly number[] | null;
  /** Null where none of the minutes that were told has a value. */
  readonly values: readonly (number | null)[];
  /** End of the last minute that is settled; null when none is. */
  readonly settledTo: EpochMs | null;
}

/** What is known of the steps of one resource. */
export class Steps {
  /** Minutes with a value, by step. */
  readonly known: number[];
  /** The greatest of these minutes, or their sum; null where there are none. */
  readonly values: (number | null)[];
  /** Whether anything was told of a step: a value, or that there is none. */
  readonly told: boolean[];
  /** End of the last minute that is settled; null when none is. */
  settledTo: EpochMs | null = null;

  constructor(
    points: number,
    private readonly combination: Combination,
  ) {
    this.known = new Array<number>(points).fill(0);
    this.values = new Array<number | null>(points).fill(null);
    this.told = new Array<boolean>(points).fill(false);
  }

  /** Takes minutes that were not taken before. */
  add(part: StepPart): void {
    part.places.forEach((place, index) => {
      const value = part.values[index] ?? null;
      this.take(place, value, part.known ? (part.known[index] ?? 0) : value === null ? 0 : 1);
    });
    if (part.settledTo !== null) this.settledTo = Math.max(part.settledTo, this.settledTo ?? -Infinity);
  }

  /** Takes minutes for those steps alone that have none; they settle nothing. */
  fill(part: StepPart): void {
    part.places.forEach((place, index) => {
      const value = part.values[index] ?? null;
      if (value !== null && this.values[place] === null) this.take(place, value, part.known?.[index] ?? 1);
    });
  }

  private take(place: number, value: number | null, known: number): void {
    const before = this.values[place] ?? null;
    this.told[place] = true;
    this.known[place] = (this.known[place] ?? 0) + known;
    if (value !== null)
      this.values[place] = before === null ? value : this.combination === 'max' ? Math.max(before, value) : before + value;
  }
}

/** The stretches of neighbouring steps of which something holds, in the order of time. */
export function stretchesOf({ from, stepMs, points }: ReadPlan, holds: (place: number) => boolean): readonly Span[] {
  const stretches: Span[] = [];
  let start: EpochMs | null = null;
  for (let place = 0; place <= points; place++) {
    const at = from + place * stepMs;
    const does = place < points && holds(place);
    if (does) start ??= at;
    else if (start !== null) {
      stretches.push({ from: start, to: at });
      start = null;
    }
  }
  return stretches;
}
