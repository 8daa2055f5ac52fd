import { isObject, readJson, type Json, type JsonObject } from './read-json.js';

/** Unpacks gzip up to a size. Passed in, for this package reads no streams. */
export type Unpack = (bytes: Uint8Array) => { readonly bytes: Uint8Array } | { readonly problem: string };

/** One way of reading a body, outermost first. */
export type DecodedLayer =
  | { readonly kind: 'text' | 'base64' | 'gzip'; readonly text: string }
  | { readonly kind: 'raw'; readonly bytes: Uint8Array }
  | { readonly kind: 'json' | 'sns' | 'eventbridge'; readonly value: Json };

/** What SNS wrapped around a message. */
export interface SnsEnvelope {
  readonly topicArn: string;
  readonly messageId: string | null;
  /** By name, `{ Type, Value }` as SNS has them. */
  readonly attributes: JsonObject;
}

/** An event as EventBridge passes it on. */
export interface EventEnvelope {
  readonly event: JsonObject;
  readonly source: string;
  readonly detailType: string;
  readonly id: string | null;
}

export interface DecodedBody {
  readonly layers: readonly DecodedLayer[];
  readonly problems: readonly string[];
  /** The innermost value: JSON where it is JSON, else text; null: bytes that are no text. */
  readonly innermost: Json;
  readonly sns: SnsEnvelope | null;
  readonly event: EventEnvelope | null;
}

const MOST_LAYERS = 8;
/** Shorter text is a word that happens to look like it. */
const LEAST_BASE64 = 16;
/** Base64 of this length that holds no text is no word, but something packed in a way that is not read here. */
const LEAST_OPAQUE = 64;
const GZIP = [0x1f, 0x8b] as const;

/**
 * Reads a body from the outside in: envelopes of SNS and EventBridge, base64, gzip, JSON. It ends where nothing more is recognised, after eight
 * layers, or where something cannot be unpacked, which `problems` tells.
 */
export function decodeBody(body: string, unpack: Unpack): DecodedBody {
  const layers: DecodedLayer[] = [{ kind: 'text', text: body }];
  const problems: string[] = [];
  let [sns, event]: [SnsEnvelope | null, EventEnvelope | null] = [null, null];
  let text: string | null = body;
  let innermost: Json = body;
  while (text !== null && layers.length < MOST_LAYERS) {
    const reading = readJson(text);
    if ('value' in reading) {
      const { value } = reading;
      const wrapped = snsOf(value);
      const passed = eventOf(value);
      layers.push({ kind: wrapped ? 'sns' : passed ? 'eventbridge' : 'json', value });
      innermost = wrapped ? wrapped.message : passed ? (passed.event['detail'] ?? null) : value;
      sns ??= wrapped?.envelope ?? null;
      event ??= passed;
      text = typeof innermost === 'string' ? innermost : null;
      continue;
    }
    if (reading.problem !== null) problems.push(reading.problem);
    const bytes = bytesOf(text);
    if (bytes === null) break;
    const inner = contentOf(bytes, unpack);
    if (inner === null) {
      if (text.length >= LEAST_OPAQUE) {
        layers.push({ kind: 'raw', bytes });
        innermost = null;
      }
      break;
    }
    layers.push(...inner.layers);
    problems.push(...inner.problems);
    innermost = inner.text;
    text = inner.text;
  }
  return { layers, problems, innermost, sns, event };
}

/** What base64 holds: text, or packed text. null: it only looked like base64. */
function contentOf(
  bytes: Uint8Array,
  unpack: Unpack,
): { readonly layers: readonly DecodedLayer[]; readonly text: string | null; readonly problems: readonly string[] } | null {
  if (bytes[0] !== GZIP[0] || bytes[1] !== GZIP[1]) {
    const text = utf8Of(bytes);
    return text === null ? null : { layers: [{ kind: 'base64', text }], text, problems: [] };
  }
  const unpacked = unpack(bytes);
  if ('problem' in unpacked) return { layers: [{ kind: 'raw', bytes }], text: null, problems: [`gzip: ${unpacked.problem}`] };
  const text = utf8Of(unpacked.bytes);
  if (text === null) return { layers: [{ kind: 'raw', bytes: unpacked.bytes }], text: null, problems: ['gzip: what is in it is no UTF-8'] };
  return { layers: [{ kind: 'gzip', text }], text, problems: [] };
}

/** Bytes of text that is base64; null: it is none. */
function bytesOf(text: string): Uint8Array | null {
  // Of both alphabets, and broken into lines as mail does.
  const joined = text
    .replaceAll(/[\r\n]/g, '')
    .trim()
    .replaceAll('-', '+')
    .replaceAll('_', '/');
  if (joined.length < LEAST_BASE64 || !/^[A-Za-z0-9+/]+={0,2}$/.test(joined)) return null;
  const bare = joined.replace(/=+$/, '');
  if (bare.length % 4 === 1) return null;
  return Uint8Array.from(atob(bare.padEnd(Math.ceil(bare.length / 4) * 4, '=')), (char) => char.charCodeAt(0));
}

/** Text of bytes; null: they are no UTF-8, or hold characters that no text has. */
export function utf8Of(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // eslint-disable-next-line no-control-regex -- these are what tells bytes from text
    return /[\u0000-\u0008\u000E-\u001F]/.test(text) ? null : text;
  } catch {
    return null;
  }
}

/** Source: Amazon SNS Developer Guide, "Parsing Amazon SNS message formats": what a queue gets without raw delivery. */
function snsOf(value: Json): { readonly envelope: SnsEnvelope; readonly message: string } | null {
  if (!isObject(value) || value['Type'] !== 'Notification') return null;
  const { TopicArn: topicArn, Message: message, MessageId: messageId, MessageAttributes: attributes } = value;
  if (typeof topicArn !== 'string' || typeof message !== 'string') return null;
  const envelope = {
    topicArn,
    messageId: typeof messageId === 'string' ? messageId : null,
    attributes: isObject(attributes) ? attributes : {},
  };
  return { envelope, message };
}

/** Source: Amazon EventBridge User Guide, "Events". */
function eventOf(value: Json): EventEnvelope | null {
  if (!isObject(value)) return null;
  const { source, 'detail-type': detailType, id, detail, account } = value;
  if (typeof source !== 'string' || typeof detailType !== 'string' || detail === undefined || typeof account !== 'string') return null;
  return { event: value, source, detailType, id: typeof id === 'string' ? id : null };
}
