import { z } from 'zod';
import { jsonOrText } from './json-or-text.js';
import { resourceId } from './resource.js';
import { topologyEdge, topologyNode } from './topology.js';

/** Why something matched or not, path by path. */
export const matchReason = z.object({
  path: z.string(),
  /** The condition in words: `is one of "gold", begins with "plat"`. */
  rule: z.string(),
  /** What was there, bounded in length; null: nothing. */
  seen: z.string().nullable(),
  ok: z.boolean(),
  /** The option of an `$or` that it belongs to, such as `detail.$or[1]`: it need not hold as long as another option does. */
  option: z.string().optional(),
});
export type MatchReason = z.infer<typeof matchReason>;

const ENTRANCE = 'give the id or ARN of the topic, bus, rule, pipe, queue or stream where it enters';
/** By name, each `{ type, value }` or a plain value. */
const attributes = z.record(z.string(), z.unknown(), 'give the attributes as a JSON object, by name').default({});

export const traceQuestion = z.strictObject({
  /** Where it enters: the id or ARN of a topic, bus, rule, pipe, queue or stream. */
  from: z.string(ENTRANCE).min(1, ENTRANCE).max(2048, ENTRANCE),
  /** An event or message, as JSON or as JSON text. A message that is no JSON is text. */
  event: jsonOrText('the event or message'),
  /** Of a message to a topic or queue. Of a record in a stream `partitionKey`, which its readers may filter by. */
  attributes,
});
export type TraceQuestion = z.input<typeof traceQuestion>;

/** One step of one path. A hop whose parent is null is where the event enters. */
export const traceHop = z.object({
  index: z.number(),
  parent: z.number().nullable(),
  node: topologyNode,
  /** The edge it came by, or did not, as in the topology; null where it enters. */
  edgeId: z.string().nullable(),
  /** The subscription, rule, pipe or mapping of that edge. */
  via: topologyEdge.shape.via,
  /**
   * `passed`: goes on from here. `arrived`: the last consumer Weir knows. `not-matched`, `filtered`: a pattern or policy says no. `blocked`:
   * it would match, and cannot get through: disabled, stopped, pending, not permitted. `loop`: it was here before. `unseen`: beyond what
   * Weir can see.
   */
  outcome: z.enum(['passed', 'arrived', 'not-matched', 'filtered', 'blocked', 'loop', 'unseen']),
  /** A sentence: `detail.country is "XX", which anything-but excludes`. */
  because: z.string().nullable(),
  reasons: z.array(matchReason),
  /** What is handed on from here, after transformations, as text, bounded in length; null: nothing. */
  payload: z.string().nullable(),
  warnings: z.array(z.string()),
});
export type TraceHop = z.infer<typeof traceHop>;

export const traceAnswer = z.object({
  hops: z.array(traceHop),
  /** Of the hops that are `arrived`. */
  consumers: z.number(),
  /** More paths than are told. */
  truncated: z.boolean(),
  warnings: z.array(z.string()),
});
export type TraceAnswer = z.infer<typeof traceAnswer>;

/** What would change for these events if a policy or pattern were another. */
export const compareQuestion = z.strictObject({
  /** A subscription or a rule. */
  id: resourceId,
  /** null: none, everything passes. */
  proposed: jsonOrText('the filter policy or event pattern to try, or null for none'),
  scope: z.enum(['MessageAttributes', 'MessageBody']).optional(),
  /** Events to try; without any, the samples kept for it and for what feeds it. */
  events: z
    .array(
      z.strictObject({
        name: z.string('give each event a name').max(200, 'a name has at most 200 characters'),
        event: jsonOrText('the event or message'),
        attributes,
      }),
    )
    .max(200, 'at most 200 events at once')
    .optional(),
});
export type CompareQuestion = z.input<typeof compareQuestion>;

export const compareAnswer = z.object({
  results: z.array(
    z.object({
      name: z.string(),
      before: z.boolean(),
      after: z.boolean(),
      /** Why the proposed one decides so. */
      reasons: z.array(matchReason),
    }),
  ),
  stops: z.number(),
  starts: z.number(),
});
export type CompareAnswer = z.infer<typeof compareAnswer>;

/** An event or message kept to try routes with. */
export const eventSample = z.object({
  id: z.string(),
  resourceId,
  name: z.string(),
  event: z.unknown(),
  attributes: z.record(z.string(), z.unknown()),
  createdAt: z.number(),
  createdBy: z.string(),
});
export type EventSample = z.infer<typeof eventSample>;
export const eventSamples = z.object({
  items: z.array(eventSample),
  /** Made from the patterns and policies that hang on it: events that each of them would let pass. */
  generated: z.array(z.object({ name: z.string(), event: z.unknown(), attributes: z.record(z.string(), z.unknown()) })),
});
export const newEventSample = z.strictObject({
  name: z.string('give the sample a name').min(1, 'give the sample a name').max(120, 'a name has at most 120 characters'),
  event: jsonOrText('the event or message'),
  attributes,
});
