import { poisson, seedOf } from '../chance/chance.js';
import type { EventClass, EventProducer } from '../estate/event-blueprint.js';
import type { ScopeBlueprint } from '../estate/blueprint.js';
import { eventsPerSecond } from '../traffic/events.js';
import { TICK_MS, TICK_SECONDS } from '../traffic/tick.js';
import { sampleOfClass, type EventSample } from './event-sample.js';
import type { EventEntrance, SimulatedBus } from './simulated-bus.js';

const ENTRANCES = { application: 'put', 'aws-service': 'aws-service', partner: 'partner' } as const satisfies Record<
  EventProducer['by'],
  EventEntrance
>;

/** Entries that applications put with one call, about. */
const ENTRIES_PER_CALL = 4;

/** Those who put events on the buses of one account in one region. All chance is drawn from (producer, tick, class). */
export class Producers {
  private readonly samples = new WeakMap<EventClass, EventSample>();
  private producers: readonly { readonly drawn: EventProducer; readonly seed: number }[] = [];

  constructor(
    private readonly scope: ScopeBlueprint,
    private readonly worldSeed: number,
  ) {}

  redraw(producers: readonly EventProducer[]): void {
    const { accountId, region } = this.scope;
    this.producers = producers.map((drawn) => ({
      drawn,
      seed: seedOf(this.worldSeed, `events/${accountId}/${region}/${drawn.bus}/${drawn.name}`),
    }));
  }

  /** The tick that ends at `now`. */
  tick(now: number, busNamed: (name: string) => SimulatedBus | undefined): void {
    const tick = now / TICK_MS;
    for (const { drawn, seed } of this.producers) {
      const bus = busNamed(drawn.bus);
      if (!bus) continue;
      const mean =
        eventsPerSecond({ event: drawn.name, peakPerSecond: drawn.peakPerSecond, shape: drawn.shape }, this.scope, now) * TICK_SECONDS;
      drawn.classes.forEach((kind, at) => {
        const count = poisson(mean * kind.share, seed, tick, at + 1);
        if (count === 0) return;
        const wave = { sample: this.sampleOf(kind), count, ingestedAt: now };
        bus.take(wave, ENTRANCES[drawn.by], now, Math.ceil(count / ENTRIES_PER_CALL));
      });
    }
  }

  private sampleOf(kind: EventClass): EventSample {
    let sample = this.samples.get(kind);
    if (!sample) this.samples.set(kind, (sample = sampleOfClass(this.scope, kind)));
    return sample;
  }
}
