import { type FanOutMinute, MINUTE_MS, minuteOf, type RegisteredConsumer } from '@weir/domain';
import type { WatchedConsumer, WatchedStream } from './watched-stream.js';

/** CloudWatch tells of a minute after some; with reads every five, one that was told lies within this. */
const TOLD_WITHIN_MINUTES = 30;

/**
 * The consumers that are registered on a stream, and what is known of who reads through them.
 * @param own records that Weir took through the one it samples with, by minute
 */
export function registeredConsumers(
  stream: WatchedStream,
  consumers: readonly WatchedConsumer[],
  own: ReadonlyMap<number, number>,
  now: number,
): readonly RegisteredConsumer[] {
  return consumers.flatMap(({ entry, readings }) => {
    if (entry.config?.type !== 'enhanced-fan-out') return [];
    const functions = consumers.flatMap(({ entry: reader }) => (reader.config?.consumerArn === entry.arn ? [reader.name] : []));
    const minute = newestMinute(stream, readings, own, now);
    return [{ name: entry.name, arn: entry.arn, state: entry.config.state ?? 'in no state that AWS tells', minute, functions }];
  });
}

/** Both are read together: where the stream's minute is final and the consumer has no figure of it, AWS sent nothing. */
function newestMinute(
  stream: WatchedStream,
  readings: WatchedConsumer['readings'],
  own: ReadonlyMap<number, number>,
  now: number,
): FanOutMinute | null {
  for (let at = minuteOf(now); at > now - TOLD_WITHIN_MINUTES * MINUTE_MS; at -= MINUTE_MS) {
    const sent = readings.at(at, 'consumedRecords');
    if (sent === null && !(readings.isRead(at) && stream.readings.isSettled(at))) continue;
    return { sent: sent ?? 0, own: own.get(at) ?? 0, arriving: stream.readings.at(at, 'incomingRecords') };
  }
  return null;
}
