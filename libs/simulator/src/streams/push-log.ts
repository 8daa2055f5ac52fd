import { MINUTE_MS } from '@weir/domain';

/** What one registered consumer was sent through the API in one minute. */
export interface PushMinute {
  subscribed: number;
  refused: number;
  events: number;
  records: number;
  bytes: number;
  /** Of the last record of each event; 0 at the tip. Milliseconds. */
  behindMax: number;
  behindSum: number;
}

const MOST_MINUTES = 2 * 24 * 60;

/** Enhanced fan-out that comes through the API, by consumer and minute. */
export class PushLog {
  private readonly consumers = new Map<string, Map<number, PushMinute>>();

  countCall(consumerName: string, outcome: 'subscribed' | 'refused', now: number): void {
    this.minuteFor(consumerName, now)[outcome]++;
  }

  countEvent(
    consumerName: string,
    event: { readonly records: number; readonly bytes: number; readonly behindMs: number },
    now: number,
  ): void {
    const minute = this.minuteFor(consumerName, now);
    minute.events++;
    minute.records += event.records;
    minute.bytes += event.bytes;
    minute.behindMax = Math.max(minute.behindMax, event.behindMs);
    minute.behindSum += event.behindMs;
  }

  /** null: nobody subscribed or listened through the API in that minute. */
  minute(consumerName: string, minuteStart: number): PushMinute | null {
    return this.consumers.get(consumerName)?.get(minuteStart) ?? null;
  }

  private minuteFor(consumerName: string, now: number): PushMinute {
    let minutes = this.consumers.get(consumerName);
    if (!minutes) {
      minutes = new Map();
      this.consumers.set(consumerName, minutes);
    }
    const start = Math.floor(now / MINUTE_MS) * MINUTE_MS;
    let minute = minutes.get(start);
    if (!minute) {
      minute = { subscribed: 0, refused: 0, events: 0, records: 0, bytes: 0, behindMax: 0, behindSum: 0 };
      minutes.set(start, minute);
      if (minutes.size > MOST_MINUTES) minutes.delete(minutes.keys().next().value ?? 0);
    }
    return minute;
  }
}
