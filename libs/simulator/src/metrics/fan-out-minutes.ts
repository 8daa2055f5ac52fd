import { MINUTE_MS } from '@weir/domain';
import type { SimulatedStream } from '../streams/simulated-stream.js';
import { evenSamples, type Samples } from './metric-feed.js';
import { ageOf } from './stream-minutes.js';

/** One consumer's minute: events it was sent, and calls by which it subscribed. */
interface FanOutTotals {
  readonly events: number;
  readonly records: number;
  readonly bytes: number;
  readonly behindSum: number;
  readonly behindMax: number;
  readonly subscribed: number;
  readonly refused: number;
}

/** What one registered consumer was sent in a minute, the company's own and those who came through the API; null: nobody listened. */
export function fanOutMinute(stream: SimulatedStream, consumerName: string, metricName: string, minuteStart: number): Samples | null {
  const totals = totalsOf(stream, consumerName, minuteStart);
  if (!totals) return null;
  const { events, records, bytes, behindSum, behindMax, subscribed, refused } = totals;
  switch (metricName) {
    case 'SubscribeToShardEvent.Records':
      return events === 0 ? null : evenSamples(events, records);
    case 'SubscribeToShardEvent.Bytes':
      return events === 0 ? null : evenSamples(events, bytes);
    case 'SubscribeToShardEvent.Success':
      return events === 0 ? null : evenSamples(events, events);
    case 'SubscribeToShardEvent.MillisBehindLatest':
      return events === 0 ? null : { count: events, sum: behindSum, min: 0, max: behindMax };
    case 'SubscribeToShard.RateExceeded':
      return subscribed + refused === 0 ? null : evenSamples(subscribed + refused, refused);
    default:
      return subscribed + refused === 0 ? null : evenSamples(subscribed + refused, subscribed);
  }
}

function totalsOf(stream: SimulatedStream, consumerName: string, minuteStart: number): FanOutTotals | null {
  const company = companyTotals(stream, consumerName, minuteStart);
  const pushed = stream.pushed.minute(consumerName, minuteStart);
  if (!pushed) return company;
  return {
    events: (company?.events ?? 0) + pushed.events,
    records: (company?.records ?? 0) + pushed.records,
    bytes: (company?.bytes ?? 0) + pushed.bytes,
    behindSum: (company?.behindSum ?? 0) + pushed.behindSum,
    behindMax: Math.max(company?.behindMax ?? 0, pushed.behindMax),
    subscribed: (company?.subscribed ?? 0) + pushed.subscribed,
    refused: pushed.refused,
  };
}

function companyTotals(stream: SimulatedStream, consumerName: string, minuteStart: number): FanOutTotals | null {
  const consumers = stream.consumption.consumersIn(minuteStart);
  // A function that reads through the consumer sets its pace.
  const consumer =
    consumers.find(({ progress: { consumer: each } }) => each.kind === 'function' && each.through === consumerName) ??
    consumers.find(({ progress: { consumer: each } }) => each.kind === 'fan-out' && each.name === consumerName);
  if (!consumer) return null;
  let [events, records, bytes, behindMax, shards] = [0, 0, 0, 0, 0];
  for (const shard of stream.consumption.shardsRead(consumer)) {
    const reading = stream.consumption.reading(consumer, shard);
    if (!reading) continue;
    shards++;
    events += 60;
    records += reading.records;
    bytes += reading.bytes;
    behindMax = Math.max(behindMax, ageOf(reading, consumer));
  }
  if (shards === 0) return null;
  const subscribed = resubscribes(minuteStart) ? shards : 0;
  return { events, records, bytes, behindSum: behindMax * events, behindMax, subscribed, refused: 0 };
}

/** A subscription lasts five minutes. Source: Kinesis API Reference, SubscribeToShard. */
const resubscribes = (minuteStart: number): boolean => (minuteStart / MINUTE_MS) % 5 === 0;
