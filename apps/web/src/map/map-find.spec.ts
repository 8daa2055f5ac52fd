import { collapse } from '@weir/domain';
import { describe, expect, it } from 'vitest';
import { knownTopology } from '../testing/known-topology.js';
import { findOn } from './map-find.js';

const { nodes, edges } = collapse(knownTopology(), 'nothing');
const names = (text: string) => findOn(nodes, edges, text)?.boxes.map((id) => nodes.find((node) => node.id === id)?.name);

describe('looking for something on the map', () => {
  it('finds by every word, whatever the case', () => expect(names('QUEUE labels')).toEqual(['shipping-labels', 'shipping-labels-dlq']));
  it('finds a rule, and the ends of its line with it', () => {
    const found = findOn(nodes, edges, 'orders-to-emails');
    expect(found?.boxes).toEqual([]);
    expect(found?.all.size).toBe(3);
  });
  it('finds by verdict, and only by the whole word of it', () => {
    const poisoned = nodes.filter(({ members }) => members.some(({ verdict }) => verdict?.state === 'poisoned')).map(({ name }) => name);
    expect([poisoned.length > 0, names('poisoned')]).toEqual([true, poisoned]);
    expect(names('poisone')).toEqual([]);
  });
  it('looks for nothing without a word', () => expect(findOn(nodes, edges, '  ')).toBeNull());
});
