import { parseHashKey, type Md5 } from '../hash-range.js';
import { BYTES, VARINT, WireReader } from './wire-reader.js';

/** A record as the application wrote it, before the Kinesis Producer Library put many into one. */
export interface UserRecord {
  readonly partitionKey: string;
  /** null: it lands where its partition key hashes to. */
  readonly explicitHashKey: bigint | null;
  /** Length of its payload. */
  readonly bytes: number;
}

/** What the data of a Kinesis record is. */
export type RecordData =
  { readonly kind: 'plain' } | { readonly kind: 'aggregated'; /** At least one. */ readonly userRecords: readonly UserRecord[] };

const PLAIN: RecordData = { kind: 'plain' };
const MAGIC = [0xf3, 0x89, 0x9a, 0xc2] as const;
const DIGEST_BYTES = 16;
/** As many of the smallest as an ordinary record of 1 MiB can hold. Large records could make a reader hold ten times that. */
const MOST_USER_RECORDS = 175_000;
/** Kinesis admits partition keys of 1 to 256 Unicode characters (API reference, PutRecord), each of at most 4 bytes in UTF-8. */
const LONGEST_KEY_CHARACTERS = 256;
const LONGEST_KEY_BYTES = 4 * LONGEST_KEY_CHARACTERS;

/** Fields of the messages `AggregatedRecord` and `Record`. */
const PARTITION_KEY_TABLE = 1;
const EXPLICIT_HASH_KEY_TABLE = 2;
const RECORDS = 3;
const PARTITION_KEY_INDEX = 1;
const EXPLICIT_HASH_KEY_INDEX = 2;
const DATA = 3;
const TAGS = 4;

/**
 * The user records inside of a record's data, if the Kinesis Producer Library or its like aggregated them: a magic number, a protobuf
 * message, and the message's MD5. What lacks any of it, or is not well-formed, is plain, as it is for consumers. Never throws, copies no
 * payload, and does work in proportion to the length of the data, whatever it says inside.
 *
 * Source: amazon-kinesis-producer, `aggregation-format.md`. Tags have no meaning there yet and are passed over.
 *
 * @param md5 passed in for its speed: the portable one takes about 13 ms for 1 MiB and most of the whole, that of Node 2 ms
 */
export function deaggregate(data: Uint8Array, md5: Md5): RecordData {
  const messageEnd = data.length - DIGEST_BYTES;
  if (messageEnd <= MAGIC.length || MAGIC.some((byte, at) => data[at] !== byte)) return PLAIN;
  const digest = md5(data.subarray(MAGIC.length, messageEnd));
  if (digest.some((byte, at) => data[messageEnd + at] !== byte)) return PLAIN;
  const message = readMessage(data, messageEnd);
  const userRecords = message && resolve(message);
  return userRecords ? { kind: 'aggregated', userRecords } : PLAIN;
}

interface Message {
  readonly partitionKeys: Table<string>;
  readonly explicitHashKeys: Table<bigint>;
  readonly records: readonly UnresolvedRecord[];
}

interface UnresolvedRecord {
  readonly partitionKeyIndex: number;
  /** -1: none. */
  readonly explicitHashKeyIndex: number;
  readonly bytes: number;
}

/** Tables may come after the records that point into them, so indices are looked up at the end. */
function readMessage(data: Uint8Array, end: number): Message | null {
  const partitionKeys = new Table(data, readPartitionKey);
  const explicitHashKeys = new Table(data, readExplicitHashKey);
  const records: UnresolvedRecord[] = [];
  const reader = new WireReader(data, MAGIC.length, end);
  while (reader.next()) {
    if (reader.field > RECORDS) continue;
    if (reader.type !== BYTES) return null;
    if (reader.field === PARTITION_KEY_TABLE) partitionKeys.append(reader.start, reader.end);
    else if (reader.field === EXPLICIT_HASH_KEY_TABLE) explicitHashKeys.append(reader.start, reader.end);
    else {
      const record = readRecord(data, reader.start, reader.end);
      if (record === null || records.length === MOST_USER_RECORDS) return null;
      records.push(record);
    }
  }
  return reader.intact && records.length > 0 ? { partitionKeys, explicitHashKeys, records } : null;
}

/** As protobuf has it, the last of a field that comes twice counts. */
function readRecord(data: Uint8Array, start: number, end: number): UnresolvedRecord | null {
  let [partitionKeyIndex, explicitHashKeyIndex, bytes] = [-1, -1, -1];
  const reader = new WireReader(data, start, end);
  while (reader.next()) {
    if (reader.field > TAGS) continue;
    const isIndex = reader.field === PARTITION_KEY_INDEX || reader.field === EXPLICIT_HASH_KEY_INDEX;
    if (reader.type !== (isIndex ? VARINT : BYTES)) return null;
    if (reader.field === PARTITION_KEY_INDEX) partitionKeyIndex = reader.value;
    else if (reader.field === EXPLICIT_HASH_KEY_INDEX) explicitHashKeyIndex = reader.value;
    else if (reader.field === DATA) bytes = reader.end - reader.start;
  }
  return reader.intact && partitionKeyIndex >= 0 && bytes >= 0 ? { partitionKeyIndex, explicitHashKeyIndex, bytes } : null;
}

function resolve({ partitionKeys, explicitHashKeys, records }: Message): UserRecord[] | null {
  const resolved: UserRecord[] = [];
  for (const { partitionKeyIndex, explicitHashKeyIndex, bytes } of records) {
    const partitionKey = partitionKeys.at(partitionKeyIndex);
    const explicitHashKey = explicitHashKeyIndex < 0 ? null : explicitHashKeys.at(explicitHashKeyIndex);
    if (partitionKey === undefined || explicitHashKey === undefined) return null;
    resolved.push({ partitionKey, explicitHashKey, bytes });
  }
  return resolved;
}

/** A table of the message. Entries are read when first asked for: what nobody points to costs next to nothing. */
class Table<Entry> {
  readonly #data: Uint8Array;
  readonly #read: (bytes: Uint8Array) => Entry | undefined;
  /** Start and end of each entry in turn. */
  readonly #spans: number[] = [];
  readonly #entries = new Map<number, Entry>();

  constructor(data: Uint8Array, read: (bytes: Uint8Array) => Entry | undefined) {
    this.#data = data;
    this.#read = read;
  }

  append(start: number, end: number): void {
    this.#spans.push(start, end);
  }

  /** undefined: there is none at that index, or it is not what it should be. */
  at(index: number): Entry | undefined {
    const known = this.#entries.get(index);
    if (known !== undefined) return known;
    const [start, end] = [this.#spans[2 * index], this.#spans[2 * index + 1]];
    if (start === undefined || end === undefined) return undefined;
    const entry = this.#read(this.#data.subarray(start, end));
    if (entry !== undefined) this.#entries.set(index, entry);
    return entry;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    // Not UTF-8: the decoder has no other way to say so.
    return undefined;
  }
}

function readPartitionKey(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0 || bytes.length > LONGEST_KEY_BYTES) return undefined;
  const key = textOf(bytes);
  if (key === undefined || key.length <= LONGEST_KEY_CHARACTERS) return key;
  return [...key].length <= LONGEST_KEY_CHARACTERS ? key : undefined;
}

function readExplicitHashKey(bytes: Uint8Array): bigint | undefined {
  const text = textOf(bytes);
  const parsed = text === undefined ? undefined : parseHashKey(text);
  return parsed?.ok ? parsed.hash : undefined;
}
