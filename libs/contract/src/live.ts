import { z } from 'zod';
import type { Estate } from './estate.js';
import type { IncidentCounts, IncidentDetail, IncidentSummary } from './incident.js';
import { incidentId } from './incident-action.js';
import { redriveId, type RedriveDetail, type RedriveSummary } from './redrive.js';
import type { Permission } from './permission.js';
import { resourceId, resourceKind, type Resource } from './resource.js';
import type { StreamDetail, StreamOverview } from './stream.js';
import { incidentFilter } from './triage-routes.js';
import { verdictState } from './verdict.js';
import type { WallAnswer, WallFanout, WallItem, WallSystem } from './wall.js';

/** What a client can watch. */
export const liveView = z.discriminatedUnion('view', [
  z.strictObject({ view: z.literal('wall') }),
  z.strictObject({ view: z.literal('estate') }),
  z.strictObject({ view: z.literal('streams') }),
  z.strictObject({ view: z.literal('stream'), id: resourceId }),
  z.strictObject({
    view: z.literal('resources'),
    kind: resourceKind.optional(),
    ids: z.array(resourceId).max(200).optional(),
    verdict: z.array(verdictState).optional(),
    q: z.string().max(200).optional(),
  }),
  incidentFilter.extend({ view: z.literal('incidents') }),
  z.strictObject({ view: z.literal('incident'), id: incidentId }),
  /** Those that run, and those that ended within a day; of one dead-letter queue with `dlq`. */
  z.strictObject({ view: z.literal('redrives'), dlq: resourceId.optional() }),
  z.strictObject({ view: z.literal('redrive'), id: redriveId }),
]);
export type LiveView = z.infer<typeof liveView>;

/** Who may watch each view: the same table as for routes, which have theirs beside them. */
export const viewPermissions = {
  wall: 'wall',
  estate: 'view',
  streams: 'view',
  stream: 'view',
  resources: 'view',
  incidents: 'view',
  incident: 'view',
  redrives: 'view',
  redrive: 'view',
} as const satisfies Record<LiveView['view'], Permission>;

/**
 * What a view holds: entries by key. The key says what an entry is: `estate`, `answer`, `item:<id>`, `system:<name>`,
 * `resource:<id>`, `stream:<id>` (an overview), `hot:<id>` (an overview, on the wall), `fanout:<id>`
 * (a row of what does not deliver, on the wall), `detail` (of one stream), `incident:<id>` (a summary; on the wall of the worst open ones),
 * `counts` (of incidents), `incident` (one whole), `redrive:<id>` (a summary), `redrive` (one whole). Replaying deltas over a snapshot gives the same document as a fresh snapshot.
 */
export type LiveEntry =
  | Estate
  | WallAnswer
  | WallFanout
  | WallItem
  | WallSystem
  | Resource
  | StreamOverview
  | StreamDetail
  | IncidentSummary
  | IncidentDetail
  | IncidentCounts
  | RedriveSummary
  | RedriveDetail;
export type LiveDocument = Readonly<Record<string, LiveEntry>>;

export interface LiveSnapshot {
  readonly watch: string;
  readonly seq: number;
  readonly document: LiveDocument;
}

/** One change. `seq` follows the previous one by exactly 1; a gap means: watch again. */
export interface LiveDelta {
  readonly watch: string;
  readonly seq: number;
  readonly set: LiveDocument;
  readonly remove: readonly string[];
}

export interface LiveProblem {
  readonly title: string;
  readonly detail: string;
}
export type WatchReply = { readonly ok: true; readonly snapshot: LiveSnapshot } | { readonly ok: false; readonly problem: LiveProblem };

/** socket.io events, client to server. `unwatch` takes the `watch` of a snapshot. */
export interface ClientEvents {
  watch: (view: LiveView, reply: (answer: WatchReply) => void) => void;
  unwatch: (watch: string) => void;
}
/** socket.io events, server to client. `tick` every 10 s, so that a silent server is noticed. */
export interface ServerEvents {
  delta: (delta: LiveDelta) => void;
  tick: (tick: { at: number; version: string }) => void;
}
