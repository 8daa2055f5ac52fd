import type { Position } from './sequence.js';

/** A record as GetRecords gives it. */
export interface StoredRecord {
  readonly position: Position;
  readonly partitionKey: string | null;
  /** Base 64. */
  readonly data: string;
  /** Of data and key. */
  readonly bytes: number;
}
