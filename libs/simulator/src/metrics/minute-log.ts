import { MinuteTable } from './minute-table.js';

/** What one minute of a queue holds, in the order it is stored. `size…`: bytes of the messages sent. */
export const MINUTE_FIELDS = [
  'visible',
  'inFlight',
  'delayed',
  'oldestAgeSeconds',
  'sent',
  'received',
  'deleted',
  'emptyReceives',
  'sizeSum',
  'sizeCount',
  'sizeMax',
  'sizeMin',
  'deduplicated',
  'groupsInFlight',
] as const;

export type MinuteField = (typeof MINUTE_FIELDS)[number];
/** NaN: nothing is emitted. */
export type MinuteValues = Record<MinuteField, number>;

/** The settled minutes of one queue: the truth behind its CloudWatch metrics. */
export class MinuteLog extends MinuteTable<MinuteField> {
  /** @param keepMinutes older minutes are forgotten, chunk by chunk. */
  constructor(keepMinutes: number) {
    super(MINUTE_FIELDS, keepMinutes);
  }
}
