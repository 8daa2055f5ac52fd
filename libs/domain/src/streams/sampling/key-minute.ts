import { keyMinuteDocument, type KeyMinuteDocument } from '@weir/contract';

export interface KeyMinute {
  readonly at: number;
  readonly document: KeyMinuteDocument;
}

/** Reads stored documents; what another version wrote, or is damaged, is left out. */
export function parseKeyMinutes(rows: readonly { readonly at: number; readonly document: unknown }[]): readonly KeyMinute[] {
  return rows.flatMap(({ at, document }) => {
    const parsed = keyMinuteDocument.safeParse(document);
    return parsed.success ? [{ at, document: parsed.data }] : [];
  });
}

/** Slices that all shards of a stream have together, at least; and each at least. */
const SLICES_PER_STREAM = 1_024;
const LEAST_SLICES = 64;
/** Keys kept per stream and minute, and per shard at least and most. */
const KEYS_PER_STREAM = 200;
const LEAST_KEYS = 3;
const MOST_KEYS = 20;

/** How finely a minute of a shard is kept, by how many shards there are: what is stored of a stream must not grow with them. */
export function sampleDetail(openShards: number): { readonly slices: number; readonly keys: number } {
  const shards = Math.max(1, openShards);
  return {
    slices: Math.max(LEAST_SLICES, Math.ceil(SLICES_PER_STREAM / shards)),
    keys: Math.min(MOST_KEYS, Math.max(LEAST_KEYS, Math.floor(KEYS_PER_STREAM / shards))),
  };
}
