import type { TraceHop } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { mapNode } from '../testing/known-topology.js';
import { litBy, traceSentence, treeOf, type TraceBranch } from './trace-tree.js';

const hop = (index: number, parent: number | null, name: string, outcome: TraceHop['outcome']): TraceHop => ({
  index,
  parent,
  node: mapNode({ name, kind: 'queue', column: 'stores' }),
  edgeId: parent === null ? null : `e${index}`,
  via: null,
  outcome,
  because: null,
  reasons: [],
  payload: null,
  warnings: [],
});
const HOPS = [
  hop(0, null, 'topic', 'passed'),
  hop(1, 0, 'z-filtered', 'filtered'),
  hop(2, 0, 'b-queue', 'passed'),
  hop(3, 0, 'a-queue', 'passed'),
  hop(4, 2, 'worker', 'arrived'),
  hop(5, 3, 'printer', 'blocked'),
];
const names = (branches: readonly TraceBranch[]): unknown[] =>
  branches.map(({ hop: { node }, branches: more }) => [node.name, ...names(more)]);

describe('the tree of a trace', () => {
  it('goes on first, then by name', () =>
    expect(names(treeOf(HOPS))).toEqual([['topic', ['a-queue', ['printer']], ['b-queue', ['worker']], ['z-filtered']]]));
  it('keeps a hop whose parent is not told, and ends where one is its own ancestor', () => {
    expect(names(treeOf([hop(4, 9, 'lost', 'arrived')]))).toEqual([['lost']]);
    expect(names(treeOf([hop(1, 1, 'self', 'loop')]))).toEqual([]);
  });
  it('lights what the event comes through', () => {
    const lit = litBy({ hops: HOPS });
    expect(['e2', 'e3', 'e4'].every((id) => lit.has(id))).toBe(true);
    expect(lit.has('e1') || lit.has('e5')).toBe(false);
  });
  it.each([
    [HOPS, 1, false, 'It reaches 1 consumer, 1 path is blocked, 1 filter keeps it out.'],
    [HOPS.slice(0, 1), 0, true, 'It reaches no consumer, there are more paths than are told.'],
    [[hop(0, null, 'a', 'unseen')], 2, false, 'It reaches 2 consumers, 1 path leads out of sight.'],
  ])('is told in a sentence', (hops, consumers, truncated, sentence) =>
    expect(traceSentence({ hops, consumers, truncated, warnings: [] })).toBe(sentence),
  );
});
