import { mix, uniform } from '../chance/chance.js';
import { aggregate, type UserRecord } from './kpl.js';
import type { MinuteDetail } from './arrivals.js';
import type { Portion } from './placement.js';
import type { StoredRecord } from './stored-record.js';

interface Arrival {
  /** Milliseconds into the second. */
  readonly offset: number;
  readonly portion: Portion;
  readonly number: number;
}

/** What the company's producers put into a shard in one second of a minute, in order of arrival; the data is written only for what is taken. */
export function* recordsOfSecond(detail: MinuteDetail, minuteStart: number, second: number): Generator<StoredRecord> {
  const part = detail.parts.find(({ fromSecond, toSecond }) => second >= fromSecond && second < toSecond);
  if (!part) return;
  const start = minuteStart + second * 1000;
  const { portions, counts, regime } = part;
  const arrivals: Arrival[] = [];
  portions.forEach((portion, at) => {
    const count = counts[second * portions.length + at] ?? 0;
    const shift = uniform(portion.seed, start / 1000, 31);
    for (let number = 0; number < count; number++) {
      arrivals.push({ offset: Math.floor(((number + shift) * 1000) / count), portion, number });
    }
  });
  arrivals.sort((a, b) => a.offset - b.offset);
  const table = regime.tail.table.keys;
  const keyOf = ({ portion, number }: Arrival): string | null => {
    if (portion.head) return portion.head.key;
    if (regime.keyless) return null;
    return table[portion.from + (mix(portion.seed, start / 1000, number) % (portion.to - portion.from))] ?? null;
  };
  const size = regime.producer.kind === 'kpl' ? regime.producer.recordsPerAggregate : 1;
  for (let at = 0, order = 0; at < arrivals.length; at += size, order++) {
    const group = arrivals.slice(at, at + size);
    // An aggregate is sent when its last record has come.
    const last = group.at(-1);
    const first = group[0];
    if (!first || !last) return;
    const position = { at: start + last.offset, order };
    if (group.length === 1) {
      const partitionKey = keyOf(first);
      const bytes = regime.producer.kind === 'plain' ? first.portion.bytes : first.portion.dataBytes + utf8Length(partitionKey ?? '');
      yield { position, partitionKey, data: Buffer.from(bodyOf(first, start), 'latin1').toString('base64'), bytes };
      continue;
    }
    const framed = aggregate(
      group.map<UserRecord>((arrival) => ({ partitionKey: keyOf(arrival) ?? '', data: encoder.encode(bodyOf(arrival, start)) })),
    );
    yield {
      position,
      partitionKey: AGGREGATE_KEY,
      data: Buffer.from(framed.buffer, framed.byteOffset, framed.byteLength).toString('base64'),
      bytes: framed.length + AGGREGATE_KEY.length,
    };
  }
}

/** The producer library gives every aggregate this key and places it by an explicit hash. Source: KPL, `kinesis_record.cc`. */
const AGGREGATE_KEY = 'a';

const encoder = new TextEncoder();
const utf8Length = (text: string): number => encoder.encode(text).length;

/** So many ASCII characters that look like an event. */
function bodyOf({ portion, number }: Arrival, start: number): string {
  const text = `{"event":"Happened","at":${start},"id":"e-${mix(portion.seed, start / 1000, number)}","detail":"`;
  return text.length + 2 <= portion.dataBytes ? `${text.padEnd(portion.dataBytes - 2, '.')}"}` : text.slice(0, portion.dataBytes);
}
