import { MINUTE_MS } from '@weir/domain';
import { TICK_MS } from '../traffic/tick.js';

/** Something in which things happen by themselves. `endsMinute`: the tick that ends at `now` is the last of its minute. */
export interface Actor {
  readonly tick: (now: number, endsMinute: boolean) => void;
}

/** Within a tick: first all that send (topics, buses, schedules), then all that work off (queues and their consumers). */
export type Phase = 'sending' | 'working';

interface Appointment {
  readonly at: number;
  readonly act: () => void;
}

/**
 * The company's time: every account and region goes through the same ticks in step, for what one sends another receives. Nothing happens
 * until somebody looks. Time never runs backwards: an earlier instant acts at the latest one known.
 */
export class Timeline {
  private readonly actors: Readonly<Record<Phase, Actor[]>> = { sending: [], working: [] };
  private readonly appointments: Appointment[] = [];

  /** @param time where time begins, epoch milliseconds, on a tick */
  constructor(private time: number) {}

  /** The end of the last tick, epoch milliseconds. */
  get reached(): number {
    return this.time;
  }

  /** Within a phase actors act in the order in which they joined. */
  join(phase: Phase, actor: Actor): void {
    this.actors[phase].push(actor);
  }

  /** Does something at an instant: before the tick that contains it, or at once when that instant has been reached. */
  schedule(at: number, act: () => void): void {
    if (this.isAt(at)) {
      act();
      return;
    }
    this.appointments.push({ at, act });
    this.appointments.sort((a, b) => a.at - b.at);
  }

  /** Brings everything to `now` and returns the instant in force. `mostTicks`: stop after so many, to go on another time. */
  advance(now: number, mostTicks = Infinity): number {
    let left = mostTicks;
    for (let next = this.time + TICK_MS; next <= now && left > 0; next += TICK_MS, left--) {
      while ((this.appointments[0]?.at ?? Infinity) < next) this.appointments.shift()?.act();
      const endsMinute = next % MINUTE_MS === 0;
      for (const actor of this.actors.sending) actor.tick(next, endsMinute);
      for (const actor of this.actors.working) actor.tick(next, endsMinute);
      this.time = next;
    }
    return Math.max(now, this.time);
  }

  /** Whether nothing has to be caught up with before `now`. */
  isAt(now: number): boolean {
    return this.time + TICK_MS > now;
  }
}
