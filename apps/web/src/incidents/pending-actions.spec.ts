import type { IncidentAction, IncidentDetail } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { at, fixtureResources } from '../testing/estate-fixture.js';
import { idOf, knownIncidents } from '../testing/known-incidents.js';
import { knownTopology } from '../testing/known-topology.js';
import { applyAction, pendingNotes, versionToSend, withActions, type ActionState } from './pending-actions.js';

const [incident] = knownIncidents(fixtureResources(), knownTopology());
if (incident === undefined) throw new Error('no incident to act on');

const state = (action: IncidentAction, change: Partial<ActionState> = {}): ActionState => ({
  call: { incident: incident.id, version: incident.version, action, requestId: 'one', at: at(14, 32) },
  status: 'pending',
  answer: null,
  ...change,
});
const answered = (change: Partial<IncidentDetail>): IncidentDetail => ({ ...incident, ...change });

describe('an action', () => {
  it.each<[IncidentAction, Partial<IncidentDetail>]>([
    [{ kind: 'acknowledge' }, { acknowledged: { by: 'you', at: at(14, 32) } }],
    [{ kind: 'unacknowledge' }, { acknowledged: null }],
    [{ kind: 'assign', to: 'Ines' }, { assignee: 'Ines' }],
    [{ kind: 'snooze', until: at(15, 0) }, { snoozed: { by: 'you', at: at(14, 32), until: at(15, 0) } }],
    [{ kind: 'snooze', until: null }, { snoozed: null }],
    [
      { kind: 'resolve', fix: null },
      { state: 'resolved', resolvedAt: at(14, 32), resolvedBy: 'you' },
    ],
    [{ kind: 'reopen' }, { state: 'open', resolvedAt: null }],
    [
      { kind: 'merge', into: idOf(2042) },
      { state: 'merged', mergedInto: idOf(2042) },
    ],
    [{ kind: 'note', text: 'seen' }, { version: incident.version }],
  ])('%o shows at once', (action, change) => expect(applyAction(incident, { action, at: at(14, 32) })).toMatchObject(change));
});

describe('what is shown', () => {
  it('is what was done on top of what the server told', () =>
    expect(withActions(incident, [state({ kind: 'acknowledge' }), state({ kind: 'assign', to: 'Tom' })])).toMatchObject({
      acknowledged: { by: 'you' },
      assignee: 'Tom',
    }));
  it('is rolled back when the action failed', () =>
    expect(withActions(incident, [state({ kind: 'acknowledge' }, { status: 'failed' })])).toEqual(incident));
  it('is the answer until the live view has caught up, and the live view from then on', () => {
    const answer = answered({ version: incident.version + 1, acknowledged: { by: 'Ines', at: at(14, 32) } });
    const done = state({ kind: 'acknowledge' }, { status: 'done', answer });
    expect(withActions(incident, [done])).toBe(answer);
    const live = answered({ version: incident.version + 2, acknowledged: null });
    expect(withActions(live, [done])).toBe(live);
  });
  it('keeps what is pending on a newer answer', () => {
    const answer = answered({ version: incident.version + 1, assignee: 'Tom' });
    const shown = withActions(incident, [state({ kind: 'assign', to: 'Tom' }, { status: 'done', answer }), state({ kind: 'acknowledge' })]);
    expect(shown).toMatchObject({ assignee: 'Tom', acknowledged: { by: 'you' } });
  });
  it('has the notes that are on their way', () =>
    expect(pendingNotes([state({ kind: 'note', text: 'seen' }), state({ kind: 'note', text: 'sent' }, { status: 'done' })])).toMatchObject([
      { kind: 'action', note: 'seen', by: 'you' },
    ]));
});

it('a second action is based on what the first led to', () => {
  const first = state({ kind: 'acknowledge' }, { status: 'done', answer: answered({ version: 9 }) });
  expect(versionToSend({ version: incident.version }, [first])).toBe(9);
  expect(versionToSend({ version: 12 }, [first])).toBe(12);
});
