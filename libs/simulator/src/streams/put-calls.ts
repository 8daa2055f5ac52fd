import { MINUTE_MS } from '@weir/domain';

export type PutApi = 'PutRecord' | 'PutRecords';

/** Calls that put records in through the API, in one minute of a stream. */
export interface PutCallMinute {
  calls: number;
  /** Calls of which at least one record was accepted. */
  successful: number;
  records: number;
  accepted: number;
  bytes: number;
}

const MOST_MINUTES = 2 * 24 * 60;

/** The calls that put records into one stream, for the metrics that count calls. */
export class PutCalls {
  private readonly minutes = new Map<string, PutCallMinute>();

  count(api: PutApi, call: { readonly records: number; readonly accepted: number; readonly bytes: number }, now: number): void {
    const key = `${api}/${Math.floor(now / MINUTE_MS) * MINUTE_MS}`;
    let minute = this.minutes.get(key);
    if (!minute) {
      minute = { calls: 0, successful: 0, records: 0, accepted: 0, bytes: 0 };
      this.minutes.set(key, minute);
      if (this.minutes.size > 2 * MOST_MINUTES) this.minutes.delete(this.minutes.keys().next().value ?? '');
    }
    minute.calls++;
    minute.successful += call.accepted > 0 ? 1 : 0;
    minute.records += call.records;
    minute.accepted += call.accepted;
    minute.bytes += call.bytes;
  }

  minute(api: PutApi, minuteStart: number): PutCallMinute | null {
    return this.minutes.get(`${api}/${minuteStart}`) ?? null;
  }
}
