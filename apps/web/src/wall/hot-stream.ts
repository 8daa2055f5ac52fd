import type { StreamOverview } from '@weir/contract';
import { percent, timePassedRoughly, visibleText } from '../format/index.js';
import { shardName } from '../stream/hash-words.js';
import { heatOf } from '../streams/stream-order.js';

/** Wall units that one takes at least, to be read from three metres. */
const LEAST_WIDTH = 26;
/** Between two; `styles/hot-streams.css` has the same. */
export const GAP_UNITS = 1.2;

/** How many fit side by side into so many wall units: one always does. */
export const hotStreamsIn = (units: number): number => Math.max(1, Math.floor((units + GAP_UNITS) / (LEAST_WIDTH + GAP_UNITS)));

/** The `most` hottest, in an order that depends on nothing but them. */
export function hottestStreams(streams: readonly StreamOverview[], most: number): readonly StreamOverview[] {
  return [...streams].sort((a, b) => heat(b) - heat(a) || (a.resource.name < b.resource.name ? -1 : 1)).slice(0, most);
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
