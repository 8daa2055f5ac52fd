import { isBrokenFlow } from '@weir/domain';
import { describe, expect, it } from 'vitest';
import { FIXTURE_NOW } from '../testing/estate-fixture.js';
import { generatedTopology } from '../testing/generated-topology.js';
import { farLines } from './far-lines.js';
import { lineElements } from './flow-elements.js';
import { pictureOf } from './map-picture.js';

const picture = pictureOf(generatedTopology(200), { by: 'nothing', root: null });
const places = new Map(
  [...picture.boxes, ...picture.missing].map(({ id }, index) => [id, { x: (index % 5) * 190, y: index * 54, width: 116, height: 36 }]),
);
const joints = lineElements(picture, places, FIXTURE_NOW);
const subpaths = (d: string) => d.split('M').length - 1;

describe('lines from far away', () => {
  const { bundles, broken, missing } = farLines(joints, () => '');

  it('are all there, in few paths', () => {
    const drawn = bundles.reduce((sum, { d }) => sum + subpaths(d), 0) + broken.length + subpaths(missing);
    expect(drawn).toBe(joints.length);
    expect(bundles.length).toBeLessThan(joints.length / 10);
  });
  it('keep what is broken apart, each with its sign', () => {
    expect(broken.length).toBeGreaterThan(0);
    expect(broken.filter(({ line }) => !isBrokenFlow(line.state))).toEqual([]);
  });
  it('step back, or out, by themselves', () => {
    const [first] = joints.filter(({ type }) => type === 'line');
    const standing = farLines(joints, (id) => (id === first?.id ? 'near' : 'back'));
    const near = standing.bundles.filter(({ classes }) => classes.includes('near'));
    expect(near.reduce((sum, { d }) => sum + subpaths(d), 0) + standing.broken.filter((line) => line.standing === 'near').length).toBe(1);
  });
});
