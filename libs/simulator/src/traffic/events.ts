import { poisson, seedOf } from '../chance/chance.js';
import { shareOfPeak, type ShapeName } from './shape.js';
import { TICK_MS, TICK_SECONDS } from './tick.js';

/** Purposes of draws from an event's seed, so that no two share one. */
const DRAW_EVENTS = 1;

/** Business events of one kind. */
export interface EventSource {
  readonly event: string;
  readonly peakPerSecond: number;
  readonly shape: ShapeName;
}

/** Where events happen, and how much of the company's business is done there. */
export interface EventPlace {
  readonly accountId: string;
  readonly region: string;
  readonly volume: number;
  /** Local time minus UTC, hours. */
  readonly hourOffset: number;
}

/** All that hear of an event in one account and region draw from the same seed, and so hear of the same number. */
export const eventSeed = (event: string, scope: EventPlace, worldSeed: number): number =>
  seedOf(worldSeed, `${scope.accountId}/${scope.region}/${event}`);

/** Mean events per second in the tick that ends at `now` (epoch milliseconds). */
export const eventsPerSecond = ({ peakPerSecond, shape }: EventSource, scope: EventPlace, now: number): number =>
  peakPerSecond * scope.volume * shareOfPeak(shape, now - TICK_MS, scope.hourOffset);

/** Events of the tick that ends at `now`. `seed`: see `eventSeed`. */
export const eventsInTick = (source: EventSource, scope: EventPlace, seed: number, now: number): number =>
  poisson(eventsPerSecond(source, scope, now) * TICK_SECONDS, seed, now / TICK_MS, DRAW_EVENTS);
