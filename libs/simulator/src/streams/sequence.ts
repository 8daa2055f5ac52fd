import type { StreamShard } from './lineage.js';

/**
 * A place between the records of a shard: the instant of arrival, and the order among the records of that instant. The company's own
 * records come before those put in through the API, so that what was handed out once keeps its number.
 */
export interface Position {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly order: number;
}

/** Orders from here on belong to records put in through the API. */
export const FIRST_PUT_ORDER = 500_000_000;
const LAST_ORDER = 999_999_999;

export const precedes = (a: Position, b: Position): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** 56 digits that grow along a shard, as Kinesis has them: a constant, the shard's number, the instant and the order. */
export const sequenceNumber = (shard: StreamShard, { at, order }: Position): string =>
  `49${String(shard.index).padStart(14, '0')}${String(at).padStart(15, '0')}${String(order).padStart(25, '0')}`;

/** null: not a number of a record of this shard. */
export function positionOf(shard: StreamShard, text: string): Position | null {
  const match = /^49(\d{14})(\d{15})(\d{25})$/.exec(text);
  if (!match || Number(match[1]) !== shard.index || Number(match[3]) > LAST_ORDER) return null;
  return { at: Number(match[2]), order: Number(match[3]) };
}

/** Before the first record a shard may hold, and behind the last one that a closed shard may. */
export const firstPosition = (shard: StreamShard): Position => ({ at: shard.openedAt, order: 0 });
export const lastPosition = (shard: StreamShard): Position => ({ at: shard.closedAt - 1, order: LAST_ORDER });
export const following = ({ at, order }: Position): Position => ({ at, order: order + 1 });
export const preceding = ({ at, order }: Position): Position => (order > 0 ? { at, order: order - 1 } : { at: at - 1, order: LAST_ORDER });
