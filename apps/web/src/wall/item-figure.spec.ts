import type { Reading, WallItem } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { itemFigure } from './item-figure.js';
import { FIXTURE_NOW as now, makeResource } from '../testing/estate-fixture.js';

const read = (value: number | null, state: Reading['state'] = 'live'): Reading => ({ value, at: now, state });
const resource = makeResource({ name: 'a', system: 'a', state: 'stopped' });
const item = (state: WallItem['verdict']['state'], change: Partial<WallItem>): WallItem => ({
  id: resource.id,
  rank: 0,
  kind: 'trouble',
  name: 'a',
  system: 'a',
  verdict: { ...resource.verdict, state },
  visible: read(52_440),
  inFlight: read(0),
  oldestAge: read(400),
  lag: null,
  refusedPerSecond: null,
  incoming: null,
  growthPerSecond: 38,
  drain: { kind: 'never' },
  loss: null,
  deadLetters: null,
  spark: { points: [], absences: [], provisionalFrom: null },
  ...change,
});
const passing = (state: WallItem['verdict']['state'], perSecond: number | null): WallItem =>
  item(state, {
    ...{ visible: null, oldestAge: null, incoming: { perSecond } },
    verdict: { ...resource.verdict, state, since: now - 41 * 60_000 },
  });
const loss = (hours: number, kind: 'dead-letter-expiry' | 'backlog-expiry' = 'dead-letter-expiry', count = 412) => ({
  earliestAt: now + hours * 3_600_000,
  latestAt: now + hours * 3_600_000,
  count,
  kind,
});

describe('the figure of a wall row', () => {
  it.each<[string, WallItem, unknown]>([
    [
      'time to loss first',
      item('poisoned', { loss: loss(3.2) }),
      { kind: 'left', seconds: 11_520, caption: 'until the first of 412 is lost' },
    ],
    [
      'a far loss of what is poisoned',
      item('poisoned', { loss: loss(100, 'dead-letter-expiry', 1) }),
      { kind: 'left', seconds: 360_000, caption: 'until the only message is lost' },
    ],
    [
      'a near expiry of a backlog',
      item('stopped', { loss: loss(1, 'backlog-expiry') }),
      { kind: 'left', seconds: 3_600, caption: 'until the first of 412 expires' },
    ],
    [
      'a moment that passed is not a promise',
      item('poisoned', { loss: loss(-1) }),
      { kind: 'left', seconds: 0, caption: 'the first of 412 may be lost already' },
    ],
    [
      'depth of what is stopped, though a loss is days away',
      item('stopped', { loss: loss(90) }),
      { kind: 'count', text: '52.4\u202fk', caption: 'waiting, +38/s', old: false },
    ],
    [
      'what is held by a stalled consumer',
      item('stalled', { inFlight: read(640) }),
      { kind: 'count', text: '52.4\u202fk', caption: 'waiting, 640 in flight', old: false },
    ],
    ['age of what is slow', item('slow', {}), { kind: 'age', seconds: 400, caption: 'old', old: false }],
    [
      'depth when no age is known',
      item('slow', { oldestAge: read(null, 'late') }),
      { kind: 'count', text: '52.4\u202fk', caption: 'waiting, +38/s', old: false },
    ],
    [
      'an old reading is marked',
      item('stopped', { visible: read(7, 'throttled'), growthPerSecond: null }),
      { kind: 'count', text: '7', caption: 'waiting', old: true },
    ],
    [
      'nothing known is a dash',
      item('stopped', { visible: null, oldestAge: null }),
      { kind: 'count', text: '–', caption: 'no reading', old: false },
    ],
    [
      'what a stream refuses',
      item('slow', { visible: null, oldestAge: null, lag: read(2_000), refusedPerSecond: 562 }),
      { kind: 'count', text: '562/s', caption: 'refused', old: false },
    ],
    [
      'how far a reader is behind',
      item('stalled', { visible: null, oldestAge: null, lag: read(400_000, 'settled') }),
      { kind: 'age', seconds: 400, caption: 'behind', old: false },
    ],
    [
      'what comes in where it fails',
      item('failing', { visible: null, oldestAge: null, incoming: { perSecond: 12.4 } }),
      { kind: 'count', text: '12.4/s', caption: 'come in', old: false },
    ],
    [
      'how long a rule has starved when what comes in is not known',
      passing('starved', null),
      { kind: 'age', seconds: 2_460, caption: 'starved', old: false },
    ],
    [
      'how long a pipe has stopped when nothing comes in',
      passing('stopped', 0),
      { kind: 'age', seconds: 2_460, caption: 'stopped', old: false },
    ],
  ])('%s', (_name, given, figure) => expect(itemFigure(given, now)).toEqual(figure));
});
