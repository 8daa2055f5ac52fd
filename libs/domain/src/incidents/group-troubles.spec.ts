import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResourceId, VerdictState } from '@weir/contract';
import { FanoutIndex } from '../topology/estate/fanout-index.js';
import { CAUSE_CASES, type CauseCase } from './causes.cases.js';
import type { Trouble } from './explain-trouble.js';
import { groupTroubles } from './group-troubles.js';

const START = Date.UTC(2026, 10, 24, 9);

function troublesOf({ estate, troubles }: Pick<CauseCase, 'estate' | 'troubles'>): ReadonlyMap<ResourceId, Trouble> {
  return new Map(
    troubles.map(([ref, verdict, reason, minute]) => {
      const resource = estate.find(({ kind, name }) => `${kind} ${name}` === ref);
      if (resource === undefined) throw new Error(`there is no ${ref}`);
      return [resource.id, { resource, verdict, reason, since: START + minute * 60_000 }];
    }),
  );
}

describe('one group for each cause', () => {
  it.each(CAUSE_CASES.map((row) => [row.name, row] as const))('%s', (_, row) => {
    const index = new FanoutIndex(row.estate);
    const ref = (id: ResourceId) => `${index.byId(id)?.kind} ${index.byId(id)?.name}`;
    const groups = groupTroubles(troublesOf(row), index);
    const found = groups.map(
      ({ root, members }) =>
        [
          ref(root),
          [...members.keys()]
            .filter((id) => id !== root)
            .map(ref)
            .sort(),
        ] as const,
    );
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(Object.entries(row.causes).map(([root, others]) => [root, [...others].sort()])),
    );
    for (const { root, members } of groups) for (const [id, because] of members) expect(because === null).toBe(id === root);
  });

  it('puts every trouble into exactly one group, whatever is in trouble and in whatever order', () => {
    const states: readonly VerdictState[] = ['poisoned', 'failing', 'stopped', 'starved', 'stalled', 'throttled', 'slow'];
    const estate = [...new Map(CAUSE_CASES.flatMap((row) => row.estate).map((entry) => [entry.id, entry])).values()];
    const index = new FanoutIndex(estate);
    const trouble = fc.record({
      state: fc.constantFrom(...states),
      minute: fc.integer({ min: 0, max: 30 }),
      of: fc.nat(estate.length - 1),
    });
    fc.assert(
      fc.property(fc.array(trouble, { maxLength: 25 }), fc.boolean(), (drawn, reversed) => {
        const all = drawn.map(({ state, minute, of }): [ResourceId, Trouble] => {
          const resource = estate[of] ?? estate[0];
          if (resource === undefined) throw new Error('the estate is empty');
          return [resource.id, { resource, verdict: state, reason: state, since: START + minute * 60_000 }];
        });
        const troubles = new Map(all);
        const groups = groupTroubles(troubles, index);
        expect(groups.flatMap(({ members }) => [...members.keys()]).sort()).toEqual([...troubles.keys()].sort());
        for (const { root, members } of groups) expect(members.has(root)).toBe(true);
        const again = groupTroubles(new Map(reversed ? [...troubles].reverse() : [...troubles]), index);
        const roots = (found: typeof groups) => new Map(found.flatMap(({ root, members }) => [...members.keys()].map((id) => [id, root])));
        expect(roots(again)).toEqual(roots(groups));
      }),
    );
  });
});
