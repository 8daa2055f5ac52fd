import type { EndpointState } from '../delivery/simulated-endpoint.js';
import type { MessageAttribute } from '../queue/cohort.js';
import type { EventSource } from '../traffic/events.js';

/** A topic as it is drawn up before its history begins. */
export interface TopicBlueprint {
  readonly accountId: string;
  readonly region: string;
  /** Ends in `.fifo` for a FIFO topic. */
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Attributes as SetTopicAttributes takes them: DeliveryPolicy, DisplayName, delivery-status logging, …. */
  readonly attributes: Readonly<Record<string, string>>;
  /** null: nobody publishes by himself. */
  readonly publisher: PublisherBlueprint | null;
  readonly subscriptions: readonly SubscriptionBlueprint[];
}

/** What is published: every business event of that name becomes one message. */
export interface PublisherBlueprint extends EventSource {
  readonly meanBytes: number;
  /** What the messages are; the shares add up to 1. */
  readonly classes: readonly MessageClassBlueprint[];
  /** Message groups of a FIFO topic. */
  readonly groups: number;
}

/** Messages that filter policies cannot tell apart. */
export interface MessageClassBlueprint {
  readonly name: string;
  readonly share: number;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  /** A JSON object, or a text that is none. `#` within becomes a number that differs from message to message. */
  readonly body: Readonly<Record<string, unknown>> | string;
}

/** Source of the names: Amazon SNS API Reference, Subscribe. */
export const SNS_PROTOCOLS = ['sqs', 'lambda', 'http', 'https', 'email', 'email-json', 'sms', 'firehose', 'application'] as const;
export type SnsProtocol = (typeof SNS_PROTOCOLS)[number];

export type FilterPolicyScope = 'MessageAttributes' | 'MessageBody';

export interface SubscriptionBlueprint {
  readonly protocol: SnsProtocol;
  /** Of a queue, function or delivery stream the ARN; else a URL, an address or a number. */
  readonly endpoint: string;
  readonly state: 'confirmed' | 'pending';
  /** JSON as it is set. null: everything passes. */
  readonly filterPolicy: string | null;
  readonly filterPolicyScope: FilterPolicyScope;
  readonly rawDelivery: boolean;
  /** ARN of the subscription's own dead-letter queue. */
  readonly deadLetterTargetArn: string | null;
  /** JSON as it is set. null: the topic's, or the default. */
  readonly deliveryPolicy: string | null;
}

/** Somebody who can be delivered to and is no queue of the company. */
export interface EndpointBlueprint {
  /** ARN, URL, mail address or phone number. */
  readonly address: string;
  readonly state: EndpointState;
}

/** From `from` on (epoch milliseconds) these topics, endpoints and queue policies are as drawn here; what was before stays. */
export interface FanoutTurn {
  readonly from: number;
  readonly topics: readonly TopicBlueprint[];
  readonly endpoints: readonly EndpointBlueprint[];
  readonly queuePolicies: readonly QueuePolicy[];
}

export interface QueuePolicy {
  readonly queueArn: string;
  readonly policy: string;
}

/** Troubles of endpoints that come and go by themselves. */
export interface EndpointAilment {
  readonly address: string;
  readonly state: EndpointState;
}
