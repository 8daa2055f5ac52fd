import { z } from 'zod';
import { resourceId, lossCountdown, reading, drain, resourceKind } from './resource.js';
import { series } from './series.js';
import { verdict, verdictState } from './verdict.js';

/** A row of the wall: a resource in trouble, or, when all is fine, one that is closest to it. */
export const wallItem = z.object({
  id: resourceId,
  /** Place in the list, 0 is worst. */
  rank: z.number(),
  kind: z.enum(['trouble', 'closest']),
  name: z.string(),
  system: z.string(),
  verdict,
  visible: reading.nullable(),
  inFlight: reading.nullable(),
  oldestAge: reading.nullable(),
  /** Of a stream's reader, or of all who poll a stream: milliseconds behind the tip. */
  lag: reading.nullable(),
  /** Of a stream: records refused per second; null when unknown, or no stream. */
  refusedPerSecond: z.number().nullable(),
  /** Of what passes events on and holds none: how many come in per second, null when unknown. null: it holds messages or records. */
  incoming: z.object({ perSecond: z.number().nullable() }).nullable(),
  /** Net growth of the backlog, messages per second; null when unknown. */
  growthPerSecond: z.number().nullable(),
  drain,
  loss: lossCountdown.nullable(),
  /** Held in its dead-letter queue, and arriving there per minute; null when it has none or it is not visible. */
  deadLetters: z.object({ visible: z.number().nullable(), perMinute: z.number().nullable() }).nullable(),
  /** The last hour, a point a minute: of depth (the dead-letter queue's when poisoned), of a stream's records, of a reader's lag. */
  spark: series.pick({ points: true, absences: true, provisionalFrom: true }),
});
export type WallItem = z.infer<typeof wallItem>;

/** A row of what passes events on and does not deliver: a topic with what hangs on it is one. */
export const wallFanout = z.object({
  id: resourceId,
  kind: resourceKind,
  name: z.string(),
  system: z.string(),
  verdict,
  /** Place in the panel, 0 is worst. */
  rank: z.number(),
  /** The worst subscription or rule that hangs on it; null: it is in trouble by itself. */
  part: z.object({ name: z.string(), verdict }).nullable(),
  /** How many more of those are in trouble. */
  otherParts: z.number(),
  /** Rows there are in all; not each has an entry. */
  among: z.number(),
});
export type WallFanout = z.infer<typeof wallFanout>;

/** A tile: one system, its cells in name order so that each keeps its place. */
export const wallSystem = z.object({
  name: z.string(),
  worst: verdictState,
  cells: z.array(z.object({ id: resourceId, name: z.string(), state: verdictState, deadLetter: z.boolean() })),
});
export type WallSystem = z.infer<typeof wallSystem>;

export const wallAnswer = z.object({
  counts: z.record(verdictState, z.number()),
  /** With a verdict other than unknown and stale, of all that stand for themselves: a subscription is part of its topic, a rule of its bus. */
  seen: z.number(),
  total: z.number(),
  /** Troubles beyond those listed. */
  more: z.number(),
});
export type WallAnswer = z.infer<typeof wallAnswer>;
