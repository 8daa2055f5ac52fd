import type { UserRecord } from './deaggregate.js';

/** What a user record contributes to the load of the stored record it lies in. */
export interface Contribution {
  readonly userRecord: UserRecord;
  readonly bytes: number;
  /** Of the one record that AWS counts. */
  readonly records: number;
}

/**
 * Gives what AWS counts and charges for, one stored record and all its bytes, to the user records inside: the record in equal parts,
 * the bytes in proportion to the payloads, overhead included. The parts add up to the whole, but for rounding.
 *
 * @param storedBytes of the stored record, as AWS counts them
 */
export function shareOut(userRecords: readonly UserRecord[], storedBytes: number): Contribution[] {
  const payload = userRecords.reduce((sum, { bytes }) => sum + bytes, 0);
  const records = 1 / userRecords.length;
  return userRecords.map((userRecord) => {
    const share = payload > 0 ? userRecord.bytes / payload : records;
    return { userRecord, bytes: storedBytes * share, records };
  });
}
