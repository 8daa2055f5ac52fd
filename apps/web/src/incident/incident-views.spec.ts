import { describe, expect, it } from 'vitest';
import { fixtureResources, FIXTURE_NOW } from '../testing/estate-fixture.js';
import { knownIncidents } from '../testing/known-incidents.js';
import { knownTopology } from '../testing/known-topology.js';
import { incidentText } from './incident-text.js';
import { diffOf, shortDiff } from './line-diff.js';
import { losingMember } from './losing-member.js';
import { reachPicture, REACH_WIDTH } from './reach-layout.js';
import { splitTitle } from './split-title.js';

const [incident] = knownIncidents(fixtureResources(), knownTopology());
if (incident === undefined) throw new Error('no incident to look at');

describe('an incident as text', () => {
  const text = incidentText(incident, FIXTURE_NOW, 'utc', 'https://weir.example/incidents/INC-2041').replaceAll('\u202f', ' ').split('\n');
  it('says what, where, since when and whose', () =>
    expect(text.slice(0, 8)).toEqual([
      'INC-2041 · SEV 1 · payments-capture is poisoned',
      'https://weir.example/incidents/INC-2041',
      '',
      expect.stringMatching(/^Since 24 Nov 2026, 13:44 UTC, for 48 min\. captures are received/),
      'Severity: first loss within 4 h',
      'First loss: 24 Nov 2026, 17:44, 3 h 12 min left',
      'Where: payments-capture, prod eu-west-1; 2 resources',
      'Owner: not acknowledged',
    ]));
  it('says what to do and what happened, at absolute times', () => {
    expect(text).toContain(
      '2. Keep the messages. Raise the retention of payments-capture-dlq from 4 h to 14 d. It was set to 14 400 s at 13:41.',
    );
    expect(text).toContain('24 Nov 2026, 13:41  the message retention changed (terraform)');
  });
  it('tells no countdown of what is over', () =>
    expect(incidentText({ ...incident, state: 'resolved', fix: 'rolled back' }, FIXTURE_NOW, 'utc', '')).not.toContain('First loss'));
});

describe('a difference', () => {
  it('is the edited field of two objects', () =>
    expect(diffOf('{"a":1,"b":2}', '{"a":1,"b":3}').map(({ change, text }) => `${change} ${text.trim()}`)).toEqual([
      'same {',
      'same "a": 1,',
      'removed "b": 2',
      'added "b": 3',
      'same }',
    ]));
  it('is everything where there was nothing, or nothing is left', () => {
    expect(diffOf(null, '1')).toEqual([{ change: 'added', text: '1' }]);
    expect(diffOf('1', null)).toEqual([{ change: 'removed', text: '1' }]);
  });
  it('is told of what is no JSON any more', () =>
    expect(diffOf('{"a":', '{"b":')).toEqual([
      { change: 'removed', text: '{"a":' },
      { change: 'added', text: '{"b":' },
    ]));
  it('leaves out long stretches that are the same', () => {
    const lines = diffOf(JSON.stringify([1, 2, 3, 4, 5, 6, 7, 8, 9]), JSON.stringify([1, 2, 3, 4, 5, 6, 7, 8, 0]));
    expect(shortDiff(lines)[0]).toBeNull();
    expect(shortDiff(lines).filter((line) => line === null)).toHaveLength(1);
    expect(shortDiff(lines).flatMap((line) => (line === null || line.change === 'same' ? [] : line.text.trim()))).toEqual(['9', '0']);
  });
});

describe('the reach', () => {
  const picture = reachPicture(incident);
  const placed = (name: string) => picture?.boxes.find(({ node }) => node.name === name);
  it('has the root in the middle, its dead-letter queue below, what feeds it left and what reads it right', () => {
    const [root, dead] = [placed('payments-capture'), placed('payments-capture-dlq')];
    expect(root).toMatchObject({ role: 'root' });
    expect(dead).toMatchObject({ role: 'consequence' });
    expect(dead?.place.x).toBe(root?.place.x);
    expect(dead?.place.y).toBeGreaterThan((root?.place.y ?? 0) + (root?.place.height ?? 0));
    expect(placed('payment-events')?.place.x).toBe(0);
    expect((placed('capture-payment')?.place.x ?? 0) + (root?.place.width ?? 0)).toBe(REACH_WIDTH);
  });
  it('is not drawn of what the map does not know', () =>
    expect(reachPicture({ ...incident, reach: { nodes: [], edges: [], up: 0, down: 0, leftOut: 0 } })).toBeNull());
});

it('the countdown is that of the queue that loses first', () => {
  expect(losingMember(incident).name).toBe('payments-capture-dlq');
  expect(losingMember({ ...incident, loss: null, members: [] }).name).toBe('payments-capture');
});

it.each([
  ['Verdict ok → poisoned: 31 dead', ['Verdict ok → poisoned:', ' 31 dead']],
  ['Incident opened. 31 dead letters', ['Incident opened.', ' 31 dead letters']],
  ['the retention changed', ['the retention changed', '']],
  [`${'long '.repeat(20)}: end`, ['', `${'long '.repeat(20)}: end`]],
])('%s', (text, parts) => expect(splitTitle(text)).toEqual(parts));
