import type { EstateBlueprint, QueueBlueprint } from '../estate/blueprint.js';
import type { EventPlaneBlueprint } from '../estate/event-blueprint.js';
import type { StreamBlueprint } from '../estate/stream-blueprint.js';
import type { EndpointBlueprint, QueuePolicy, SubscriptionBlueprint, TopicBlueprint } from '../estate/topic-blueprint.js';
import type { EndpointState } from '../delivery/simulated-endpoint.js';
import type { StreamTrouble } from '../trouble/stream-trouble.js';
import type { Trouble } from '../trouble/trouble.js';
import { queueArn } from '../world/arn.js';

/** An estate into which faults are put one after the other, each from its own instant on. */
export class DrillDraft {
  #estate: EstateBlueprint;
  #topics: readonly TopicBlueprint[];
  #endpoints: readonly EndpointBlueprint[];
  #policies: readonly QueuePolicy[];
  #plane: EventPlaneBlueprint;
  #streams: readonly StreamBlueprint[];

  /** @param policies of the queues that topics deliver to */
  constructor(estate: EstateBlueprint, policies: readonly QueuePolicy[]) {
    this.#estate = estate;
    this.#topics = estate.topics;
    this.#endpoints = estate.endpoints;
    this.#policies = policies;
    this.#plane = estate.events;
    this.#streams = estate.streams;
  }

  get estate(): EstateBlueprint {
    return this.#estate;
  }

  ailQueue(queue: QueueBlueprint, trouble: Trouble, from: number): void {
    const arn = queueArn(queue);
    const queues = this.#estate.queues.map((each) => (queueArn(each) === arn ? { ...each, lasting: { trouble, from } } : each));
    this.#estate = { ...this.#estate, queues };
  }

  ailStream(stream: StreamBlueprint, trouble: StreamTrouble, from: number): void {
    const { accountId, region, name } = stream;
    this.#streams = this.#streams.map((each) =>
      each.accountId === accountId && each.region === region && each.name === name
        ? { ...each, lasting: [...each.lasting, trouble] }
        : each,
    );
    this.#estate = { ...this.#estate, turns: [...this.#estate.turns, { from, streams: this.#streams }] };
  }

  changeSubscription(topic: TopicBlueprint, endpoint: string, becomes: Partial<SubscriptionBlueprint>, from: number): void {
    const changed = (each: SubscriptionBlueprint) => (each.endpoint === endpoint ? { ...each, ...becomes } : each);
    this.#topics = this.#topics.map((each) =>
      each.name === topic.name && each.accountId === topic.accountId && each.region === topic.region
        ? { ...each, subscriptions: each.subscriptions.map(changed) }
        : each,
    );
    this.#turnFanout(from);
  }

  answer(address: string, state: EndpointState, from: number): void {
    this.#endpoints = this.#endpoints.map((each) => (each.address === address ? { ...each, state } : each));
    this.#turnFanout(from);
  }

  /** The queue lets in nobody but who is named by a policy. */
  closeQueue(arn: string, policy: string, from: number): void {
    this.#policies = this.#policies.map((each) => (each.queueArn === arn ? { ...each, policy } : each));
    this.#turnFanout(from);
  }

  changeEvents(change: (plane: EventPlaneBlueprint) => EventPlaneBlueprint, from: number): void {
    this.#plane = change(this.#plane);
    this.#estate = { ...this.#estate, eventTurns: [...this.#estate.eventTurns, { from, plane: this.#plane }] };
  }

  #turnFanout(from: number): void {
    const turn = { from, topics: this.#topics, endpoints: this.#endpoints, queuePolicies: this.#policies };
    this.#estate = { ...this.#estate, fanoutTurns: [...this.#estate.fanoutTurns, turn] };
  }
}
