import Elk from 'elkjs/lib/elk.bundled.js';
import { describe, expect, it } from 'vitest';
import type { Topology } from '@weir/contract';
import { generatedTopology } from '../testing/generated-topology.js';
import { knownTopology, mapEdge, mapNode } from '../testing/known-topology.js';
import { BOX_GAP, BOX_HEIGHT, MAP_COLUMNS, columnOf } from './columns.js';
import { elkGraphOf, placesOf, type Place } from './elk-graph.js';
import { pictureOf, type MapPicture } from './map-picture.js';

const picture = (topology: Pick<Topology, 'nodes' | 'edges'>) => pictureOf(topology, { by: 'nothing', root: null });
const layOut = async (shown: MapPicture) => placesOf(shown, await new Elk().layout(elkGraphOf(shown)));
const known = knownTopology();
const placed = (places: ReadonlyMap<string, Place>, shown: MapPicture, name: string) =>
  places.get(shown.boxes.find((box) => box.name === name)?.id ?? '');

describe('the layout', () => {
  it('keeps every box in its column, apart from its neighbours', async () => {
    const shown = picture(generatedTopology(120));
    const places = await layOut(shown);
    expect(places.size).toBe(shown.boxes.length + shown.missing.length);
    for (const { id, column } of shown.boxes) expect(places.get(id)?.x).toBe(columnOf(column).x);
    for (const { x } of MAP_COLUMNS) {
      const tops = [...places.values()].filter((place) => place.x === x).map(({ y }) => y);
      const sorted = tops.sort((a, b) => a - b);
      sorted.slice(1).forEach((y, index) => expect(y - (sorted[index] ?? 0)).toBeGreaterThanOrEqual(BOX_HEIGHT + BOX_GAP));
    }
  });
  it('puts a queue, its reader and its dead-letter queue in one row', async () => {
    const shown = picture(known);
    const places = await layOut(shown);
    const rows = ['payments-capture', 'capture-payment', 'payments-capture-dlq'].map((name) => placed(places, shown, name)?.y);
    expect(new Set(rows).size).toBe(1);
  });
  it('draws the same estate alike, in whatever order it is told', async () => {
    const shown = picture(known);
    const turned = picture({ nodes: known.nodes.toReversed(), edges: known.edges.toReversed() });
    expect(new Map([...(await layOut(turned))].sort())).toEqual(new Map([...(await layOut(shown))].sort()));
  });
  it('leaves what was there in its order when something comes', async () => {
    const before = picture(known);
    const topic = known.nodes.find(({ name }) => name === 'payment-events');
    if (topic === undefined) throw new Error('the fixture lost its topic');
    const fresh = mapNode({ name: 'payments-refunds', kind: 'queue', column: 'stores' });
    const after = picture({ nodes: [...known.nodes, fresh], edges: [...known.edges, mapEdge(topic, fresh, 'subscription', { rate: 2 })] });
    const order = (places: ReadonlyMap<string, Place>) =>
      [...places]
        .filter(([id]) => before.boxes.some((box) => box.id === id))
        .sort(([, a], [, b]) => a.x - b.x || a.y - b.y)
        .map(([id]) => id);
    expect(order(await layOut(after))).toEqual(order(await layOut(before)));
  });
});

it('gives room to boxes that many lines join', async () => {
  const shown = pictureOf(known, { by: 'account', root: null });
  const heights = [...(await layOut(shown)).values()].map(({ height }) => height);
  expect(Math.max(...heights)).toBe(3 * 24);
  expect(Math.min(...heights)).toBe(BOX_HEIGHT);
});

describe('the picture', () => {
  it('has a box where a dead-letter queue is missing', () =>
    expect(picture(known).missing.map(({ of, count }) => [known.nodes.find(({ id }) => id === of)?.name, count])).toEqual([
      ['encoder-fleet', 1],
    ]));
  it('shows around a root what leads there and what it leads to', () => {
    const root = known.nodes.find(({ name }) => name === 'shipping-labels')?.id ?? '';
    const shown = pictureOf(known, { by: 'nothing', root });
    expect(shown.boxes.map(({ name }) => name).sort()).toEqual([
      'checkout-api',
      'commerce-bus',
      'label-printer',
      'order-events',
      'shipping-labels',
      'shipping-labels-dlq',
      'warehouse-app',
    ]);
    expect(shown.leftOut).toBe(known.nodes.length - 7);
  });
  it('shows everything for a root that is gone', () => expect(pictureOf(known, { by: 'nothing', root: 'gone' }).leftOut).toBe(0));
});
