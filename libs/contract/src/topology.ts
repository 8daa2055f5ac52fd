import { z } from 'zod';
import { resourceId, resourceKind } from './resource.js';
import { verdict } from './verdict.js';

/**
 * The map's five columns, which never change place: who sends, topics and buses, queues and streams, who works on it, where failures end.
 * Subscriptions, rules, pipes and event source mappings are no nodes but what joins them.
 */
export const topologyColumn = z.enum(['producers', 'hubs', 'stores', 'consumers', 'dead-letters']);
export type TopologyColumn = z.infer<typeof topologyColumn>;

/** Resources of the catalogue, and what only their settings name: endpoints, addresses, resources Weir may not see. */
export const topologyNode = z.object({
  /** A resource's id; of anything else `external:` and its ARN, URL or address. */
  id: z.string(),
  kind: z.union([resourceKind, z.enum(['http', 'email', 'sms', 'application', 'api-destination', 'schedule', 'partner', 'other'])]),
  resourceId: resourceId.nullable(),
  name: z.string(),
  arn: z.string().nullable(),
  accountId: z.string().nullable(),
  accountName: z.string().nullable(),
  region: z.string().nullable(),
  system: z.string(),
  tags: z.record(z.string(), z.string()),
  column: topologyColumn,
  /** null: nothing is known of it beyond that something points at it. */
  verdict: verdict.nullable(),
  /** A queue that failures are sent to. */
  deadLetter: z.boolean(),
  /** When its settings last changed, as far as Weir saw; null: never. Epoch milliseconds. */
  changedAt: z.number().nullable(),
});
export type TopologyNode = z.infer<typeof topologyNode>;

/** How an edge is drawn. `cut`: nothing comes through. `waiting`: taken and not finished. `dark`: not visible to Weir. */
export const flowState = z.enum(['flowing', 'idle', 'late', 'waiting', 'failing', 'cut', 'off', 'dark']);
export type FlowState = z.infer<typeof flowState>;

export const topologyEdge = z.object({
  /** Stable: of what it joins, and by what. */
  id: z.string(),
  from: z.string(),
  to: z.string(),
  /**
   * `subscription`: topic to endpoint. `rule`: bus to a rule's target. `pipe`: its source to its target. `enrichment`: the source of a pipe to what
   * adds to its events on the way. `schedule`: a schedule group to what it
   * calls. `mapping`: queue or stream to what reads it. `redrive`: to where failures go. `publish`: a producer that a policy or setting names.
   */
  kind: z.enum(['subscription', 'rule', 'pipe', 'enrichment', 'schedule', 'mapping', 'redrive', 'publish']),
  /** The subscription, rule, pipe or mapping that this edge is; of a `redrive` whose failures go there. */
  via: z.object({ id: resourceId, kind: resourceKind, name: z.string() }).nullable(),
  /** Within `via`: of a rule, its target. */
  part: z.string().nullable(),
  verdict: verdict.nullable(),
  state: flowState,
  /** Why it is drawn so, as a sentence without times; null where there is nothing to say. */
  because: z.string().nullable(),
  since: z.number().nullable(),
  /** Messages or events per second at the arriving end over the last minutes known; null: AWS counts nothing there, or it is not known. */
  ratePerSecond: z.number().nullable(),
  /** A policy or pattern chooses what passes. */
  filtered: z.boolean(),
  /** What goes wrong on this edge has nowhere to go: the dashed box that says so. */
  withoutDeadLetters: z.boolean(),
  changedAt: z.number().nullable(),
});
export type TopologyEdge = z.infer<typeof topologyEdge>;

/** Something about the shape of the estate that changed. */
export const topologyChange = z.object({
  at: z.number(),
  resourceId,
  kind: resourceKind,
  name: z.string(),
  change: z.enum(['added', 'removed', 'restored', 'edited']),
  /** What was edited: `filterPolicy`, `state`, `targets`, … Empty unless `edited`. */
  fields: z.array(z.string()),
  /** `the filter policy changed`, `target emails was removed`. */
  sentence: z.string(),
  /** Of one field, the only one edited: JSON text before and after, bounded in length. */
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type TopologyChange = z.infer<typeof topologyChange>;

/**
 * Whether older changes are missing because there were more than are told. Edits are counted apart from all else (what was added, removed or
 * came back), so that a thousand new queues push out no edit.
 */
export const changesLeftOut = z.object({ edits: z.boolean(), others: z.boolean() });
export type ChangesLeftOut = z.infer<typeof changesLeftOut>;

/** Newest first. */
export const topologyChanges = z.object({ items: z.array(topologyChange), leftOut: changesLeftOut });
export type TopologyChanges = z.infer<typeof topologyChanges>;

export const topology = z.object({
  nodes: z.array(topologyNode),
  edges: z.array(topologyEdge),
  /** Of the last 14 days, newest first. */
  changes: z.array(topologyChange),
  changesLeftOut,
  /** Nodes left out because a root was given and they cannot be reached from it. */
  leftOut: z.number(),
});
export type Topology = z.infer<typeof topology>;
