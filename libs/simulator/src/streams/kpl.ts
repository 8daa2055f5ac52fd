import { hash } from 'node:crypto';

export interface UserRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

const MAGIC = [0xf3, 0x89, 0x9a, 0xc2];
const DIGEST_BYTES = 16;
/** Protocol Buffers field tags, all length-delimited but the index: field number × 8 + wire type. */
const TAG = { keyTable: 0x0a, records: 0x1a, keyIndex: 0x08, data: 0x1a } as const;

const encoder = new TextEncoder();

/**
 * Several user records as the one that the Kinesis Producer Library sends for them: magic number, Protocol Buffers message, MD5 of the message.
 * Source: "KPL aggregated record format" of the Amazon Kinesis Producer Library.
 */
export function aggregate(records: readonly UserRecord[]): Uint8Array {
  const places = new Map<string, number>();
  for (const { partitionKey } of records) if (!places.has(partitionKey)) places.set(partitionKey, places.size);
  const keys = [...places.keys()].map((key) => encoder.encode(key));
  const inner = records.map(({ partitionKey, data }) => {
    const index = places.get(partitionKey) ?? 0;
    return { index, data, bytes: 1 + varintBytes(index) + fieldBytes(data.length) };
  });
  const length = keys.reduce((sum, key) => sum + fieldBytes(key.length), 0) + inner.reduce((sum, { bytes }) => sum + fieldBytes(bytes), 0);
  const framed = new Uint8Array(MAGIC.length + length + DIGEST_BYTES);
  framed.set(MAGIC);
  let at = MAGIC.length;
  const putVarint = (value: number): void => {
    let rest = value;
    for (; rest >= 0x80; rest >>>= 7) framed[at++] = (rest & 0x7f) | 0x80;
    framed[at++] = rest;
  };
  const putBytes = (tag: number, bytes: Uint8Array): void => {
    framed[at++] = tag;
    putVarint(bytes.length);
    framed.set(bytes, at);
    at += bytes.length;
  };
  for (const key of keys) putBytes(TAG.keyTable, key);
  for (const { index, data, bytes } of inner) {
    framed[at++] = TAG.records;
    putVarint(bytes);
    framed[at++] = TAG.keyIndex;
    putVarint(index);
    putBytes(TAG.data, data);
  }
  // The portable MD5 would take most of the time here.
  framed.set(hash('md5', framed.subarray(MAGIC.length, at), 'buffer'), at);
  return framed;
}

/** Base 128, seven bits in each byte. */
function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes++;
  return bytes;
}

/** A field of so many bytes with its tag and its length. */
const fieldBytes = (length: number): number => 1 + varintBytes(length) + length;
