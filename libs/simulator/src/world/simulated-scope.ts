import { MINUTE_MS } from '@weir/domain';
import type { DeliveryOffice } from '../delivery/delivery-office.js';
import { QueueDestination } from '../delivery/queue-destination.js';
import type { EstateBlueprint, QueueBlueprint, ScopeBlueprint } from '../estate/blueprint.js';
import { MinuteLog } from '../metrics/minute-log.js';
import { EventPlane } from '../events/event-plane.js';
import type { SimulatedBus } from '../events/simulated-bus.js';
import type { EventPlaneBlueprint } from '../estate/event-blueprint.js';
import { MoveTasks } from '../queue/move-tasks.js';
import { PoisonedWords } from '../queue/poisoned-words.js';
import type { QueueSettings } from '../queue/settings.js';
import { MessageDesk } from '../queue/message-desk.js';
import { DEFAULT_SETTINGS } from '../queue/settings.js';
import { SimulatedQueue } from '../queue/simulated-queue.js';
import { StreamRegistry } from '../streams/stream-registry.js';
import { TopicRegistry } from '../topics/topic-registry.js';
import { Workload } from '../traffic/workload.js';
import { TroubleCalendar } from '../trouble/episodes.js';
import { queueArn, queueNameOf } from './arn.js';
import type { Actor, Timeline } from './timeline.js';

/** After a deletion the name stays taken so long. Source: Amazon SQS API Reference, CreateQueue, QueueDeletedRecently. */
const NAME_REST_MS = 60_000;
const YEAR_MS = 365 * 24 * 60 * MINUTE_MS;

interface Inhabitant {
  readonly queue: SimulatedQueue;
  readonly desk: MessageDesk;
  readonly workload: Workload | null;
}

/** One account in one region: its queues, which can dead-letter to one another, its streams and its topics. */
export class SimulatedScope implements Actor {
  readonly streams: StreamRegistry;
  readonly topics: TopicRegistry;
  readonly events: EventPlane;
  readonly moveTasks = new MoveTasks((arn) => this.deskOfArn(arn));
  private readonly poisoned = new PoisonedWords();
  private readonly inhabitants = new Map<string, Inhabitant>();
  private readonly deletedAt = new Map<string, number>();

  constructor(
    readonly accountId: string,
    readonly region: string,
    private readonly estate: EstateBlueprint,
    private readonly seed: number,
    /** Minutes before this are not recorded. */
    private readonly recordFrom: number,
    private readonly timeline: Timeline,
    private readonly office: DeliveryOffice,
    /** All buses of the company, by ARN. */
    buses: Map<string, SimulatedBus>,
  ) {
    const scope = estate.scopes.find((candidate) => candidate.accountId === accountId && candidate.region === region);
    const place = scope ?? { accountId, region, volume: 0, hourOffset: 0 };
    this.streams = new StreamRegistry(place, estate, seed, recordFrom);
    this.topics = new TopicRegistry(place, estate, seed, recordFrom, timeline, office);
    for (const blueprint of estate.queues) {
      if (scope && blueprint.accountId === accountId && blueprint.region === region) this.settleIn(blueprint, scope);
    }
    const { history } = estate;
    this.events = new EventPlane({ scope: place, office, buses, history, recordFrom, seed }, this.streams);
    this.redrawEvents(estate.events, timeline.reached);
    timeline.join('sending', this.events);
    timeline.join('working', this);
  }

  /** Names in order, as ListQueues gives them. */
  get names(): readonly string[] {
    return [...this.inhabitants.keys()].sort();
  }

  get size(): number {
    return this.inhabitants.size;
  }

  tick(now: number, endsMinute: boolean): void {
    this.moveTasks.run(now);
    for (const { queue, workload } of this.inhabitants.values()) {
      if ((!workload || workload.isIdle) && queue.held === 0 && !queue.activity.isActive(now)) continue;
      queue.settle(now);
      workload?.run(now);
      this.events.pipes.drain(queue, now);
      queue.sample(now);
      if (endsMinute) queue.closeMinute(now, now > this.recordFrom);
    }
  }

  /** The queue as it is at `now`. */
  queueAt(name: string, now: number): SimulatedQueue | undefined {
    return this.deskAt(name, now)?.queue;
  }

  /** Where messages of the queue are handed in and out, at `now`. */
  deskAt(name: string, now: number): MessageDesk | undefined {
    const instant = this.timeline.advance(now);
    const desk = this.inhabitants.get(name)?.desk;
    desk?.queue.settle(instant);
    return desk;
  }

  /** The queue with its settings only: cheaper, for nothing is brought up to date. */
  settingsOf(name: string): SimulatedQueue | undefined {
    return this.inhabitants.get(name)?.queue;
  }

  /** From `now` on the event plane is as drawn, and queues let in whom it says. */
  redrawEvents(plane: EventPlaneBlueprint, now: number): void {
    this.events.redraw(plane, now);
    for (const { queue } of this.inhabitants.values()) {
      const policy = plane.queuePolicies[queue.identity.arn];
      if (policy !== undefined) queue.settings.verbatim['Policy'] = policy;
    }
  }

  wasDeletedRecently(name: string, now: number): boolean {
    const at = this.deletedAt.get(name);
    return at !== undefined && now - at < NAME_REST_MS;
  }

  /** A queue nobody planned. The caller has checked the name. */
  create(name: string, settings: QueueSettings, now: number): SimulatedQueue {
    this.timeline.advance(now);
    const queue = this.build(name, settings);
    queue.activity.sign(now);
    this.open(queue, null);
    return queue;
  }

  delete(name: string, now: number): void {
    this.timeline.advance(now);
    this.close(name);
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
    if (!workload.isIdle) queue.activity.beginAwake(this.timeline.reached);
    this.open(queue, workload);
  }

  private open(queue: SimulatedQueue, workload: Workload | null): void {
    const desk = new MessageDesk(queue, this.poisoned, (now) => workload?.failsPoison(now) ?? false);
    this.inhabitants.set(queue.identity.name, { queue, desk, workload });
    this.office.register(queue.identity.arn, new QueueDestination(desk, workload));
  }

  private deskOfArn(arn: string): MessageDesk | undefined {
    const inhabitant = this.inhabitants.get(queueNameOf(arn) ?? '');
    return inhabitant?.queue.identity.arn === arn ? inhabitant.desk : undefined;
  }

  private close(name: string): void {
    const { accountId, region } = this;
    this.inhabitants.delete(name);
    this.office.remove(queueArn({ accountId, region, name }));
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
