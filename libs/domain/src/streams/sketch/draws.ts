/** Sums over the draws of a sample, of one measure. */
export interface DrawMoments {
  /** How many draws. */
  readonly count: number;
  /** What they weigh together. */
  readonly sum: number;
  /** The sum of the squares of what each weighs. */
  readonly squares: number;
  /** What the heaviest weighs. */
  readonly largest: number;
}

/**
 * What a sample was drawn in. A draw is what is taken or left as a whole: a stored record, with all the user records that its
 * producer aggregated in it. Where the records of a key come in bursts, take a whole `GetRecords` reply for one draw: there are
 * fewer of them then, and bounds are wider. Plain numbers; JSON and back loses nothing.
 */
export interface Draws {
  readonly bytes: DrawMoments;
  readonly records: DrawMoments;
}

export const NO_MOMENTS: DrawMoments = { count: 0, sum: 0, squares: 0, largest: 0 };
export const NO_DRAWS: Draws = { bytes: NO_MOMENTS, records: NO_MOMENTS };

/** Draws as they come. Allocates nothing per draw. */
export class DrawTally implements Draws {
  readonly bytes = { ...NO_MOMENTS };
  readonly records = { ...NO_MOMENTS };

  /** @param records what the draw counts for among records, as in the sketch beside it */
  add(bytes: number, records = 1): void {
    addMoment(this.bytes, bytes);
    addMoment(this.records, records);
  }
}

/** The draws of two samples of the same thing, or of two stretches of it. */
export const joinDraws = (a: Draws, b: Draws): Draws => ({
  bytes: joinMoments(a.bytes, b.bytes),
  records: joinMoments(a.records, b.records),
});

export const joinMoments = (a: DrawMoments, b: DrawMoments): DrawMoments => ({
  count: a.count + b.count,
  sum: a.sum + b.sum,
  squares: a.squares + b.squares,
  largest: Math.max(a.largest, b.largest),
});

/** Counts one more. */
export function addMoment(moments: { -readonly [Name in keyof DrawMoments]: number }, weight: number): void {
  moments.count += 1;
  moments.sum += weight;
  moments.squares += weight * weight;
  if (weight > moments.largest) moments.largest = weight;
}
