import { roundByChance, seedOf, uniform } from '../chance/chance.js';
import type { EventClass, FunctionBlueprint } from '../estate/event-blueprint.js';
import { sampleOfClass, type EventSample } from '../events/event-sample.js';
import { bornAt, isRecorded, keptMinutes, type Surroundings } from '../events/surroundings.js';
import { TICK_MS } from '../traffic/tick.js';
import { busArn } from '../world/arn.js';
import { SimulatedFunction } from './simulated-function.js';

const DRAW_EMITS = 73;

/** The functions of one account in one region that the blueprint names. */
export class FunctionRegistry {
  readonly byName = new Map<string, SimulatedFunction>();
  private readonly samples = new WeakMap<Omit<EventClass, 'share'>, EventSample>();

  constructor(private readonly surroundings: Surroundings) {}

  redraw(functions: readonly FunctionBlueprint[], now: number): void {
    for (const drawn of functions) {
      const known = this.byName.get(drawn.name);
      if (known) known.redraw(drawn);
      else this.open(drawn, now);
    }
  }

  tick(now: number, endsMinute: boolean): void {
    const record = isRecorded(this.surroundings, now);
    for (const each of this.byName.values()) each.tick(now, endsMinute, record);
  }

  private open(drawn: FunctionBlueprint, now: number): void {
    const { seed, office } = this.surroundings;
    const ownSeed = seedOf(seed, `emits/${drawn.name}`);
    /** Draws made in the tick: each has one of its own. */
    const latest = { tick: 0, draws: 0 };
    const made: SimulatedFunction = new SimulatedFunction(
      drawn,
      bornAt(this.surroundings, now),
      (count, at) => {
        const tick = Math.floor(at / TICK_MS);
        if (latest.tick !== tick) Object.assign(latest, { tick, draws: 0 });
        this.emit(made.blueprint, roundByChance(count, uniform(ownSeed, tick, DRAW_EMITS + latest.draws++)), at);
      },
      seed,
      keptMinutes(this.surroundings),
    );
    this.byName.set(drawn.name, made);
    office.register(made.arn, made);
  }

  private emit({ emits, accountId, region }: FunctionBlueprint, count: number, now: number): void {
    const bus = emits && this.surroundings.buses.get(busArn({ accountId, region, name: emits.bus }));
    if (!emits || !bus || count === 0) return;
    let sample = this.samples.get(emits.event);
    if (!sample) this.samples.set(emits.event, (sample = sampleOfClass(this.surroundings.scope, emits.event)));
    bus.post({ sample, count, ingestedAt: now }, now, 'put');
  }
}
