import type { BodyLayer, DeadLetter } from '@weir/contract';
import { type DecodedLayer, utf8Of } from './decode-body.js';
import type { ReadMessage } from './group-messages.js';
import type { Masker } from './mask.js';
import { isList, isObject, type Json } from './read-json.js';

/** Characters of a layer, and of an attribute, that are shown. */
const MOST_SHOWN = 64_000;
const MOST_ATTRIBUTE = 2_000;
const MOST_CORRELATE = 12;

/** Fields that name something beyond the message. */
const LEADS_ON = /^(id|.*[iI]d|traceparent|.*[kK]ey)$/;

/** A message as people may see it: masked, and cut to what can be shown. */
export function showMessage({ message, decoded }: ReadMessage, masker: Masker): DeadLetter {
  const tally = new Map<string, number>();
  // From the inside out: what holds something hidden within an encoding must not be shown in that encoding.
  const innerMasked = decoded.layers.map(() => false);
  const layers = decoded.layers.toReversed().map((layer, fromEnd): BodyLayer => {
    const place = decoded.layers.length - 1 - fromEnd;
    const found = new Map<string, number>();
    const text = textOfLayer(layer, masker, found);
    const isEncoding = layer.kind === 'text' || layer.kind === 'base64' || layer.kind === 'gzip';
    const next = decoded.layers[place + 1]?.kind;
    const holdsHidden = innerMasked[place + 1] === true && isEncoding && (next === 'base64' || next === 'gzip' || next === 'raw');
    // What could not be read may hold anything.
    innerMasked[place] = found.size > 0 || layer.kind === 'raw' || innerMasked[place + 1] === true;
    if (fromEnd === 0 || place === 0) for (const [rule, times] of found) tally.set(rule, Math.max(tally.get(rule) ?? 0, times));
    return holdsHidden
      ? { kind: layer.kind, text: '[hidden: what is encoded here is masked, or could not be read]', cut: 0 }
      : cutTo(layer.kind, text);
  });
  const attributes = message.attributes.map(({ name, type, text, bytes }) => {
    const value = masker.named(name, text ?? textOfBytes(bytes ?? new Uint8Array()), tally);
    return { name, type, value: value.slice(0, MOST_ATTRIBUTE), cut: Math.max(0, value.length - MOST_ATTRIBUTE) };
  });
  const masked = masker.value(decoded.innermost, new Map());
  return {
    messageId: message.messageId,
    sentAt: message.sentAt,
    receiveCount: message.receiveCount,
    messageGroupId: message.messageGroupId === null ? null : masker.text(message.messageGroupId, tally),
    bytes: new TextEncoder().encode(message.body).length,
    attributes,
    layers: layers.reverse(),
    masked: [...tally].map(([rule, times]) => ({ rule, times })),
    problems: [...decoded.problems],
    correlate: correlateOf(masked),
    trace: traceOf({ message, decoded }, masker),
  };
}

function textOfLayer(layer: DecodedLayer, masker: Masker, tally: Map<string, number>): string {
  switch (layer.kind) {
    case 'text':
    case 'base64':
    case 'gzip':
      return masker.text(layer.text, tally);
    case 'raw':
      return `[${String(layer.bytes.length)} bytes that could not be read, and are not shown]`;
    case 'json':
    case 'sns':
    case 'eventbridge':
      return JSON.stringify(masker.value(layer.value, tally), null, 2);
  }
}

const cutTo = (kind: BodyLayer['kind'], text: string): BodyLayer => ({
  kind,
  text: text.slice(0, MOST_SHOWN),
  cut: Math.max(0, text.length - MOST_SHOWN),
});

/** Bytes as text where they are text: others may hold anything. */
const textOfBytes = (bytes: Uint8Array): string => utf8Of(bytes) ?? `[${String(bytes.length)} bytes]`;

/** Ids in a message, by where they stand: `detail.orderId`. */
function correlateOf(value: Json): DeadLetter['correlate'] {
  const found: DeadLetter['correlate'] = [];
  const visit = (each: Json, path: readonly string[]): void => {
    if (found.length >= MOST_CORRELATE || path.length > 6) return;
    const key = path.at(-1) ?? '';
    if ((typeof each === 'string' || typeof each === 'number') && LEADS_ON.test(key) && String(each).length <= 200)
      found.push({ label: path.join('.'), value: String(each) });
    else if (isList(each)) each.slice(0, 3).forEach((item, place) => visit(item, [...path, String(place)]));
    else if (isObject(each)) for (const [name, item] of Object.entries(each)) visit(item, [...path, name]);
  };
  visit(value, []);
  return found;
}

/** Where the route tracer may begin: at the topic or rule it came through, else at the queue that gave it up. */
function traceOf({ message, decoded }: Pick<ReadMessage, 'message' | 'decoded'>, masker: Masker): DeadLetter['trace'] {
  const tally = new Map<string, number>();
  if (decoded.event !== null) {
    const rule = message.attributes.find(({ name }) => name === 'RULE_ARN')?.text;
    const from = rule ?? message.deadLetterSourceArn;
    return from === null || from === undefined ? null : { from, event: masker.value(decoded.event.event, tally), attributes: {} };
  }
  const from = decoded.sns?.topicArn ?? message.deadLetterSourceArn;
  if (from === null) return null;
  const attributes = Object.fromEntries(
    decoded.sns === null
      ? message.attributes.flatMap(({ name, type, text }) =>
          text === null ? [] : [[name, { type, value: masker.named(name, text, tally) }]],
        )
      : Object.entries(decoded.sns.attributes).flatMap(([name, each]) =>
          isObject(each) && typeof each['Value'] === 'string'
            ? [[name, { type: each['Type'] ?? 'String', value: masker.named(name, each['Value'], tally) }]]
            : [],
        ),
  );
  return { from, event: masker.value(decoded.innermost, tally), attributes };
}
