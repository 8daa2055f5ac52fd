const RING = 2 ** 128;
const HASH_DIGITS = 32;
const DIGITS_SHOWN = 2;

/** Where a hash lies on the ring, 0 to 1. Exact to 53 bits, which is a millionth of a pixel. */
export const ringShare = (hash: string): number => Number(BigInt(hash)) / RING;

/** The first digits of a hash: `0x30…`. */
export function shortHash(hash: string, digits = DIGITS_SHOWN): string {
  return `0x${BigInt(hash).toString(16).padStart(HASH_DIGITS, '0').slice(0, digits)}…`;
}

/** All 32 digits of a hash: `0x2fffffff…`, for a read-out that can be copied. */
export const wholeHash = (hash: string): string => `0x${BigInt(hash).toString(16).padStart(HASH_DIGITS, '0')}`;

/** `9` of `shardId-000000000009`; an id of another form stays whole. */
export function shardNumber(shardId: string): string {
  const found = /^shardId-0*(\d+)$/.exec(shardId);
  return found?.[1] ?? shardId;
}

/** `shard 9`, or the id when it has another form. */
export function shardName(shardId: string): string {
  const number = shardNumber(shardId);
  return number === shardId ? shardId : `shard ${number}`;
}

/** Text of the server with its shards named as people name them: `shardId-000000000009` is shard 9. */
export const withShardNames = (text: string): string => text.replaceAll(/shardId-0*(\d+)\b/g, 'shard $1');
