import { MINUTE_MS } from '@weir/domain';
import { seedOf, uniform } from '../chance/chance.js';
import type { StreamTrouble } from './stream-trouble.js';
import type { Trouble } from './trouble.js';

/**
 * A series of troubles of one kind that renews itself for ever: time is cut into slots, and in each slot one of the candidates
 * falls ill and recovers. A function of time, so that any start of the world finds the same past and the same future.
 */
export interface EpisodeLane<Ailment extends object = QueueAilment> {
  readonly name: string;
  readonly slotMinutes: number;
  /** The trouble opens within this time of the slot's start… */
  readonly opensWithinMinutes: number;
  /** …and lasts so long; both ends inside the slot. */
  readonly lastsMinutes: readonly [shortest: number, longest: number];
  /** Named more than once: more often. */
  readonly candidates: readonly Ailment[];
}

/** Whom a trouble befalls. */
export interface QueueAilment {
  readonly queueArn: string;
  readonly trouble: Trouble;
}
export interface StreamAilment {
  readonly streamArn: string;
  readonly trouble: StreamTrouble;
}

export interface LastingTrouble {
  readonly trouble: Trouble;
  readonly from: number;
}

export type Episode<Ailment extends object = QueueAilment> = Ailment & {
  readonly lane: string;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
};

/** The episode of the slot that contains `at`; it may not have opened yet or be over. */
export function episodeOf<Ailment extends object>(lane: EpisodeLane<Ailment>, at: number, worldSeed: number): Episode<Ailment> | null {
  const slotMs = lane.slotMinutes * MINUTE_MS;
  const slot = Math.floor(at / slotMs);
  const seed = seedOf(worldSeed, lane.name);
  const chosen = lane.candidates[Math.floor(uniform(seed, slot, 1) * lane.candidates.length)];
  if (!chosen) return null;
  const [shortest, longest] = lane.lastsMinutes;
  const opens = Math.floor(uniform(seed, slot, 2) * lane.opensWithinMinutes);
  const lasts = shortest + Math.floor(uniform(seed, slot, 3) * (longest - shortest + 1));
  const from = slot * slotMs + opens * MINUTE_MS;
  return { ...chosen, lane: lane.name, from, to: Math.min(from + lasts * MINUTE_MS, (slot + 1) * slotMs) };
}

/** The episodes that overlap a range, in order of their beginning. `from` inclusive, `to` exclusive. */
export function episodesBetween<Ailment extends object>(
  lanes: readonly EpisodeLane<Ailment>[],
  from: number,
  to: number,
  worldSeed: number,
): Episode<Ailment>[] {
  const found: Episode<Ailment>[] = [];
  for (const lane of lanes) {
    const slotMs = lane.slotMinutes * MINUTE_MS;
    for (let at = Math.floor(from / slotMs) * slotMs; at < to; at += slotMs) {
      const episode = episodeOf(lane, at, worldSeed);
      if (episode && episode.from < to && episode.to > from) found.push(episode);
    }
  }
  return found.sort((a, b) => a.from - b.from);
}

/** What ails one queue, as a function of time. Remembers the current slot, for it is asked at every tick. */
export class TroubleCalendar {
  private readonly lanes: readonly EpisodeLane[];
  private current: (Episode | null)[] = [];
  private renewAt = Number.NEGATIVE_INFINITY;

  constructor(
    lanes: readonly EpisodeLane[],
    private readonly queueArn: string,
    private readonly lasting: LastingTrouble | null,
    private readonly worldSeed: number,
  ) {
    this.lanes = lanes.filter((lane) => lane.candidates.some((candidate) => candidate.queueArn === queueArn));
  }

  at(now: number): Trouble | null {
    if (this.lasting && now >= this.lasting.from) return this.lasting.trouble;
    if (this.lanes.length === 0) return null;
    if (now >= this.renewAt) {
      this.current = this.lanes.map((lane) => episodeOf(lane, now, this.worldSeed));
      this.renewAt = Math.min(
        ...this.lanes.map((lane) => (Math.floor(now / (lane.slotMinutes * MINUTE_MS)) + 1) * lane.slotMinutes * MINUTE_MS),
      );
    }
    for (const episode of this.current) {
      if (episode && episode.queueArn === this.queueArn && now >= episode.from && now < episode.to) return episode.trouble;
    }
    return null;
  }
}
