import { MINUTE_MS } from '@weir/domain';
import { roundByChance, uniform } from '../chance/chance.js';
import type { ConsumerSpec, QueueBlueprint, ScopeBlueprint, TrafficSpec } from '../estate/blueprint.js';
import { splitOff, type Cohort } from '../queue/cohort.js';
import type { SimulatedQueue } from '../queue/simulated-queue.js';
import type { TroubleCalendar } from '../trouble/episodes.js';
import type { Trouble } from '../trouble/trouble.js';
import { eventsInTick, eventSeed, eventsPerSecond } from './events.js';
import { TICK_MS, TICK_SECONDS } from './tick.js';

/** Purposes of draws, so that no two share one. */
const DRAW = { share: 2, poison: 3, bytes: 4, group: 5, capacity: 6, failure: 7, flight: 8, empty: 9, repeat: 10 } as const;

/** Messages of a FIFO queue's tick are spread over at most so many groups: enough to interleave, cheap to simulate. */
const GROUPS_PER_TICK = 4;
/** Share of busy ticks in which a consumer deletes a message twice: NumberOfMessagesDeleted counts both. */
const REPEATED_DELETE_SHARE = 0.02;
const REPEATED_DELETE_FROM = 40;

/** What feeds one queue and what empties it, tick by tick. All chance is drawn from (queue, tick). */
export class Workload {
  private readonly traffic: TrafficSpec | null;
  private readonly consumer: ConsumerSpec | null;
  private readonly eventSeed: number;
  private readonly failedGroups = new Set<string>();

  constructor(
    private readonly queue: SimulatedQueue,
    blueprint: QueueBlueprint,
    private readonly scope: ScopeBlueprint,
    private readonly calendar: TroubleCalendar,
    worldSeed: number,
  ) {
    this.traffic = blueprint.traffic;
    this.consumer = blueprint.consumer;
    this.eventSeed = eventSeed(blueprint.traffic?.event ?? '', scope, worldSeed);
  }

  /** Nothing will ever happen here by itself. */
  get isIdle(): boolean {
    return !this.traffic && !this.consumer;
  }

  /** The tick that ends at `now`: first what arrives, then what is received. */
  run(now: number): void {
    const tick = now / TICK_MS;
    const trouble = this.calendar.at(now);
    if (this.traffic && !this.traffic.viaTopic && trouble?.kind !== 'silent') this.arrive(this.traffic, now, tick, trouble);
    if (this.consumer && this.isAtWork(this.consumer, now)) this.consume(this.consumer, now, tick, trouble);
  }

  /** How many of `count` messages that a service delivers at `now` can never be processed, as things are. */
  poisonedOf(count: number, group: string | null, now: number): number {
    const trouble = this.calendar.at(now);
    if (trouble?.kind === 'blocked-group') return group === trouble.group ? 1 : 0;
    if (trouble?.kind !== 'poison') return 0;
    return roundByChance(count * trouble.share, uniform(this.queue.seed, Math.floor(now / TICK_MS), DRAW.poison));
  }

  /** Whether messages that could not be processed would fail again now: whoever works on them is not mended. */
  failsPoison(now: number): boolean {
    const kind = this.calendar.at(now)?.kind;
    return kind === 'poison' || kind === 'blocked-group';
  }

  private arrive(traffic: TrafficSpec, now: number, tick: number, trouble: Trouble | null): void {
    const events = eventsInTick(traffic, this.scope, this.eventSeed, now);
    const { seed, identity } = this.queue;
    const count = traffic.share === 1 ? events : roundByChance(events * traffic.share, uniform(seed, tick, DRAW.share));
    if (count === 0) return;
    const bytes = Math.round(traffic.meanBytes * (0.85 + 0.3 * uniform(seed, tick, DRAW.bytes)));
    const poison = trouble?.kind === 'poison' ? roundByChance(count * trouble.share, uniform(seed, tick, DRAW.poison)) : 0;
    if (!identity.fifo) {
      this.send(count - poison, false, null, bytes, now);
      this.send(poison, true, null, bytes, now);
      return;
    }
    const parts = Math.min(count, GROUPS_PER_TICK, traffic.groups);
    for (let part = 0; part < parts; part++) {
      const size = Math.floor(count / parts) + (part < count % parts ? 1 : 0);
      const group = groupName(Math.floor(uniform(seed, tick, DRAW.group + part * 31) * traffic.groups));
      const poisoned = part === 0 ? Math.min(poison, size) : 0;
      const blocks = trouble?.kind === 'blocked-group' && trouble.group === group;
      this.send(poisoned, true, group, bytes, now);
      this.send(blocks ? 1 : 0, true, group, bytes, now);
      this.send(size - poisoned - (blocks ? 1 : 0), false, group, bytes, now);
    }
  }

