import { describeChange, resourceIdOf } from '@weir/domain';
import type { CatalogueChange, ChangeQuery } from '@weir/store';
import { describe, expect, it } from 'vitest';
import { readChanges } from './read-changes.js';

const id = resourceIdOf('arn:aws:sqs:eu-west-1:111122223333:orders');
const settings = (delaySeconds: number): CatalogueChange['after'] => ({
  ...{ name: 'orders', tags: {} },
  config: {
    ...{ url: 'u', fifo: false, visibilityTimeoutSeconds: 30, retentionSeconds: 60, delaySeconds, maximumMessageBytes: 1, createdAt: null },
    ...{ redrive: null, problems: [] },
  },
});
const row = (change: CatalogueChange['change'], at: number): CatalogueChange => ({
  ...{ resourceId: id, kind: 'queue', at, change },
  before: change === 'changed' ? settings(0) : null,
  after: change === 'deleted' ? null : settings(at),
});

/** What the store would answer, of these. */
const storeOf =
  (rows: readonly CatalogueChange[]) =>
  ({ sorts, limit = 1_000 }: ChangeQuery): Promise<readonly CatalogueChange[]> =>
    Promise.resolve(
      rows
        .filter(({ change }) => sorts?.includes(change) ?? true)
        .sort((a, b) => b.at - a.at)
        .slice(0, limit),
    );
const tell = (change: CatalogueChange) => describeChange(change, { kind: 'queue', name: 'orders' });
const read = (rows: readonly CatalogueChange[], limit: number, told = tell) =>
  readChanges(storeOf(rows), { from: 0, to: 1e6, limit }, told);

describe('what changed', () => {
  it('is told newest first, and no mass of additions pushes an edit out', async () => {
    const additions = Array.from({ length: 1_500 }, (_, index) => row('added', 1_000 + index));
    const { told, leftOut, edits } = await read([...additions, row('changed', 10), row('changed', 20)], 1_000);
    expect(told).toHaveLength(1_002);
    expect(told.slice(-2).map(({ at, change }) => [at, change])).toEqual([
      [20, 'edited'],
      [10, 'edited'],
    ]);
    expect(leftOut).toEqual({ edits: false, others: true });
    expect(edits.get(id)?.map(({ at, field, after }) => [at, field, after])).toEqual([
      [10, 'delaySeconds', 10],
      [20, 'delaySeconds', 20],
    ]);
  });

  it('is whole when there are just as many as are told', async () => {
    const rows = [row('changed', 1), row('changed', 2), row('deleted', 3), row('added', 4)];
    expect((await read(rows, 2)).leftOut).toEqual({ edits: false, others: false });
    expect((await read(rows, 1)).leftOut).toEqual({ edits: true, others: true });
    expect((await read(rows, 1)).told.map(({ at }) => at)).toEqual([4, 2]);
  });

  it('misses nothing where what is older is what Weir met when it first looked', async () => {
    const rows = Array.from({ length: 5 }, (_, index) => row('added', index));
    expect((await read(rows, 3, () => null)).leftOut).toEqual({ edits: false, others: false });
  });
});
