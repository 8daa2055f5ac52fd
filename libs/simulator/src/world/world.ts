import { MINUTE_MS, scopeKey, type ScopeKey } from '@weir/domain';
import { seedOf } from '../chance/chance.js';
import { DeliveryOffice } from '../delivery/delivery-office.js';
import { EndpointRegistry } from '../delivery/endpoint-registry.js';
import type { AccountBlueprint, EstateBlueprint } from '../estate/blueprint.js';
import type { EventTurn } from '../estate/event-blueprint.js';
import type { StreamTurn } from '../estate/stream-blueprint.js';
import type { EndpointAilment, FanoutTurn } from '../estate/topic-blueprint.js';
import type { SimulatedBus } from '../events/simulated-bus.js';
import { episodesBetween, type Episode, type QueueAilment, type StreamAilment } from '../trouble/episodes.js';
import { placeOfArn } from './arn.js';
import { SimulatedScope } from './simulated-scope.js';
import { Timeline } from './timeline.js';

const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export interface WorldOptions {
  readonly estate: EstateBlueprint;
  readonly seed: number;
  /** When somebody first looks, epoch milliseconds: decides how far back history is told. */
  readonly startedAt: number;
}

/** The simulated company, its queues and its streams. Holds no clock: whoever asks says what time it is. */
export class World {
  /** History is told from here on, epoch milliseconds. */
  readonly historyFrom: number;
  readonly estate: EstateBlueprint;
  /** Who is reached where, over all accounts and regions. */
  readonly office = new DeliveryOffice();
  readonly timeline: Timeline;
  readonly endpoints: EndpointRegistry;
  private readonly buses = new Map<string, SimulatedBus>();
  private readonly seed: number;
  private readonly scopes = new Map<ScopeKey, SimulatedScope>();

  constructor({ estate, seed, startedAt }: WorldOptions) {
    this.estate = estate;
    this.seed = seedOf(seed, 'world');
    this.historyFrom = historyStart(startedAt, estate.history.days);
    this.timeline = new Timeline(this.historyFrom - estate.history.warmUpDays * DAY_MS);
    this.endpoints = new EndpointRegistry(estate.endpoints, estate.endpointEpisodes, this.office, this.seed);
    this.timeline.join('sending', this.endpoints);
    for (const { accountId, region } of estate.scopes) {
      const scope = new SimulatedScope(accountId, region, estate, this.seed, this.historyFrom, this.timeline, this.office, this.buses);
      this.scopes.set(scopeKey({ accountId, region }), scope);
    }
    for (const turn of estate.fanoutTurns) this.timeline.schedule(turn.from, () => this.apply(turn));
    for (const turn of estate.eventTurns) this.timeline.schedule(turn.from, () => this.redrawEvents(turn));
  }

  get accounts(): readonly AccountBlueprint[] {
    return this.estate.accounts;
  }

  get regions(): readonly string[] {
    return [...new Set(this.estate.scopes.map((scope) => scope.region))];
  }

  /** undefined: an account or a region the company does not use. */
  scope(accountId: string, region: string): SimulatedScope | undefined {
    return this.scopes.get(scopeKey({ accountId, region }));
  }

  /** The event bus of that ARN, wherever it is. */
  busAt(arn: string): SimulatedBus | undefined {
    return this.buses.get(arn);
  }

  get allScopes(): readonly SimulatedScope[] {
    return [...this.scopes.values()];
  }

  /** Does a part of the catching up that the first question would have to wait for; false when there is none left. */
  prepare(now: number, mostTicks: number): boolean {
    if (this.timeline.isAt(now)) return false;
    this.timeline.advance(now, mostTicks);
    return true;
  }

  /** Troubles of the calendar that overlap a range. Those a scenario keeps up all the time are not among them. */
  episodes(from: number, to: number): (Episode<QueueAilment> | Episode<StreamAilment> | Episode<EndpointAilment>)[] {
    const ofQueues = episodesBetween(this.estate.episodes, from, to, this.seed);
    const ofStreams = episodesBetween(this.estate.streamEpisodes, from, to, this.seed);
    const ofEndpoints = episodesBetween(this.estate.endpointEpisodes, from, to, this.seed);
    return [...ofQueues, ...ofStreams, ...ofEndpoints].sort((a, b) => a.from - b.from);
  }

  /** From an instant on, streams behave as drawn; what was before stays. */
  turn(turn: StreamTurn): void {
    for (const scope of this.scopes.values()) scope.streams.turn(turn);
  }

  /** From an instant on, topics, endpoints and policies are as drawn; what was before stays. */
  turnFanout(turn: FanoutTurn): void {
    this.timeline.advance(turn.from);
    this.apply(turn);
  }

  private apply({ from, topics, endpoints, queuePolicies }: FanoutTurn): void {
    this.endpoints.turn(endpoints);
    for (const scope of this.scopes.values()) scope.topics.turn(topics, from);
    for (const { queueArn, policy } of queuePolicies) {
      const { accountId, region, name } = placeOfArn(queueArn);
      const queue = this.scope(accountId, region)?.settingsOf(name);
      if (queue) queue.settings.verbatim['Policy'] = policy;
    }
  }

  /** From an instant on, the event plane is as drawn; what was before stays. */
  turnEvents(turn: EventTurn): void {
    this.timeline.advance(turn.from);
    this.redrawEvents(turn);
  }

  private redrawEvents({ plane, from }: EventTurn): void {
    for (const scope of this.scopes.values()) scope.redrawEvents(plane, from);
  }
}

/** A midnight for a long history, so that its start costs the same on every day of the week; a full hour for a short one. */
function historyStart(startedAt: number, days: number): number {
  const earliest = startedAt - days * DAY_MS;
  const grain = days < 1 ? HOUR_MS : DAY_MS;
  return Math.floor(earliest / grain) * grain;
}
