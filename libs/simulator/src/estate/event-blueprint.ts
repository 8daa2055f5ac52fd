import type { ShapeName } from '../traffic/shape.js';

/** Buses, rules, pipes, schedules and functions as they are drawn up before their history begins. */
export interface EventPlaneBlueprint {
  readonly buses: readonly BusBlueprint[];
  readonly producers: readonly EventProducer[];
  readonly rules: readonly RuleBlueprint[];
  readonly archives: readonly ArchiveBlueprint[];
  readonly connections: readonly ConnectionBlueprint[];
  readonly apiDestinations: readonly ApiDestinationBlueprint[];
  readonly pipes: readonly PipeBlueprint[];
  readonly scheduleGroups: readonly ScheduleGroupBlueprint[];
  readonly functions: readonly FunctionBlueprint[];
  readonly queueMappings: readonly QueueMappingBlueprint[];
  /** What else rules deliver to, outside of what is simulated, and how it answers. */
  readonly outsiders: readonly OutsiderBlueprint[];
  /** Resource policies of queues, by ARN: whom they let in. */
  readonly queuePolicies: Readonly<Record<string, string>>;
}

/** From `from` on (epoch milliseconds) the event plane is as drawn here; what was before stays. */
export interface EventTurn {
  readonly from: number;
  readonly plane: EventPlaneBlueprint;
}

export interface Homed {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
}

export interface BusBlueprint extends Homed {
  readonly description: string;
  /** Whom it lets in besides its own account; null: nobody. */
  readonly policy: string | null;
  /** Of events whose encryption failed. */
  readonly deadLetterArn: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

/** An event that a producer puts again and again. `{n}` in its texts stands for a number that differs from event to event. */
export interface EventClass {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly resources: readonly string[];
  /** Of the producer's events, 0 to 1. */
  readonly share: number;
}

/** Somebody who puts events on a bus. */
export interface EventProducer {
  readonly accountId: string;
  readonly region: string;
  readonly bus: string;
  /** Tells producers apart. */
  readonly name: string;
  readonly peakPerSecond: number;
  readonly shape: ShapeName;
  readonly classes: readonly EventClass[];
  /** AWS's own services put events without a call of PutEvents. */
  readonly by: 'application' | 'aws-service' | 'partner';
}

export interface RuleBlueprint extends Homed {
  readonly bus: string;
  readonly description: string;
  /** JSON text; null: it goes by its schedule. */
  readonly eventPattern: string | null;
  readonly scheduleExpression: string | null;
  readonly state: RuleState;
  /** Service that made the rule for itself, such as `states.amazonaws.com`. */
  readonly managedBy: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly targets: readonly TargetBlueprint[];
}

export type RuleState = 'ENABLED' | 'DISABLED';

export interface TargetBlueprint {
  readonly id: string;
  readonly arn: string;
  readonly roleArn: string | null;
  readonly deadLetterArn: string | null;
  readonly retryPolicy: RetryPolicy | null;
  readonly input: TargetInput;
}

/** Source of ranges: EventBridge API Reference, RetryPolicy. */
export interface RetryPolicy {
  /** 0 to 185. */
  readonly maximumRetryAttempts: number;
  /** 60 to 86,400. */
  readonly maximumEventAgeSeconds: number;
}

/** What a target gets instead of the event. */
export type TargetInput =
  | { readonly kind: 'event' }
  /** JSON text. */
  | { readonly kind: 'constant'; readonly text: string }
  /** `$.detail` */
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'transformer'; readonly paths: Readonly<Record<string, string>>; readonly template: string };

export interface ArchiveBlueprint extends Homed {
  readonly bus: string;
  readonly eventPattern: string | null;
  /** 0: for ever. */
  readonly retentionDays: number;
}

export interface ConnectionBlueprint extends Homed {
  readonly authorizationType: 'API_KEY' | 'BASIC' | 'OAUTH_CLIENT_CREDENTIALS';
  readonly state: 'AUTHORIZED' | 'DEAUTHORIZED';
}

