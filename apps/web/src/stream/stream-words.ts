import type { Bounded, Resource, ShardLoadSource, StreamConsumer, StreamOverview } from '@weir/contract';
import { NARROW_SPACE, percent, shortNumber } from '../format/index.js';

/** Of the records offered, the share that was refused; null when unknown, 0 when nothing was offered. */
export function refusedShare({
  acceptedPerSecond,
  refusedPerSecond,
}: Pick<StreamOverview, 'acceptedPerSecond' | 'refusedPerSecond'>): number | null {
  if (acceptedPerSecond === null || refusedPerSecond === null) return null;
  const offered = acceptedPerSecond + refusedPerSecond;
  return offered === 0 ? 0 : refusedPerSecond / offered;
}

export const retentionSecondsOf = ({ stream }: Pick<Resource, 'stream'>): number | null =>
  stream === null ? null : stream.retentionHours * 3_600;

/** `131` and `±2.1 %` of a share known within bounds; `99` and `(85 to 161) %` where one side is as told another than the other. */
export function boundedPercent({ low, estimate, high }: Bounded): { readonly figure: string; readonly bound: string } {
  const [below, above] = [figureOf((estimate - low) * 100), figureOf((high - estimate) * 100)];
  const bound = below === above ? `±${below}` : `(${figureOf(low * 100)} to ${figureOf(high * 100)})`;
  return { figure: figureOf(estimate * 100), bound: `${bound}${NARROW_SPACE}%` };
}

/** Two digits that matter: `131`, `8.2`, `0.4`. */
function figureOf(value: number): string {
  if (value > 0 && value < 0.05) return '<0.1';
  return value >= 10 ? shortNumber(Math.round(value)) : String(Number(value.toFixed(1)));
}

export const CONSUMER_TYPES: Readonly<Record<StreamConsumer['type'], string>> = {
  'shared-readers': 'polls with GetRecords',
  'enhanced-fan-out': 'enhanced fan-out',
  'event-source-mapping': 'Lambda',
  'delivery-stream': 'Firehose',
};

export const SOURCE_WORDS: Readonly<Record<ShardLoadSource, string>> = {
  metrics: 'shard metrics of CloudWatch',
  sampled: 'estimated from samples',
  none: 'not known by shard',
};

/** Why the demand of a shard that refuses is known between bounds only. */
export const TRIES_WORDS = 'AWS counts each try of a refused record';

/** `1.6 %` of records: shares of what the sampler takes, which are small. */
export const smallShare = (share: number | null): string => (share === null ? 'an unknown share' : percent(share));
