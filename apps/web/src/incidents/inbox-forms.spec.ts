import { incidentAction } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { at, fixtureResources } from '../testing/estate-fixture.js';
import { knownIncidents } from '../testing/known-incidents.js';
import { knownTopology } from '../testing/known-topology.js';
import { alarmedIncidents } from './alarmed-incidents.js';
import { drawUuid } from './draw-uuid.js';
import { openedWords } from './opened-words.js';
import { readAction } from './read-action.js';
import { snoozeChoices } from './snooze-choices.js';

describe('a form', () => {
  const fields = (given: Readonly<Record<string, unknown>>) => (name: string) => given[name];
  it('becomes an action of the contract', () => {
    expect(incidentAction.parse(readAction('assign', fields({ to: ' Ines ' })))).toEqual({ kind: 'assign', to: 'Ines' });
    expect(incidentAction.parse(readAction('resolve', fields({ fix: '' })))).toEqual({ kind: 'resolve', fix: null });
    expect(incidentAction.parse(readAction('resolve', fields({ fix: 'rolled back' })))).toEqual({ kind: 'resolve', fix: 'rolled back' });
    expect(incidentAction.parse(readAction('merge', fields({ into: 'inc-2042' })))).toEqual({ kind: 'merge', into: 'INC-2042' });
  });
  it('is refused where something is missing', () => {
    expect(incidentAction.safeParse(readAction('assign', fields({ to: ' ' }))).success).toBe(false);
    expect(incidentAction.safeParse(readAction('link', fields({ url: 'javascript:alert(1)', title: 'x' }))).success).toBe(false);
    expect(incidentAction.safeParse(readAction('merge', fields({ into: 'that one' }))).success).toBe(false);
  });
});

describe('a snooze', () => {
  const until = (now: number, offset: number) => snoozeChoices(now, offset).at(-1);
  it('can last until the next morning of whoever chooses it', () => {
    expect(until(at(14, 32), 0)).toEqual({ label: 'Until tomorrow morning', until: at(33, 0) });
    expect(until(at(3, 0), 0)).toEqual({ label: 'Until this morning', until: at(9, 0) });
    // Two hours ahead of UTC it is 09:00 at 07:00 UTC.
    expect(until(at(3, 0), -120)?.until).toBe(at(7, 0));
    expect(until(at(23, 0), -120)).toEqual({ label: 'Until this morning', until: at(31, 0) });
  });
  it('is never over at once', () => {
    for (let hour = 0; hour < 24; hour += 1)
      for (const { until: end } of snoozeChoices(at(hour, 59), 300)) expect(end).toBeGreaterThan(at(hour, 59) + 20 * 60_000);
  });
});

describe('what is told to those who listen', () => {
  const incidents = knownIncidents(fixtureResources(), knownTopology());
  const known = (...left: readonly string[]) => new Set(incidents.map(({ id }) => id).filter((id) => !left.includes(id)));
  it('is the worst that was opened, and how many more', () => {
    expect(openedWords(known(), incidents)).toBeNull();
    expect(openedWords(known('INC-2044'), incidents)).toBe('Incident opened, severity 3: inventory-reserve is slow');
    expect(openedWords(known('INC-2041', 'INC-2044'), incidents)).toBe(
      'Incident opened, severity 1: payments-capture is poisoned, and 1 more',
    );
  });
  it('is not what was opened and is over', () => expect(openedWords(known('INC-2011'), incidents)).toBeNull());
});

describe('alarms of one resource', () => {
  const [capture] = knownIncidents(fixtureResources(), knownTopology());
  const [alarm] = capture?.members[0]?.alarms ?? [];
  if (alarm === undefined) throw new Error('no alarm to look at');
  it('lead to their incidents, each once, the oldest trouble first', () =>
    expect(
      alarmedIncidents([
        alarm,
        { ...alarm, id: 'b', rule: 'age-over-budget', since: at(13, 0), because: 'older' },
        { ...alarm, id: 'c', incident: 'INC-9', since: at(12, 0) },
      ]),
    ).toMatchObject([
      { incident: 'INC-9', rules: ['verdict'] },
      { incident: 'INC-2041', rules: ['age-over-budget', 'verdict'], since: at(13, 0), because: 'older' },
    ]));
  it('lead nowhere when they are over or of no incident', () =>
    expect(
      alarmedIncidents([
        { ...alarm, state: 'resolved' },
        { ...alarm, incident: null },
      ]),
    ).toEqual([]));
});

it('ids of requests are random UUIDs', () => {
  const drawn = Array.from({ length: 50 }, () => drawUuid());
  expect(new Set(drawn).size).toBe(50);
  for (const id of drawn) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