export interface ApiDestinationBlueprint extends Homed {
  readonly connection: string;
  readonly endpoint: string;
  readonly method: 'POST' | 'PUT';
  /** Calls beyond wait. Source of the default of 300: EventBridge User Guide, quotas. */
  readonly perSecond: number;
  readonly answers: Answers;
}

/** How somebody outside answers a call. */
export type Answers =
  | { readonly kind: 'well' }
  /** `share` of the calls fail, 0 to 1. `statusCode`: 500 or above; 504: no answer within five seconds. */
  | { readonly kind: 'failing'; readonly share: number; readonly statusCode: number }
  | { readonly kind: 'throttling'; readonly perSecond: number }
  | { readonly kind: 'refusing'; readonly statusCode: 400 | 401 | 403 | 404 };

export interface OutsiderBlueprint {
  readonly arn: string;
  readonly answers: Answers;
}

export interface PipeBlueprint extends Homed {
  readonly description: string;
  /** A queue, whose messages the pipe receives instead of a consumer, or a stream, in the same account and region. */
  readonly source: { readonly kind: 'queue' | 'stream'; readonly name: string };
  /** What the source's messages say, and which share of them does. The shares add up to 1. */
  readonly bodies: readonly { readonly body: Readonly<Record<string, unknown>>; readonly share: number }[];
  /** JSON texts; a message that matches none of them is filtered out. Empty: all pass. */
  readonly filters: readonly string[];
  readonly enrichmentArn: string | null;
  readonly targetArn: string;
  /** A bus gets events of this source and detail type. */
  readonly asEvent: { readonly source: string; readonly detailType: string } | null;
  readonly roleArn: string;
  /** Of a stream's records that fail for good. */
  readonly deadLetterArn: string | null;
  readonly batchSize: number;
  readonly desiredState: 'RUNNING' | 'STOPPED';
  readonly tags: Readonly<Record<string, string>>;
}

export interface ScheduleGroupBlueprint extends Homed {
  readonly tags: Readonly<Record<string, string>>;
  readonly schedules: readonly ScheduleBlueprint[];
}

export interface ScheduleBlueprint {
  readonly name: string;
  readonly expression: string;
  readonly state: 'ENABLED' | 'DISABLED';
  readonly targetArn: string;
  readonly roleArn: string;
  readonly deadLetterArn: string | null;
  /** JSON text. */
  readonly input: string;
}

export interface FunctionBlueprint extends Homed {
  readonly description: string;
  readonly runtime: string;
  readonly timeoutSeconds: number;
  readonly memoryMiB: number;
  readonly durationMs: number;
  /** Share of the invocations that end in an error, 0 to 1. */
  readonly errorShare: number;
  /** Invocations at a time; null: no limit of its own. */
  readonly reservedConcurrency: number | null;
  /** Of its resource policy: `events.amazonaws.com`, with the ARNs that may invoke it. */
  readonly invokedBy: readonly { readonly service: string; readonly sourceArn: string }[];
  /** After each invocation it puts an event on a bus of its scope; `share` of the time. */
  readonly emits: { readonly bus: string; readonly event: Omit<EventClass, 'share'>; readonly share: number } | null;
  readonly tags: Readonly<Record<string, string>>;
}

/** An event source mapping that reads a queue: the queue's consumer is this function. */
export interface QueueMappingBlueprint {
  readonly accountId: string;
  readonly region: string;
  readonly queue: string;
  readonly functionName: string;
  readonly batchSize: number;
  readonly maximumConcurrency: number | null;
  /** JSON text: only messages that match one of these are handed on, the others are deleted. Empty: all are. */
  readonly filters: readonly string[];
  readonly enabled: boolean;
}

export const NO_EVENTS: EventPlaneBlueprint = {
  buses: [],
  producers: [],
  rules: [],
  archives: [],
  connections: [],
  apiDestinations: [],
  pipes: [],
  scheduleGroups: [],
  functions: [],
  queueMappings: [],
  outsiders: [],
  queuePolicies: {},
};
