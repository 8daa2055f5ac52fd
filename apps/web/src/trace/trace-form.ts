import type { Topology, TopologyEdge, TopologyNode, TraceQuestion } from '@weir/contract';
import { jsonProblem, sendableAttributes, sendableJson, type JsonPlace } from './json-place.js';

/** Kinds an event can enter at. */
const ENTRIES: readonly TopologyNode['kind'][] = ['topic', 'bus', 'stream', 'queue'];

/** What an event can enter at: hubs first, then streams and queues, each by name. Dead-letter queues lead nowhere. */
export function entriesOf(nodes: readonly TopologyNode[], text: string): readonly TopologyNode[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return nodes
    .filter(({ kind, deadLetter, resourceId }) => ENTRIES.includes(kind) && !deadLetter && resourceId !== null)
    .filter(({ name, kind, accountName, region, system }) => {
      const all = [name, kind, accountName, region, system].join(' ').toLowerCase();
      return words.every((word) => all.includes(word));
    })
    .sort(
      (a, b) => ENTRIES.indexOf(a.kind) - ENTRIES.indexOf(b.kind) || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1),
    );
}

/** Where the event enters, and for whom it is meant, as an address names them. */
export interface Entrance {
  /** null: nothing on the map has that id or ARN. */
  readonly entry: TopologyNode | null;
  /** A subscription, rule, pipe or mapping that it names: samples may be kept for it. */
  readonly via: TopologyEdge['via'];
}

/** @param from id or ARN of what the event enters at, or id of a subscription, rule, pipe or mapping behind it */
export function entranceOf({ nodes, edges }: Topology, from: string | undefined): Entrance {
  const entry = nodes.find(({ id, arn }) => id === from || arn === from) ?? null;
  if (entry !== null || from === undefined) return { entry, via: null };
  const edge = edges.find(({ via, kind }) => via?.id === from && kind !== 'redrive');
  return { entry: nodes.find(({ id }) => id === edge?.from) ?? null, via: edge?.via ?? null };
}

/** What hangs on an entrance and samples can be kept for, each once, by name. */
export function viasAt({ edges }: Topology, entry: TopologyNode): readonly NonNullable<TopologyEdge['via']>[] {
  const at = edges.flatMap(({ from, kind, via }) =>
    from === entry.id && via !== null && (kind === 'rule' || kind === 'subscription') ? [via] : [],
  );
  return [...new Map(at.map((via) => [via.id, via])).values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** A question ready to be asked, or what keeps it from being one. */
export type FormAnswer =
  | {
      readonly ok: true;
      readonly question: TraceQuestion;
      /** It is text: where it stops being JSON. */ readonly textFrom: JsonPlace | null;
    }
  | { readonly ok: false; readonly field: 'event' | 'attributes'; readonly place: JsonPlace | null; readonly message: string };

/** Messages to these may be any text; events on a bus are JSON. */
const TAKES_TEXT: readonly TopologyNode['kind'][] = ['topic', 'queue', 'stream'];

/** Reads what was typed. A message that is no JSON is sent as the text it is, except to a bus. */
export function readForm(entry: Pick<TopologyNode, 'id' | 'kind'>, event: string, attributes: string): FormAnswer {
  if (event.trim() === '') return { ok: false, field: 'event', place: null, message: 'Type or paste an event, or take a sample.' };
  const place = jsonProblem(event);
  const asText = place !== null && TAKES_TEXT.includes(entry.kind);
  if (place !== null && !asText) return { ok: false, field: 'event', place, message: 'The event cannot be read' };
  const given = attributes.trim() === '' ? '{}' : attributes;
  const wrong = jsonProblem(given);
  if (wrong !== null) return { ok: false, field: 'attributes', place: wrong, message: 'The attributes cannot be read' };
  const read = sendableAttributes(given);
  if (read === null)
    return { ok: false, field: 'attributes', place: null, message: 'Attributes are an object: {"country": "DE"}, or with types.' };
  return {
    ok: true,
    textFrom: asText ? place : null,
    question: { from: entry.id, event: asText ? event : sendableJson(event)?.value, attributes: read },
  };
}

/** How an answer stands to what the form holds now. */
export type AnswerAge =
  /** It answers what is typed. */
  | 'current'
  /** The event or its attributes were edited since. */
  | 'edited'
  /** It is of an event that enters elsewhere. */
  | 'elsewhere';

export function answerAge(asked: TraceQuestion, entry: Pick<TopologyNode, 'id'>, typed: FormAnswer): AnswerAge {
  if (asked.from !== entry.id) return 'elsewhere';
  return typed.ok && JSON.stringify(typed.question) === JSON.stringify(asked) ? 'current' : 'edited';
}

/** JSON as people read it; text that is none stays as it is, as does what would lose digits. */
export function pretty(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value, null, 2);
  const read = sendableJson(value);
  return read === null || typeof read.value === 'string' ? value : JSON.stringify(read.value, null, 2);
}

/** `{}` is nothing worth showing. */
export const prettyAttributes = (attributes: Readonly<Record<string, unknown>>): string =>
  Object.keys(attributes).length === 0 ? '' : JSON.stringify(attributes, null, 2);
