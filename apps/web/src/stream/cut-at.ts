import type { StreamShard } from '@weir/contract';

/** Where a shard of this range is cut, `share` (0 to 100) of the way from its start: the first hash of the upper child. */
export function cutAt({ start, end }: Pick<StreamShard, 'start' | 'end'>, share: number): string {
  const [from, to] = [BigInt(start), BigInt(end)];
  const cut = from + ((to - from) * BigInt(Math.round(share * 100))) / 10_000n;
  // The lower child keeps at least one hash.
  return (cut > from ? cut : from + 1n).toString();
}
