import { describe, expect, it } from 'vitest';
import { fixtureResources } from '../testing/estate-fixture.js';
import { knownIncidents } from '../testing/known-incidents.js';
import { knownTopology } from '../testing/known-topology.js';
import { passesFilter, readIncidentsSearch, toggleSeverity, type IncidentsFilter } from './incidents-search.js';

describe('the address of the inbox', () => {
  it('keeps what makes sense', () =>
    expect(
      readIncidentsSearch({
        ...{ state: 'resolved', severity: [2, 1, 1], account: 111122223333, system: 'payments', assignee: 'nobody', q: 'capture' },
        ...{ at: 'INC-2041', sel: ['INC-2041', 'INC-2042'] },
      }),
    ).toEqual({
      ...{ state: 'resolved', severity: [1, 2], account: '111122223333', system: 'payments', assignee: 'nobody', q: 'capture' },
      ...{ at: 'INC-2041', sel: ['INC-2041', 'INC-2042'] },
    }));
  it('leaves out what does not, and what is the default', () =>
    expect(readIncidentsSearch({ state: 'open', severity: [7, 'x'], account: ' ', q: {}, at: 'INC-0', sel: ['<b>'] })).toEqual({}));
});

describe('the filter', () => {
  const incidents = knownIncidents(fixtureResources(), knownTopology());
  const found = (filter: IncidentsFilter) => incidents.filter((incident) => passesFilter(incident, filter)).map(({ id }) => id);
  it.each<[IncidentsFilter, readonly string[]]>([
    [{ severity: [1] }, ['INC-2041']],
    [{ severity: [1, 2] }, ['INC-2041', 'INC-2042', 'INC-2043']],
    [{ system: 'shipping' }, ['INC-2042']],
    [{ account: 'prod', assignee: 'Ines' }, ['INC-2043']],
    [{ account: '111122223333', severity: [1] }, ['INC-2041']],
    [{ account: 'nowhere' }, []],
    [{ assignee: 'nobody', severity: [1] }, ['INC-2041']],
    [{ q: ' CAPTURE ' }, ['INC-2041']],
    [{ q: 'inc-2042' }, ['INC-2042']],
    [{ q: 'nothing like it' }, []],
  ])('%o leaves %o', (filter, ids) => expect(found(filter)).toEqual(ids));
});

it('a severity is chosen and given up by the same button', () => {
  expect(toggleSeverity(undefined, 2)).toEqual([2]);
  expect(toggleSeverity([2], 1)).toEqual([1, 2]);
  expect(toggleSeverity([2], 2)).toBeUndefined();
});
