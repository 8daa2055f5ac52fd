import { md5 } from '@noble/hashes/legacy.js';

export interface UserRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

const MAGIC = [0xf3, 0x89, 0x9a, 0xc2];
/** Protocol Buffers field tags, all length-delimited but the index: field number × 8 + wire type. */
const TAG = { keyTable: 0x0a, records: 0x1a, keyIndex: 0x08, data: 0x1a } as const;

const encoder = new TextEncoder();

/**
 * Several user records as the one that the Kinesis Producer Library sends for them: magic number, Protocol Buffers message, MD5 of the message.
 * Source: "KPL aggregated record format" of the Amazon Kinesis Producer Library.
 */
export function aggregate(records: readonly UserRecord[]): Uint8Array {
  const keys = [...new Set(records.map(({ partitionKey }) => partitionKey))];
  const places = new Map(keys.map((key, at) => [key, at]));
  const message: number[] = [];
  for (const key of keys) pushField(message, TAG.keyTable, encoder.encode(key));
  for (const { partitionKey, data } of records) {
    const inner: number[] = [TAG.keyIndex, ...varint(places.get(partitionKey) ?? 0)];
    pushField(inner, TAG.data, data);
    pushField(message, TAG.records, inner);
  }
  const body = Uint8Array.from(message);
  const framed = new Uint8Array(MAGIC.length + body.length + 16);
  framed.set(MAGIC);
  framed.set(body, MAGIC.length);
  framed.set(md5(body), MAGIC.length + body.length);
  return framed;
}

function pushField(into: number[], tag: number, bytes: ArrayLike<number>): void {
  into.push(tag, ...varint(bytes.length));
  for (let at = 0; at < bytes.length; at++) into.push(bytes[at] ?? 0);
}

/** Base 128, least significant group first. */
function varint(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) out.push((rest % 0x80) | 0x80);
  out.push(rest);
  return out;
}
