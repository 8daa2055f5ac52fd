import { hashOf, parseHashKey } from '@weir/domain';
import { placeOf, type RawInput } from '@weir/simulator';
import type { Simulation } from '../simulation.js';
import { BadRequest } from './bad-request.js';

const MOST_AT_ONCE = 20_000;

/**
 * Puts `count` records of one key into a stream at once: `{ account, region, stream, key, count, bytes?, explicitHashKey? }`. They meet
 * the shard's limits like any others; what has no room is refused. `bytes`: of the data of each.
 */
export function putRecords(simulation: Simulation, body: RawInput): object {
  const { account, region, stream: name, key, count, bytes = 256, explicitHashKey } = body;
  const now = simulation.clock.now();
  const stream =
    typeof account === 'string' && typeof region === 'string' && typeof name === 'string'
      ? simulation.world.scope(account, region)?.streams.at(name, now)
      : undefined;
  if (!stream) throw new BadRequest([{ field: 'stream', message: 'no such stream in this account and region' }]);
  if (typeof key !== 'string' || key === '' || key.length > 256) {
    throw new BadRequest([{ field: 'key', message: 'give a text of 1 to 256 characters' }]);
  }
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > MOST_AT_ONCE) {
    throw new BadRequest([{ field: 'count', message: `give a whole number from 1 to ${MOST_AT_ONCE}` }]);
  }
  const mostBytes = stream.settings.maxRecordKiB * 1024;
  if (typeof bytes !== 'number' || !Number.isInteger(bytes) || bytes < 1 || bytes > mostBytes) {
    throw new BadRequest([{ field: 'bytes', message: `give a whole number from 1 to ${mostBytes}` }]);
  }
  const parsed = typeof explicitHashKey === 'string' ? parseHashKey(explicitHashKey) : null;
  if (parsed?.ok === false || (explicitHashKey !== undefined && parsed === null)) {
    throw new BadRequest([{ field: 'explicitHashKey', message: 'give a hash in decimal digits' }]);
  }
  const open = stream.openShards(now);
  const shard = open[placeOf(open, parsed?.ok ? parsed.hash : hashOf(key))];
  if (!shard) throw new BadRequest([{ field: 'stream', message: 'it has no open shard' }]);
  const record = { partitionKey: key, data: btoa('.'.repeat(bytes)), bytes: bytes + new TextEncoder().encode(key).length };
  let accepted = 0;
  for (let at = 0; at < count; at++) accepted += stream.put(shard, record, now) ? 1 : 0;
  return { at: now, shardId: shard.shardId, accepted, rejected: count - accepted };
}
