import { mix } from '../chance/chance.js';
import { uuidOf } from '../chance/uuid.js';
import type { EventClass } from '../estate/event-blueprint.js';

/** What an event says. Source of the layout: EventBridge User Guide, "AWS service event metadata". */
export interface EventFacts {
  readonly account: string;
  readonly region: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly resources: readonly string[];
}

/**
 * Events that are alike: counted, not made. Identity of the object is identity of the kind, so that whether a rule matches is worked out
 * once for all of them.
 */
export interface EventSample extends EventFacts {
  /** The event as rules see it. */
  readonly seen: Readonly<Record<string, unknown>>;
  /** Of the whole event. */
  readonly bytes: number;
  /** Of an event that somebody put through the API; null: it is one of many. */
  readonly letter: EventLetter | null;
  /** It came from a bus of another account. */
  readonly received: boolean;
}

export interface EventLetter {
  readonly id: string;
  /** ISO text. */
  readonly time: string;
}

const encoder = new TextEncoder();

export function sampleOf(facts: EventFacts, letter: EventLetter | null = null, received = false): EventSample {
  const seen = envelope(facts, letter?.id ?? '00000000-0000-4000-8000-000000000000', letter?.time ?? '1970-01-01T00:00:00Z');
  return { ...facts, seen, bytes: encoder.encode(JSON.stringify(seen)).length, letter, received };
}

export const sampleOfClass = (
  place: { readonly accountId: string; readonly region: string },
  event: Omit<EventClass, 'share'>,
): EventSample => sampleOf({ account: place.accountId, region: place.region, ...event });

/** The event as a bus of another account receives it. */
export const receivedElsewhere = (sample: EventSample): EventSample => ({ ...sample, received: true });

/** One of the events, with a name and a time. `draw`: tells it from the others. `at`: epoch milliseconds. */
export function eventOf(sample: EventSample, draw: number, at: number): Readonly<Record<string, unknown>> {
  if (sample.letter) return sample.seen;
  return envelope(numbered(sample, draw), uuidOf(draw, 4713), `${new Date(at).toISOString().slice(0, 19)}Z`);
}

/** Fills in what differs from event to event. */
function numbered<Value>(value: Value, draw: number): Value {
  return fill(value, String(mix(draw, 5) % 1_000_000)) as Value;
}

function fill(value: unknown, number: string): unknown {
  if (typeof value === 'string') return value.replaceAll('{n}', number);
  if (Array.isArray(value)) return value.map((each) => fill(each, number));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fill(each, number)]));
}

const envelope = (facts: EventFacts, id: string, time: string): Readonly<Record<string, unknown>> => ({
  version: '0',
  id,
  'detail-type': facts.detailType,
  source: facts.source,
  account: facts.account,
  time,
  region: facts.region,
  resources: facts.resources,
  detail: facts.detail,
});
