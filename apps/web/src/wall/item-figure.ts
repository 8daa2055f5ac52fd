import type { Reading, WallItem } from '@weir/contract';
import { lossAt } from '@weir/domain';
import { ageSeconds, groupDigits, shortNumber, UNKNOWN_FIGURE } from '../format/index.js';

/** The one figure of a row: what is lost soonest, else what fits its trouble. */
export type ItemFigure =
  | { readonly kind: 'left'; readonly seconds: number; readonly caption: string }
  | { readonly kind: 'age'; readonly seconds: number; readonly caption: string; readonly old: boolean }
  | { readonly kind: 'count'; readonly text: string; readonly caption: string; readonly old: boolean };

const DAY_SECONDS = 86_400;

/** A loss further away than a day is the figure only of what is poisoned: elsewhere something nearer tells more. */
export function itemFigure(item: WallItem, now: number): ItemFigure {
  if (item.loss !== null) {
    const seconds = Math.max(0, ((lossAt(item) ?? now) - now) / 1000);
    if (item.verdict.state === 'poisoned' || seconds < DAY_SECONDS)
      return { kind: 'left', seconds, caption: lossCaption(item.loss, seconds) };
  }
  if (item.incoming !== null) return passingFigure(item.incoming.perSecond, item, now);
  if (item.lag !== null || item.refusedPerSecond !== null) return streamFigure(item);
  const age = item.oldestAge;
  const ageFirst = item.verdict.state === 'slow' || item.kind === 'closest';
  if (ageFirst && age !== null && age.value !== null) return ageFigure(age, age.value, item.kind);
  const depth = item.visible;
  if (depth !== null && depth.value !== null)
    return { kind: 'count', text: shortNumber(depth.value), caption: depthCaption(item), old: isOld(depth) };
  if (age !== null && age.value !== null) return ageFigure(age, age.value, item.kind);
  return { kind: 'count', text: UNKNOWN_FIGURE, caption: 'no reading', old: false };
}

/** Of what holds nothing, what comes in and is not delivered as it should be; where nothing does or it is not known, for how long. */
function passingFigure(perSecond: number | null, { verdict }: WallItem, now: number): ItemFigure {
  return perSecond !== null && perSecond > 0
    ? { kind: 'count', text: `${shortNumber(perSecond)}/s`, caption: 'come in', old: false }
    : { kind: 'age', seconds: ageSeconds(verdict.since, now), caption: verdict.state, old: false };
}

/** Of a stream what it refuses, of a reader how far it is behind. */
function streamFigure({ lag, refusedPerSecond, verdict }: WallItem): ItemFigure {
  const refuses = refusedPerSecond !== null && refusedPerSecond > 0;
  if (refuses && !verdict.reason.startsWith('readers-')) {
    return { kind: 'count', text: `${shortNumber(refusedPerSecond)}/s`, caption: 'refused', old: false };
  }
  if (lag?.value == null) return { kind: 'count', text: UNKNOWN_FIGURE, caption: 'no reading', old: false };
  return { kind: 'age', seconds: lag.value / 1000, caption: 'behind', old: isOld(lag) };
}

function lossCaption({ count, kind }: NonNullable<WallItem['loss']>, seconds: number): string {
  if (kind === 'lag-expiry') return seconds === 0 ? 'records are being lost' : 'until records are lost unread';
  const what = count === 1 ? 'the only message' : `the first of ${groupDigits(count)}`;
  if (seconds === 0) return `${what} may be lost already`;
  return kind === 'dead-letter-expiry' ? `until ${what} is lost` : `until ${what} expires`;
}

const isOld = (reading: Reading): boolean => !['live', 'provisional', 'settled'].includes(reading.state);

function ageFigure(reading: Reading, seconds: number, kind: WallItem['kind']): ItemFigure {
  return { kind: 'age', seconds, caption: kind === 'closest' ? 'oldest message' : 'old', old: isOld(reading) };
}

function depthCaption(item: WallItem): string {
  const held = item.inFlight?.value ?? 0;
  if (item.verdict.state === 'stalled' && held > 0) return `waiting, ${groupDigits(held)} in flight`;
  const growth = item.growthPerSecond;
  if (growth === null || Math.abs(growth) < 0.05) return 'waiting';
  return `waiting, ${growth > 0 ? '+' : ''}${shortNumber(growth)}/s`;
}