  private send(count: number, poison: boolean, group: string | null, bytes: number, now: number): void {
    if (count <= 0) return;
    this.queue.send({ count, poison, group, message: null, delaySeconds: this.queue.settings.delaySeconds, bytes }, now);
  }

  private consume(consumer: ConsumerSpec, now: number, tick: number, trouble: Trouble | null): void {
    if (trouble?.kind === 'gone') return;
    const { queue } = this;
    const capacity =
      trouble?.kind === 'slow' && this.traffic
        ? eventsPerSecond(this.traffic, this.scope, now) * this.traffic.share * trouble.share
        : consumer.capacityPerSecond;
    const limit = roundByChance(capacity * TICK_SECONDS, uniform(queue.seed, tick, DRAW.capacity));
    if (trouble?.kind === 'stuck') {
      const free = Math.min(limit, trouble.slots - queue.inFlight);
      if (free > 0)
        for (const cohort of queue.take(free, now)) queue.fly(cohort, now + queue.settings.visibilityTimeoutSeconds * 1000, 'return');
      return;
    }
    let received = 0;
    if (queue.visible > 0 && limit > 0) {
      this.failedGroups.clear();
      let draw = 0;
      for (const cohort of queue.take(limit, now)) {
        if (queue.identity.fifo && this.failedGroups.has(cohort.group ?? '')) queue.giveBack(cohort);
        else {
          received += cohort.count;
          this.process(cohort, consumer, now, tick, draw++);
        }
      }
    }
    this.poll(consumer, now, tick, limit === 0 ? 0 : 1 - received / limit);
  }

  private process(cohort: Cohort, consumer: ConsumerSpec, now: number, tick: number, draw: number): void {
    const { queue } = this;
    const failing =
      cohort.poison && !consumer.discardsPoison
        ? cohort.count
        : roundByChance(cohort.count * consumer.failureShare, uniform(queue.seed, tick, DRAW.failure + draw * 17));
    if (failing > 0) {
      this.failedGroups.add(cohort.group ?? '');
      queue.fly(splitOff(cohort, failing), now + this.retryMs(cohort, consumer), 'return');
    }
    if (cohort.count === 0) return;
    // Faster than a tick: of a steady stream, this share is being processed at any moment.
    const share = Math.min(1, consumer.processingSeconds / TICK_SECONDS);
    const flying = roundByChance(cohort.count * share, uniform(queue.seed, tick, DRAW.flight + draw * 17));
    if (flying > 0) queue.fly(splitOff(cohort, flying), now + Math.max(consumer.processingSeconds, TICK_SECONDS) * 1000, 'done');
    if (cohort.count === 0) return;
    queue.finish(cohort.count);
    if (cohort.count >= REPEATED_DELETE_FROM && uniform(queue.seed, tick, DRAW.repeat) < REPEATED_DELETE_SHARE)
      queue.countRepeatedDelete(1, now);
    cohort.count = 0;
  }

  private retryMs(cohort: Cohort, consumer: ConsumerSpec): number {
    const { backoff } = consumer;
    if (!backoff) return this.queue.settings.visibilityTimeoutSeconds * 1000;
    return Math.min(backoff.maximumSeconds, backoff.baseSeconds * backoff.factor ** (cohort.receivesHere - 1)) * 1000;
  }

  private isAtWork({ shift }: ConsumerSpec, now: number): boolean {
    if (!shift) return true;
    const minute = Math.floor((now - TICK_MS) / MINUTE_MS) % (shift.everyHours * 60);
    return this.queue.held > 0 && minute >= shift.atMinute && minute < shift.atMinute + shift.forMinutes;
  }

  private poll(consumer: ConsumerSpec, now: number, tick: number, idleShare: number): void {
    const empty = ((consumer.pollers * TICK_SECONDS) / consumer.waitSeconds) * Math.max(0, idleShare);
    this.queue.countEmptyReceives(roundByChance(empty, uniform(this.queue.seed, tick, DRAW.empty)), now);
  }
}

/** Message groups of simulated FIFO traffic. */
export const groupName = (index: number): string => `customer-${String(index).padStart(3, '0')}`;
