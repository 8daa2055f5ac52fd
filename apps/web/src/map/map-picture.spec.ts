import { describe, expect, it } from 'vitest';
import { fixtureResources } from '../testing/estate-fixture.js';
import { generatedTopology } from '../testing/generated-topology.js';
import { knownTopology } from '../testing/known-topology.js';
import { groupedByDefault, groupingTags, pictureOf, spokenNames, withLiveVerdicts } from './map-picture.js';
import { mapSentence } from './map-sentence.js';

const known = knownTopology();

describe('what a map shows by itself', () => {
  it('is everything while it fits, and systems when it does not', () =>
    expect([groupedByDefault(known.nodes), groupedByDefault(generatedTopology(200).nodes)]).toEqual(['nothing', 'system']));
  it('offers the tags that tell nodes apart', () => {
    const [first, second, third] = known.nodes.map((node) => ({ ...node, tags: {} }));
    if (first === undefined || second === undefined || third === undefined) throw new Error('the fixture is too small');
    const nodes = [
      { ...first, tags: { team: 'a', env: 'prod', id: '1' } },
      { ...second, tags: { team: 'a', env: 'prod', id: '2' } },
      { ...third, tags: { team: 'b', env: 'prod', id: '3' } },
    ];
    expect(groupingTags(nodes)).toEqual(['team']);
  });
  it('has the verdicts of now', () => {
    const resources = new Map<string, ReturnType<typeof fixtureResources>[number]>(
      fixtureResources().map((resource) => [resource.id, { ...resource, verdict: { ...resource.verdict, state: 'stale' } }]),
    );
    const states = withLiveVerdicts(known, resources).nodes.map(({ name, verdict }) => [name, verdict?.state] as const);
    expect(new Map(states).get('orders-fulfilment')).toBe('stale');
    expect(new Map(states).get('checkout-api')).toBeUndefined();
    expect(new Map(states).get('order-events')).toBe('ok');
  });
  it('tells namesakes apart, and names groups of them only once', () => {
    const topic = known.nodes.find(({ name }) => name === 'order-events');
    if (topic === undefined) throw new Error('the fixture lost its topic');
    const estate = { nodes: [...known.nodes, { ...topic, id: 'twin', region: 'us-east-1' }], edges: known.edges };
    const shown = pictureOf(estate, { by: 'nothing', root: null });
    expect([...shown.apart]).toEqual([
      [topic.id, 'eu-west-1'],
      ['twin', 'us-east-1'],
    ]);
    expect([topic.id, 'twin'].map((id) => spokenNames(shown).get(id))).toEqual(['order-events (eu-west-1)', 'order-events (us-east-1)']);
    expect(pictureOf(estate, { by: 'account', root: null }).apart.size).toBe(0);
  });
  it('says how much there is and what is broken', () => {
    const whole = pictureOf(known, { by: 'nothing', root: null });
    expect(mapSentence(whole)).toBe(
      'Flow map: 39 boxes, 34 lines. shipping-labels to label-printer is cut; encoding-jobs to encoder-fleet is not finished.',
    );
    expect(mapSentence({ ...whole, lines: [] })).toBe('Flow map: 39 boxes, 0 lines. No line is broken.');
  });
});
