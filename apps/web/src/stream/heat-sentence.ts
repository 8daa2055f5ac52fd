import type { StreamDetail } from '@weir/contract';
import { counted, moment, type Zone } from '../format/index.js';
import { shardName } from './hash-words.js';
import { isOpen, newestOf, refusedOf, type HeatModel } from './heat-model.js';
import { isOver } from './heat-raster.js';
import { METRIC_WORDS, valueWords } from './heat-words.js';

/** The picture in one sentence, for people who do not see it. */
export function heatSentence(detail: Pick<StreamDetail, 'hottest'>, model: HeatModel, zone: Zone): string {
  const open = model.rows.filter(isOpen).length;
  const range = `from ${moment(model.from, model.to, zone)} to ${moment(model.to, model.to, zone)}`;
  const head = `${METRIC_WORDS[model.metric].label} of ${counted(open, 'open shard')} ${range}.`;
  return `${head} ${hottestWords(detail, model, zone)} Arrow keys move through the cells, plus and minus zoom, B begins a span that Enter zooms to, Shift T shows it as a table.`;
}

function hottestWords({ hottest }: Pick<StreamDetail, 'hottest'>, model: HeatModel, zone: Zone): string {
  let best: { readonly row: number; readonly value: number; readonly over: boolean } | null = null;
  for (const [row, life] of model.rows.entries()) {
    const newest = isOpen(life) ? newestOf(model, row) : null;
    if (newest === null) continue;
    const over = isOver(newest.value, refusedOf(model, { row, column: newest.column }) ?? Number.NaN, model);
    if (best === null || newest.value > best.value) best = { row, value: newest.value, over };
  }
  const shard = best === null ? undefined : model.rows[best.row];
  if (best === null || shard === undefined) return 'No value is known.';
  const { over } = best;
  const since =
    over && hottest?.shardId === shard.shardId && hottest.since !== null ? ` since ${moment(hottest.since, model.to, zone)}` : '';
  const words = valueWords(best.value, model.flat.unit, model.metric);
  return over
    ? `${shardName(shard.shardId)} is over its limit${since}, at ${words}.`
    : `Highest now is ${shardName(shard.shardId)} with ${words}.`;
}
