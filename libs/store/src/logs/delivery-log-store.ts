import { resourceId, type ResourceId } from '@weir/contract';
import type { Database } from '../database/database.js';

/** What reading a topic's delivery-status logs took and cost. */
export interface LogReadingSpend {
  readonly pages: number;
  readonly bytes: number;
  readonly usd: number;
}

/** What was spent on delivery-status logs: the limits of a day hold across restarts. */
export interface DeliveryLogStore {
  /**
   * Adds to what reading a topic's logs took.
   * @param day UTC, `2026-11-24`
   */
  addReading(day: string, topicId: ResourceId, spend: LogReadingSpend): Promise<void>;
  /** What reading took on a UTC day; a topic whose logs were not read is missing. */
  readingOf(day: string): Promise<ReadonlyMap<ResourceId, LogReadingSpend>>;
}

/** See `DeliveryLogStore`. */
export class DeliveryLogsInPostgres implements DeliveryLogStore {
  constructor(private readonly database: Database) {}

  async addReading(day: string, topicId: ResourceId, { pages, bytes, usd }: LogReadingSpend): Promise<void> {
    await this.database.pool.query(
      `INSERT INTO delivery_log_day AS d (day, topic_id, pages, bytes, usd) VALUES ($1::date, $2, $3, $4, $5)
       ON CONFLICT (day, topic_id) DO UPDATE SET
         pages = d.pages + EXCLUDED.pages, bytes = d.bytes + EXCLUDED.bytes, usd = d.usd + EXCLUDED.usd`,
      [day, topicId, pages, bytes, usd],
    );
  }

  async readingOf(day: string): Promise<ReadonlyMap<ResourceId, LogReadingSpend>> {
    const { rows } = await this.database.pool.query<LogReadingSpend & { topicId: string }>(
      `SELECT topic_id AS "topicId", pages::float8, bytes::float8, usd FROM delivery_log_day WHERE day = $1::date ORDER BY topic_id`,
      [day],
    );
    return new Map(rows.map(({ topicId, ...spend }) => [resourceId.parse(topicId), spend]));
  }
}
