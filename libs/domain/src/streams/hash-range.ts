import { md5 } from '@noble/hashes/legacy.js';

/** How many hashes there are: a partition key hashes to 0 … 2¹²⁸ - 1. */
export const RING_SIZE = 1n << 128n;
export const GREATEST_HASH = RING_SIZE - 1n;

/** Part of the hash ring, both ends included; `start` is never above `end`. */
export interface HashRange {
  readonly start: bigint;
  readonly end: bigint;
}

export const WHOLE_RING: HashRange = { start: 0n, end: GREATEST_HASH };

/** MD5 of some bytes: 16 bytes. Who hashes millions of keys may pass one faster than the portable default. */
export type Md5 = (bytes: Uint8Array) => Uint8Array;

const utf8 = new TextEncoder();

/**
 * Where a partition key lands: its MD5 as an unsigned big-endian number.
 * Source: Kinesis Data Streams Developer Guide, "Partition key"; API reference, `PutRecord`.
 */
export function hashOf(partitionKey: string, digest: Md5 = md5): bigint {
  const bytes = digest(utf8.encode(partitionKey));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (view.getBigUint64(0) << 64n) | view.getBigUint64(8);
}

export type ParsedHashKey =
  { readonly ok: true; readonly hash: bigint } | { readonly ok: false; readonly reason: 'not-decimal' | 'leading-zero' | 'beyond-ring' };

/** Reads a hash as AWS writes it: decimal, without sign, spaces or leading zeros, at most 2¹²⁸ - 1 (API reference, `HashKeyRange`). */
export function parseHashKey(text: string): ParsedHashKey {
  if (!/^\d+$/.test(text)) return { ok: false, reason: 'not-decimal' };
  if (text.length > 1 && text.startsWith('0')) return { ok: false, reason: 'leading-zero' };
  // 39 digits hold every hash; what is longer is not worth the work of reading it.
  const hash = text.length > 39 ? RING_SIZE : BigInt(text);
  return hash > GREATEST_HASH ? { ok: false, reason: 'beyond-ring' } : { ok: true, hash };
}

/** Hashes in a range. */
export const widthOf = ({ start, end }: HashRange): bigint => end - start + 1n;

export const holdsHash = ({ start, end }: HashRange, hash: bigint): boolean => start <= hash && hash <= end;

/** What two ranges share; null: nothing. */
export function overlapOf(a: HashRange, b: HashRange): HashRange | null {
  const start = a.start > b.start ? a.start : b.start;
  const end = a.end < b.end ? a.end : b.end;
  return start <= end ? { start, end } : null;
}

/** Whether `upper` begins right after `lower` ends. */
export const adjoins = (lower: HashRange, upper: HashRange): boolean => lower.end + 1n === upper.start;

/** Orders ranges by where they start. */
export const byStart = (a: HashRange, b: HashRange): number => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0);

/** The ring in equal parts, as `UpdateShardCount` lays them: what does not divide goes to the last. */
export function equalRanges(count: number): HashRange[] {
  const width = RING_SIZE / BigInt(count);
  return Array.from({ length: count }, (_, index) => ({
    start: BigInt(index) * width,
    end: index === count - 1 ? GREATEST_HASH : BigInt(index + 1) * width - 1n,
  }));
}
