import { MINUTE_MS } from '@weir/domain';
import type { EstateBlueprint, QueueBlueprint, ScopeBlueprint } from '../estate/blueprint.js';
import { MinuteLog } from '../metrics/minute-log.js';
import type { QueueSettings } from '../queue/settings.js';
import { MessageDesk } from '../queue/message-desk.js';
import { DEFAULT_SETTINGS } from '../queue/settings.js';
import { SimulatedQueue } from '../queue/simulated-queue.js';
import { StreamRegistry } from '../streams/stream-registry.js';
import { TICK_MS } from '../traffic/tick.js';
import { Workload } from '../traffic/workload.js';
import { TroubleCalendar } from '../trouble/episodes.js';
import { queueArn, queueNameOf } from './arn.js';

/** After a deletion the name stays taken so long. Source: Amazon SQS API Reference, CreateQueue, QueueDeletedRecently. */
const NAME_REST_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const YEAR_MS = 365 * DAY_MS;

interface Inhabitant {
  readonly queue: SimulatedQueue;
  readonly desk: MessageDesk;
  readonly workload: Workload | null;
}

/**
 * One account in one region: the queues that can dead-letter to one another, advanced in step and only when somebody looks, and its
 * streams. Time never runs backwards here: an earlier instant acts at the latest one known.
 */
export class SimulatedScope {
  readonly streams: StreamRegistry;
  private readonly inhabitants = new Map<string, Inhabitant>();
  private readonly deletedAt = new Map<string, number>();
  private time: number;

  constructor(
    readonly accountId: string,
    readonly region: string,
    private readonly estate: EstateBlueprint,
    private readonly seed: number,
    /** Minutes before this are not recorded. */
    private readonly recordFrom: number,
  ) {
    this.time = recordFrom - estate.history.warmUpDays * DAY_MS;
    const scope = estate.scopes.find((candidate) => candidate.accountId === accountId && candidate.region === region);
    const place = scope ?? { accountId, region, volume: 0, hourOffset: 0 };
    this.streams = new StreamRegistry(place, estate, seed, recordFrom);
    for (const blueprint of estate.queues) {
      if (scope && blueprint.accountId === accountId && blueprint.region === region) this.settleIn(blueprint, scope);
    }
  }

  /** Names in order, as ListQueues gives them. */
  get names(): readonly string[] {
    return [...this.inhabitants.keys()].sort();
  }

  get size(): number {
    return this.inhabitants.size;
  }

  /** Brings every queue to `now` and returns the instant in force. `mostTicks`: stop after so many, to go on another time. */
  advance(now: number, mostTicks = Infinity): number {
    let left = mostTicks;
    for (let next = this.time + TICK_MS; next <= now && left > 0; next += TICK_MS, left--) {
      const endsMinute = next % MINUTE_MS === 0;
      for (const { queue, workload } of this.inhabitants.values()) {
        if ((!workload || workload.isIdle) && queue.held === 0 && !queue.activity.isActive(next)) continue;
        queue.settle(next);
        workload?.run(next);
        queue.sample(next);
        if (endsMinute) queue.closeMinute(next, next > this.recordFrom);
      }
      this.time = next;
    }
    return Math.max(now, this.time);
  }

  /** Whether nothing has to be caught up with before `now`. */
  isAt(now: number): boolean {
    return this.time + TICK_MS > now;
  }

  /** The queue as it is at `now`. */
  queueAt(name: string, now: number): SimulatedQueue | undefined {
    return this.deskAt(name, now)?.queue;
  }

  /** Where messages of the queue are handed in and out, at `now`. */
  deskAt(name: string, now: number): MessageDesk | undefined {
    const instant = this.advance(now);
    const desk = this.inhabitants.get(name)?.desk;
    desk?.queue.settle(instant);
    return desk;
  }

  /** The queue with its settings only: cheaper, for nothing is brought up to date. */
  settingsOf(name: string): SimulatedQueue | undefined {
    return this.inhabitants.get(name)?.queue;
  }

  wasDeletedRecently(name: string, now: number): boolean {
    const at = this.deletedAt.get(name);
    return at !== undefined && now - at < NAME_REST_MS;
  }

  /** A queue nobody planned. The caller has checked the name. */
  create(name: string, settings: QueueSettings, now: number): SimulatedQueue {
    this.advance(now);
    const queue = this.build(name, settings);
    queue.activity.sign(now);
    this.inhabitants.set(name, { queue, desk: new MessageDesk(queue), workload: null });
    return queue;
  }

  delete(name: string, now: number): void {
    this.advance(now);
    this.inhabitants.delete(name);
    this.deletedAt.set(name, now);
  }

  private settleIn(blueprint: QueueBlueprint, scope: ScopeBlueprint): void {
    const arn = queueArn(blueprint);
    const createdAt = this.recordFrom - YEAR_MS;
    const queue = this.build(blueprint.name, {
      ...DEFAULT_SETTINGS,
      visibilityTimeoutSeconds: blueprint.visibilityTimeoutSeconds,
      retentionSeconds: blueprint.retentionSeconds,
      delaySeconds: blueprint.delaySeconds,
      receiveWaitSeconds: blueprint.consumer?.waitSeconds ?? 0,
      redrive: blueprint.deadLetterQueue
        ? { deadLetterTargetArn: queueArn({ ...blueprint, name: blueprint.deadLetterQueue }), maxReceiveCount: blueprint.maxReceiveCount }
        : null,
      createdAt,
      modifiedAt: createdAt,
      verbatim: { ...blueprint.verbatim },
    });
    for (const [key, value] of Object.entries(blueprint.tags)) queue.tags.set(key, value);
    const calendar = new TroubleCalendar(this.estate.episodes, arn, blueprint.lasting, this.seed);
    const workload = new Workload(queue, blueprint, scope, calendar, this.seed);
    if (!workload.isIdle) queue.activity.beginAwake(this.time);
    this.inhabitants.set(blueprint.name, { queue, desk: new MessageDesk(queue), workload });
  }

  private build(name: string, settings: QueueSettings): SimulatedQueue {
    const { accountId, region } = this;
    const identity = { accountId, region, name, arn: queueArn({ accountId, region, name }), fifo: name.endsWith('.fifo') };
    const log = new MinuteLog(this.estate.history.keepDays * 24 * 60);
    return new SimulatedQueue(identity, settings, log, this.seed, (targetArn, cohort, now) => {
      const target = this.inhabitants.get(queueNameOf(targetArn) ?? '')?.queue;
      if (target?.identity.arn !== targetArn || target.identity.fifo !== identity.fifo) return false;
      target.acceptDeadLetter(cohort, identity.arn, now);
      return true;
    });
  }
}
