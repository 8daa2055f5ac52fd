import { MINUTE_MS } from '@weir/domain';
import type { ScopeBlueprint } from '../estate/blueprint.js';
import type { StreamBlueprint } from '../estate/stream-blueprint.js';
import { episodeOf, type EpisodeLane, type StreamAilment } from '../trouble/episodes.js';
import { regimeOf, type Regime, type Salt, type TroubleInForce } from './regime.js';

/** From `from` on the stream behaves as this blueprint says. */
interface Chapter {
  readonly from: number;
  readonly blueprint: StreamBlueprint;
}

/** How one stream behaves over time: blueprints one after the other, and troubles that come and go by themselves. */
export class Chapters {
  private readonly chapters: Chapter[];
  private readonly lanes: readonly EpisodeLane<StreamAilment>[];
  private readonly salts: Salt[] = [];
  private readonly regimes = new Map<string, Regime | null>();

  constructor(
    blueprint: StreamBlueprint,
    lanes: readonly EpisodeLane<StreamAilment>[],
    private readonly streamArn: string,
    private readonly scope: ScopeBlueprint,
    private readonly worldSeed: number,
  ) {
    this.chapters = [{ from: Number.NEGATIVE_INFINITY, blueprint }];
    this.lanes = lanes.filter((lane) => lane.candidates.some((candidate) => candidate.streamArn === streamArn));
  }

  /** From `from` on the stream behaves as drawn; chapters that were to begin later never do. `from`: epoch milliseconds, a whole second not in the past. */
  begin(blueprint: StreamBlueprint, from: number): void {
    while ((this.chapters.at(-1)?.from ?? 0) >= from) this.chapters.pop();
    this.chapters.push({ from, blueprint });
  }

  /** From `salt.from` on producers write a key under suffixes, until the next chapter begins. */
  salt(salt: Salt): void {
    this.salts.push(salt);
  }

  /** The blueprint in force at an instant, and since when. */
  at(now: number): Chapter {
    const chapter = this.chapters.findLast(({ from }) => from <= now);
    if (!chapter) throw new Error('the first chapter has no beginning');
    return chapter;
  }

  /** Instants within (from, to) at which another chapter begins, or producers begin to salt a key. */
  changesBetween(from: number, to: number): number[] {
    return [...this.chapters, ...this.salts].map((change) => change.from).filter((at) => at > from && at < to);
  }

  /** What ails the stream at an instant. */
  troublesAt(now: number): TroubleInForce[] {
    const { blueprint, from } = this.at(now);
    return [...blueprint.lasting.map((trouble) => ({ trouble, from })), ...this.episodesAt(now)];
  }

  /** When the next chapter begins; Infinity: there is none yet. */
  nextBeginningAfter(now: number): number {
    return this.chapters.find(({ from }) => from > now)?.from ?? Infinity;
  }

  /** The next instant after `now` at which what ails the stream may change. */
  nextChangeAfter(now: number): number {
    const instants = [this.nextBeginningAfter(now), ...this.salts.map((salt) => salt.from)];
    for (const lane of this.lanes) {
      const episode = episodeOf(lane, now, this.worldSeed);
      if (episode) instants.push(episode.from, episode.to);
      const slotMs = lane.slotMinutes * MINUTE_MS;
      instants.push((Math.floor(now / slotMs) + 1) * slotMs);
    }
    return instants.reduce((next, at) => (at > now && at < next ? at : next), Infinity);
  }

  /** What feeds the stream at an instant; null: nothing. The same object for as long as nothing changes. */
  regimeAt(now: number): Regime | null {
    const { blueprint, from } = this.at(now);
    const troubles = this.troublesAt(now);
    const salts = this.salts.filter((salt) => salt.from >= from && salt.from <= now);
    const key = [from, ...troubles.map((trouble) => trouble.from), `${salts.length} salts`].join('/');
    const known = this.regimes.get(key);
    if (known !== undefined) return known;
    const { volume, hourOffset } = this.scope;
    const place = { volume, hourOffset, distribution: blueprint.distribution };
    const regime = blueprint.traffic && regimeOf(blueprint.traffic, troubles, place, salts);
    this.regimes.set(key, regime);
    return regime;
  }

  /** Episodes befall a stream in its first chapter only: a scenario has it to itself. */
  private episodesAt(now: number): TroubleInForce[] {
    if (this.lanes.length === 0 || Number.isFinite(this.at(now).from)) return [];
    return this.lanes.flatMap((lane) => {
      const episode = episodeOf(lane, now, this.worldSeed);
      return episode?.streamArn === this.streamArn && episode.from <= now && now < episode.to ? [episode] : [];
    });
  }
}
