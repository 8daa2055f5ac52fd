import type { Outcome, Parcel } from './parcel.js';

/** Where something can be delivered to: a queue, a function, an HTTP endpoint, a topic, a bus, a mailbox. */
export interface Destination {
  /** One attempt to deliver, at `now` (epoch milliseconds, never before the last one). */
  readonly take: (parcel: Parcel, now: number) => Outcome;
}
