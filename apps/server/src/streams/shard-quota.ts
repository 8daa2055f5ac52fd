import type { Resource } from '@weir/contract';

type Stream = Pick<Resource, 'id' | 'accountId' | 'region' | 'deletedAt' | 'stream'>;

/**
 * Open shards that a stream may have: what its account may have in the region, less what the account's other streams there have. Streams on
 * demand have a quota of their own. Source: Kinesis API reference, `DescribeLimits`.
 *
 * @returns null when AWS did not say
 */
export function shardQuotaOf({ id, accountId, region, stream }: Stream, estate: Iterable<Stream>): number | null {
  if (stream?.shardLimit === undefined) return null;
  let others = 0;
  for (const other of estate) {
    if (other.id === id || other.accountId !== accountId || other.region !== region || other.deletedAt !== null) continue;
    if (other.stream?.mode === 'PROVISIONED') others += other.stream.openShards;
  }
  return Math.max(stream.openShards, stream.shardLimit - others);
}
