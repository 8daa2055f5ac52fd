import { randomUUID } from 'node:crypto';
import { resourceId as resourceIdSchema, type EpochMs, type ResourceId } from '@weir/contract';
import type { Database } from '../database/database.js';
import { epochMs, instantOf } from '../database/sql.js';
import { storableJson, storableText } from '../database/storable.js';
import type { KeptSample, SampleRefusal, SampleStore } from '../store.js';

const MOST_SAMPLES = 50;
const MOST_BYTES = 256 * 1_024;

/** Samples of events in PostgreSQL. */
export class SamplesInPostgres implements SampleStore {
  constructor(private readonly database: Database) {}

  async list(resourceIds: readonly ResourceId[]): Promise<readonly KeptSample[]> {
    const { rows } = await this.database.pool.query<SampleRow>(
      `SELECT id, resource_id AS "resourceId", name, event, ${epochMs('created_at')} AS "createdAt", created_by AS "createdBy"
       FROM event_sample WHERE resource_id = ANY($1) ORDER BY resource_id, created_at, id`,
      [resourceIds],
    );
    return rows.map((row) => ({ ...row, resourceId: resourceIdSchema.parse(row.resourceId) }));
  }

  async add(sample: Omit<KeptSample, 'id'>): Promise<{ readonly kept: KeptSample } | { readonly refused: SampleRefusal }> {
    const event = storableJson(sample.event);
    if (Buffer.byteLength(event) > MOST_BYTES) return { refused: 'too-large' };
    return this.database.transaction(async (client) => {
      // The resource's row stands for its samples: whoever adds at the same time waits, and counts anew.
      const { rowCount: resources } = await client.query('SELECT FROM resource WHERE id = $1 FOR NO KEY UPDATE', [sample.resourceId]);
      if (resources !== 1) return { refused: 'no-such-resource' };
      const { rowCount: samples } = await client.query('SELECT FROM event_sample WHERE resource_id = $1', [sample.resourceId]);
      if ((samples ?? 0) >= MOST_SAMPLES) return { refused: 'too-many' };
      const id = randomUUID();
      const name = storableText(sample.name);
      const createdBy = storableText(sample.createdBy);
      await client.query(
        `INSERT INTO event_sample (id, resource_id, name, event, created_at, created_by) VALUES ($1, $2, $3, $4::jsonb, ${instantOf('$5')}, $6)`,
        [id, sample.resourceId, name, event, sample.createdAt, createdBy],
      );
      return { kept: { ...sample, id, name, createdBy, event: JSON.parse(event) as unknown } };
    });
  }

  async remove(resourceId: ResourceId, id: string): Promise<boolean> {
    const { rowCount } = await this.database.pool.query('DELETE FROM event_sample WHERE resource_id = $1 AND id = $2', [
      resourceId,
      storableText(id),
    ]);
    return rowCount === 1;
  }
}

interface SampleRow {
  readonly id: string;
  readonly resourceId: string;
  readonly name: string;
  readonly event: unknown;
  readonly createdAt: EpochMs;
  readonly createdBy: string;
}
