import type { StreamOverview } from '@weir/contract';
import { percent, timePassedRoughly, visibleText } from '../format/index.js';
import { shardName } from '../stream/hash-words.js';
import { heatOf } from '../streams/stream-order.js';

/** More would be smaller than can be read. */
export const MOST_HOT_STREAMS = 3;

/** The hottest, in an order that depends on nothing but them. */
export function hottestStreams(streams: readonly StreamOverview[]): readonly StreamOverview[] {
  return [...streams].sort((a, b) => heat(b) - heat(a) || (a.resource.name < b.resource.name ? -1 : 1)).slice(0, MOST_HOT_STREAMS);
}

const heat = (stream: StreamOverview): number => heatOf(stream) ?? -1;

/** `142 %`, to the whole percent: nobody reads tenths across a room. Null: not known. */
export function heatFigure(stream: StreamOverview): string | null {
  const share = heat(stream);
  return share < 0 ? null : percent(share >= 0.01 ? Math.round(share * 100) / 100 : share);
}

const LAG_WORTH_TELLING_MS = 60_000;
const KEY_WORTH_TELLING = 0.25;

/** What makes it hot, or who falls behind: the one thing there is room for. */
export function hotReason({ topKey, lag, hottest }: StreamOverview): string {
  if (topKey !== null && topKey.shareOfShardLimit.estimate >= KEY_WORTH_TELLING) return `by key ${visibleText(topKey.key)}`;
  if (lag !== null && lag.milliseconds >= LAG_WORTH_TELLING_MS)
    return `${visibleText(lag.consumer)} ${timePassedRoughly(lag.milliseconds / 1000)} behind`;
  return hottest === null ? 'not known by shard' : `on ${visibleText(shardName(hottest.shardId))}`;
}
