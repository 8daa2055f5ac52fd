import type { Resource } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { FIXTURE_NOW as now, fixtureResources } from '../testing/estate-fixture.js';
import { knownTopology, verdictOf } from '../testing/known-topology.js';
import { pictureOf } from './map-picture.js';
import { worstBox } from './worst-box.js';

const known = knownTopology();
const resources = new Map<string, Resource>(fixtureResources().map((resource) => [resource.id, resource]));
const nameOf = (topology: Pick<typeof known, 'nodes' | 'edges'>, about = resources) => {
  const picture = pictureOf(topology, { by: 'nothing', root: null });
  const worst = worstBox(picture, about, now);
  return picture.boxes.find(({ id }) => id === worst)?.name ?? null;
};
const nodes = known.nodes.map((node) => ({ ...node, verdict: node.verdict === null ? null : verdictOf('ok') }));
const edges = known.edges.map((edge) => ({ ...edge, verdict: null, state: 'flowing' as const }));

describe('where a map opens', () => {
  it('is on the worst, wherever it stands: where messages are lost soonest', () => expect(nameOf(known)).toBe('payments-capture-dlq'));

  it('is on what loses something soonest, among what is judged', () => {
    const [first, second] = nodes.filter(({ column }) => column === 'stores');
    if (first === undefined || second === undefined) throw new Error('the fixture is too small');
    const wrong = nodes.map((node) => ({
      ...node,
      verdict: node.id === first.id ? verdictOf('poisoned') : node.id === second.id ? verdictOf('slow') : null,
    }));
    expect(nameOf({ nodes: wrong, edges }, new Map())).toBe(first.name);
    const pattern = fixtureResources().find(({ loss }) => loss !== null);
    if (pattern === undefined || second.resourceId === null) throw new Error('nothing is lost in the fixture');
    expect(nameOf({ nodes: wrong, edges }, new Map([[second.resourceId, { ...pattern, loss: pattern.loss }]]))).toBe(second.name);
  });

  it('is where a rule or subscription in trouble leads, whose boxes are well', () => {
    const wrong = edges.map((edge, index) => (index === 3 ? { ...edge, verdict: verdictOf('failing') } : edge));
    expect(nameOf({ nodes, edges: wrong })).toBe(nodes.find(({ id }) => id === edges[3]?.to)?.name);
  });

  it('is where the worst line leads that nobody is judged by, and nowhere when all is well', () => {
    const cut = edges.map((edge, index) => ({
      ...edge,
      state: index === 2 ? ('failing' as const) : index === 4 ? ('cut' as const) : edge.state,
    }));
    expect(nameOf({ nodes, edges: cut })).toBe(nodes.find(({ id }) => id === edges[4]?.to)?.name);
    expect(nameOf({ nodes, edges })).toBeNull();
  });
});
