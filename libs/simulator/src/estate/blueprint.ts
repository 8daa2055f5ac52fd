import type { ShapeName } from '../traffic/shape.js';
import type { EpisodeLane, LastingTrouble, StreamAilment } from '../trouble/episodes.js';
import type { EventPlaneBlueprint, EventTurn } from './event-blueprint.js';
import type { StreamBlueprint, StreamTurn } from './stream-blueprint.js';
import type { EndpointAilment, EndpointBlueprint, FanoutTurn, TopicBlueprint } from './topic-blueprint.js';

/** The company as it is drawn up before its history begins: accounts, queues, what feeds them and what empties them. */
export interface EstateBlueprint {
  readonly accounts: readonly AccountBlueprint[];
  readonly scopes: readonly ScopeBlueprint[];
  readonly queues: readonly QueueBlueprint[];
  readonly streams: readonly StreamBlueprint[];
  readonly topics: readonly TopicBlueprint[];
  /** Whom topics and rules deliver to besides queues. */
  readonly endpoints: readonly EndpointBlueprint[];
  /** Buses, rules, pipes, schedules and functions. */
  readonly events: EventPlaneBlueprint;
  /** Troubles that come and go by themselves. */
  readonly episodes: readonly EpisodeLane[];
  readonly streamEpisodes: readonly EpisodeLane<StreamAilment>[];
  readonly endpointEpisodes: readonly EpisodeLane<EndpointAilment>[];
  /** What changes about streams in the course of time, in order. */
  readonly turns: readonly StreamTurn[];
  /** The same of topics, endpoints and the policies of queues. */
  readonly fanoutTurns: readonly FanoutTurn[];
  /** The same of the event plane. */
  readonly eventTurns: readonly EventTurn[];
  /** Minutes of history kept, and days of it that exist when the world begins. */
  readonly history: HistoryBlueprint;
}

export interface HistoryBlueprint {
  readonly days: number;
  /** Simulated before the first day that counts, so that what is told of it does not depend on when the world began. */
  readonly warmUpDays: number;
  readonly keepDays: number;
}

export interface AccountBlueprint {
  readonly id: string;
  readonly name: string;
  readonly roleArn: string;
  readonly externalId: string;
}

export interface ScopeBlueprint {
  readonly accountId: string;
  readonly region: string;
  /** Share of the company's business done here. */
  readonly volume: number;
  /** Local time minus UTC, hours. */
  readonly hourOffset: number;
}

export interface QueueBlueprint {
  readonly accountId: string;
  readonly region: string;
  /** Ends in `.fifo` for a FIFO queue. */
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly traffic: TrafficSpec | null;
  readonly consumer: ConsumerSpec | null;
  /** Name of the dead-letter queue in the same scope. */
  readonly deadLetterQueue: string | null;
  readonly maxReceiveCount: number;
  readonly visibilityTimeoutSeconds: number;
  readonly retentionSeconds: number;
  readonly delaySeconds: number;
  /** Begins once and never ends, for scenarios; wins over episodes. `from`: epoch milliseconds. */
  readonly lasting: LastingTrouble | null;
  /** Attributes as text that override what is generated: for settings no sane person would choose. */
  readonly verbatim: Readonly<Record<string, string>>;
}

/** Business events reach every queue that listens to them, in the same instant and in the same number. */
export interface TrafficSpec {
  readonly event: string;
  readonly peakPerSecond: number;
  readonly shape: ShapeName;
  /** Share of the events that concern this queue. */
  readonly share: number;
  readonly meanBytes: number;
  /** Message groups of a FIFO queue. */
  readonly groups: number;
  /** The events arrive as notifications of a topic to which the queue is subscribed; nobody sends them to the queue itself. */
  readonly viaTopic: boolean;
}

export interface ConsumerSpec {
  readonly capacityPerSecond: number;
  readonly processingSeconds: number;
  /** Share of attempts that fail for no lasting reason. */
  readonly failureShare: number;
  /** After a failure the consumer sets the visibility timeout to base × factor^(receives − 1), at most `maximum`. null: it lets the timeout run. */
  readonly backoff: { readonly baseSeconds: number; readonly factor: number; readonly maximumSeconds: number } | null;
  /** Gives up on what cannot be processed and deletes it all the same: a person who clears up. */
  readonly discardsPoison: boolean;
  /** Workers that poll while there is nothing to do, each with this long-poll wait. */
  readonly pollers: number;
  readonly waitSeconds: number;
  /**
   * Active only every `everyHours`, for `forMinutes`, from `atMinute`: a batch job, or a person; does not poll when there
   * is nothing. null: always.
   */
  readonly shift: { readonly everyHours: number; readonly atMinute: number; readonly forMinutes: number } | null;
}
