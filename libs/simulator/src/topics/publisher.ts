import { roundByChance, seedOf, uniform } from '../chance/chance.js';
import type { ScopeBlueprint } from '../estate/blueprint.js';
import type { PublisherBlueprint } from '../estate/topic-blueprint.js';
import { eventSeed, eventsInTick } from '../traffic/events.js';
import { TICK_MS } from '../traffic/tick.js';
import { groupName } from '../traffic/workload.js';
import { messageClassOf, type MessageClass } from './message.js';
import type { Load } from './subscription.js';

const DRAW = { bytes: 1, class: 2, group: 64 } as const;
/** Messages of a FIFO topic's tick are spread over at most so many groups: enough to interleave, cheap to simulate. */
const GROUPS_PER_TICK = 4;

/** What is published to one topic, tick by tick. All chance is drawn from (topic, tick). */
export class Publisher {
  private readonly classes: readonly MessageClass[];
  private readonly eventSeed: number;
  private readonly seed: number;

  constructor(
    private readonly blueprint: PublisherBlueprint,
    private readonly fifo: boolean,
    private readonly scope: ScopeBlueprint,
    topicArn: string,
    worldSeed: number,
  ) {
    this.classes = blueprint.classes.map(messageClassOf);
    this.eventSeed = eventSeed(blueprint.event, scope, worldSeed);
    this.seed = seedOf(worldSeed, `${topicArn}/publisher`);
  }

  /** What is published in the tick that ends at `now`; of a FIFO topic group by group. */
  loads(now: number): readonly Load[] {
    const { blueprint, seed } = this;
    const events = eventsInTick(blueprint, this.scope, this.eventSeed, now);
    if (events === 0) return [];
    const tick = now / TICK_MS;
    const bytes = Math.round(blueprint.meanBytes * (0.85 + 0.3 * uniform(seed, tick, DRAW.bytes)));
    if (!this.fifo) return [this.load(events, tick, 0, bytes, null)];
    const parts = Math.min(events, GROUPS_PER_TICK, blueprint.groups);
    return Array.from({ length: parts }, (_, part) => {
      const count = Math.floor(events / parts) + (part < events % parts ? 1 : 0);
      const group = groupName(Math.floor(uniform(seed, tick, DRAW.group + part) * blueprint.groups));
      return this.load(count, tick, part, bytes, group);
    });
  }

  private load(count: number, tick: number, part: number, bytes: number, group: string | null): Load {
    return { classes: this.classes, counts: this.split(count, tick, part), bytes, group, deduplicationId: null };
  }

  /** Each class gets its share of what is left, and the last one the rest. */
  private split(count: number, tick: number, part: number): number[] {
    let left = count;
    let share = 1;
    return this.classes.map((messageClass, at) => {
      const last = at === this.classes.length - 1;
      const chance = uniform(this.seed, tick, DRAW.class + at + part * 16);
      const own = last ? left : Math.min(left, roundByChance((left * messageClass.share) / Math.max(share, messageClass.share), chance));
      share -= messageClass.share;
      left -= own;
      return own;
    });
  }
}
