/** The truth lies between these, both included. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** Between what a partition key weighs. */
export interface KeyBounds {
  readonly key: string;
  readonly bytes: Bounds;
  readonly records: Bounds;
}

/** The heaviest keys of a stretch of a stream, as plain JSON. It can be stored, sent, and merged into a sketch again. */
export interface KeySummary {
  /** Heaviest first. */
  readonly keys: readonly KeyBounds[];
  /** All that was counted, exactly. */
  readonly totalBytes: number;
  readonly totalRecords: number;
  /** What a key that is not listed weighs at most. */
  readonly errorBytes: number;
  readonly errorRecords: number;
}

/**
 * Orders the keys by their share of bytes or of records, whichever is greater, and keeps `count` of them. The errors of the result
 * cover those left out.
 *
 * With m keys kept, either error as a share of its total is at most 2/m more than what both were together before, since the shares of
 * bytes and of records of all keys add up to 2.
 */
export function summarise(all: KeySummary, count: number): KeySummary {
  const weight = ({ bytes, records }: KeyBounds): number =>
    Math.max(share(bytes.high, all.totalBytes), share(records.high, all.totalRecords));
  const sorted = all.keys.toSorted((a, b) => weight(b) - weight(a) || (a.key < b.key ? -1 : 1));
  let { errorBytes, errorRecords } = all;
  for (const { bytes, records } of sorted.slice(count)) {
    errorBytes = Math.max(errorBytes, bytes.high);
    errorRecords = Math.max(errorRecords, records.high);
  }
  return { ...all, keys: sorted.slice(0, count), errorBytes, errorRecords };
}

const share = (part: number, total: number): number => (total > 0 ? part / total : 0);
