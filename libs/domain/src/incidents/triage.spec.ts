import { incidentAction, type IncidentAction, type IncidentId, type ResourceId } from '@weir/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { queue } from '../topology/testing/small-estate.js';
import { applyEntry, type EntryBody, foldIncident, type Incident, type IncidentEntry, type Member } from './incident.js';
import { describeEntry, triage, type Triaged, type TriageSight } from './triage.js';

const NOW = Date.UTC(2026, 10, 24, 14, 32);
const ID = 'INC-7' as IncidentId;
const ids = ['orders', 'orders-dlq', 'mails'].map((name) => queue(name).id) as [ResourceId, ResourceId, ResourceId];
const [ORDERS, ORDERS_DLQ, MAILS] = ids;

const member = (id: ResourceId, because: string | null): Member => ({
  resource: { id, kind: 'queue', name: id, accountId: '111122223333', accountName: 'prod', region: 'eu-west-1', system: 'orders' },
  because,
  joinedAt: NOW,
  pinned: false,
});
const OPENED: EntryBody = {
  kind: 'opened',
  root: { id: ORDERS, verdict: 'poisoned', reason: 'dead-lettering', because: '5 receives each' },
  since: NOW - 60_000,
  severity: 2,
  severityBecause: 'it is poisoned',
  members: [member(ORDERS, null), member(ORDERS_DLQ, 'is where failures go'), member(MAILS, 'hangs on it')],
  episodes: ids.map((resourceId) => ({ alarmId: `verdict/${resourceId}`, resourceId, firedAt: NOW })),
  splitFrom: null,
};
const entryOf = (seq: number, by: string | null, body: EntryBody): IncidentEntry => ({
  incident: ID,
  seq,
  at: NOW + seq * 1000,
  by,
  requestId: null,
  body,
});
const other = (state: Incident['state']): Incident => ({ ...foldIncident([entryOf(1, null, OPENED)]), id: 'INC-3' as IncidentId, state });

/** An incident that people and Weir work on, as a store would keep it. */
class Desk {
  readonly log: IncidentEntry[] = [entryOf(1, null, OPENED)];
  incident = foldIncident(this.log);

  weir(body: EntryBody): void {
    this.#append(null, body);
  }

  act(by: string, action: unknown, version = this.incident.version): Triaged {
    const sight: TriageSight = {
      since: this.log.filter(({ seq }) => seq > version),
      into: other('open'),
      newId: 'INC-8' as IncidentId,
      factsOf: () => null,
    };
    const triaged = triage(this.incident, { action: incidentAction.parse(action), by, version }, sight, NOW);
    if (triaged.ok) this.#append(by, triaged.entry);
    return triaged;
  }

  #append(by: string | null, body: EntryBody): void {
    const entry = entryOf(this.log.length + 1, by, body);
    this.log.push(entry);
    this.incident = applyEntry(this.incident, entry);
  }
}

interface Case {
  readonly name: string;
  /** Each with who does it; `weir` writes an entry. The last has seen version 1, the others all that was done before. */
  readonly does: readonly (readonly [by: string, action: object])[];
  /** What the last is answered with. */
  readonly answer: 'applied' | `conflict with ${string}` | `refused ${string}`;
}

const CASES: readonly Case[] = [
  {
    name: 'an acknowledgement and an assignment commute',
    does: [
      ['ann', { kind: 'assign', to: 'Ines' }],
      ['bob', { kind: 'acknowledge' }],
    ],
    answer: 'applied',
  },
  {
    name: 'two acknowledge',
    does: [
      ['ann', { kind: 'acknowledge' }],
      ['bob', { kind: 'acknowledge' }],
    ],
    answer: 'applied',
  },
  {
    name: 'one acknowledges what another took back',
    does: [
      ['ann', { kind: 'unacknowledge' }],
      ['bob', { kind: 'acknowledge' }],
    ],
    answer: 'conflict with ann: took the acknowledgement back',
  },
  {
    name: 'two assign to different people',
    does: [
      ['ann', { kind: 'assign', to: 'Ines' }],
      ['bob', { kind: 'assign', to: 'Olu' }],
    ],
    answer: 'conflict with ann: assigned it to Ines',
  },
  {
    name: 'two assign to the same person',
    does: [
      ['ann', { kind: 'assign', to: 'Ines' }],
      ['bob', { kind: 'assign', to: 'Ines' }],
    ],
    answer: 'applied',
  },
  {
    name: 'somebody changes their mind',
    does: [
      ['ann', { kind: 'assign', to: 'Ines' }],
      ['ann', { kind: 'assign', to: 'Olu' }],
    ],
    answer: 'applied',
  },
  {
    name: 'the last word on an aspect counts',
    does: [
      ['ann', { kind: 'assign', to: 'Olu' }],
      ['cy', { kind: 'assign', to: 'Ines' }],
      ['bob', { kind: 'assign', to: 'Ines' }],
    ],
    answer: 'applied',
  },
  {
    name: 'a note is never refused',
    does: [
      ['ann', { kind: 'resolve' }],
      ['bob', { kind: 'note', text: 'the card network is down' }],
    ],
    answer: 'applied',
  },
  {
    name: 'one acknowledges what another resolved',
    does: [
      ['ann', { kind: 'resolve' }],
      ['bob', { kind: 'acknowledge' }],
    ],
    answer: 'conflict with ann: resolved it',
  },
  {
    name: 'one acknowledges what Weir resolved',
    does: [
      ['weir', { kind: 'resolved' }],
      ['bob', { kind: 'acknowledge' }],
    ],
    answer: 'conflict with null: resolved it: every alarm stayed clear',
  },
  {
    name: 'two resolve, and both say how',
    does: [
      ['ann', { kind: 'resolve', fix: 'rolled back' }],
      ['bob', { kind: 'resolve', fix: 'told the team' }],
    ],
    answer: 'applied',
  },
  {
    name: 'one merges what another resolved',
    does: [
      ['ann', { kind: 'resolve' }],
      ['bob', { kind: 'merge', into: 'INC-3' }],
    ],
    answer: 'conflict with ann: resolved it',
  },
  {
    name: 'one snoozes what became worse',
    does: [
      ['weir', { kind: 'worsened', severity: 1, because: 'first loss within 4 h' }],
      ['bob', { kind: 'snooze', until: NOW + 3_600_000 }],
    ],
    answer: 'conflict with null: raised it to SEV\u202f1: first loss within 4 h',
  },
  {
    name: 'one splits off what another split off',
    does: [
      ['ann', { kind: 'split', resources: [MAILS] }],
      ['bob', { kind: 'split', resources: [MAILS] }],
    ],
    answer: 'refused action.resources',
  },
  { name: 'everything cannot be split off', does: [['ann', { kind: 'split', resources: [...ids] }]], answer: 'refused action.resources' },
  { name: 'the root cannot be split off', does: [['ann', { kind: 'split', resources: [ORDERS] }]], answer: 'refused action.resources' },
  { name: 'an incident does not go into itself', does: [['ann', { kind: 'merge', into: ID }]], answer: 'refused action.into' },
  { name: 'a snooze ends in the future', does: [['ann', { kind: 'snooze', until: NOW - 1 }]], answer: 'refused action.until' },
];

const answerOf = (triaged: Triaged): string => {
  if (triaged.ok) return 'applied';
  if (triaged.why === 'refused') return `refused ${triaged.field}`;
  return `conflict with ${String(triaged.entry.by)}: ${describeEntry(triaged.entry)}`;
};

describe('actions of people', () => {
  it.each(CASES.map((row) => [row.name, row] as const))('%s', (_, { does, answer }) => {
    const desk = new Desk();
    let last: Triaged | undefined;
    does.forEach(([by, action], index) => {
      if (by === 'weir') desk.weir(action as EntryBody);
      else last = desk.act(by, action, index === does.length - 1 ? 1 : undefined);
    });
    expect(last && answerOf(last)).toBe(answer);
  });

  it('keeps what each of two said when they resolved it', () => {
    const desk = new Desk();
    desk.act('ann', { kind: 'resolve', fix: 'rolled back' }, 1);
    desk.act('bob', { kind: 'resolve', fix: 'told the team' }, 1);
    expect(desk.incident).toMatchObject({ state: 'resolved', resolvedBy: 'ann', fix: 'rolled back\ntold the team' });
  });

  it('makes of a split an incident of its own, pinned, with its alarms', () => {
    const desk = new Desk();
    const triaged = desk.act('ann', { kind: 'split', resources: [MAILS] });
    expect(desk.incident.members.map(({ resource }) => resource.id)).toEqual([ORDERS, ORDERS_DLQ]);
    expect(triaged.ok && triaged.other).toMatchObject({
      kind: 'open',
      entry: {
        root: { id: MAILS },
        members: [{ resource: { id: MAILS }, pinned: true }],
        episodes: [{ resourceId: MAILS }],
        splitFrom: ID,
      },
    });
  });

  it('hands everything over with a merge', () => {
    const desk = new Desk();
    const triaged = desk.act('ann', { kind: 'merge', into: 'INC-3' });
    expect(desk.incident).toMatchObject({ state: 'merged', mergedInto: 'INC-3', episodes: [] });
    expect(triaged.ok && triaged.other).toMatchObject({ kind: 'absorb', entry: { from: ID, episodes: [{}, {}, {}] } });
  });

  const action: fc.Arbitrary<IncidentAction> = fc.oneof(
    fc.constantFrom<IncidentAction>({ kind: 'acknowledge' }, { kind: 'unacknowledge' }, { kind: 'reopen' }, { kind: 'resolve', fix: null }),
    fc.constantFrom('Ines', 'Olu', null).map((to): IncidentAction => ({ kind: 'assign', to })),
    fc.constantFrom(null, NOW + 3_600_000, NOW + 7_200_000).map((until): IncidentAction => ({ kind: 'snooze', until })),
    fc.string({ minLength: 1, maxLength: 5 }).map((text): IncidentAction => ({ kind: 'note', text: `n${text}n` })),
    fc.constantFrom(MAILS, ORDERS_DLQ).map((id): IncidentAction => ({ kind: 'split', resources: [id] })),
  );
  const system = fc.constantFrom<EntryBody>(
    { kind: 'resolved' },
    { kind: 'worsened', severity: 1, because: 'first loss within 4 h' },
    { kind: 'reopened', members: [], episodes: [] },
  );
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ by: fc.constantFrom('ann', 'bob', 'cy'), action, lag: fc.nat(6) }) },
    { weight: 1, arbitrary: fc.record({ weir: system }) },
  );

  it('are never lost: each is in the log, or its sender is told who did what, and the log replays to the same incident', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const desk = new Desk();
        const applied: IncidentAction[] = [];
        for (const each of steps) {
          if ('weir' in each) {
            desk.weir(each.weir);
            continue;
          }
          const version = Math.max(1, desk.incident.version - each.lag);
          const before = desk.incident;
          const triaged = desk.act(each.by, each.action, version);
          if (triaged.ok) applied.push(each.action);
          else {
            expect(desk.incident).toBe(before);
            if (triaged.why === 'conflict') {
              expect(triaged.entry.seq).toBeGreaterThan(version);
              expect(triaged.entry.by).not.toBe(each.by);
            }
          }
          if (each.action.kind === 'note') expect(triaged.ok).toBe(true);
        }
        const logged = desk.log.flatMap(({ body }) => (body.kind === 'action' ? [body.action] : []));
        expect(logged).toEqual(applied);
        expect(foldIncident(JSON.parse(JSON.stringify(desk.log)) as IncidentEntry[])).toEqual(desk.incident);
        expect(desk.log.map(({ seq }) => seq)).toEqual(desk.log.map((_, index) => index + 1));
      }),
      { numRuns: 300 },
    );
  });

  it('lead to the same incident in either order where both are applied', () => {
    const standing = ({ version: _v, changedAt: _c, acknowledged, snoozed, resolvedAt: _r, resolvedBy: _b, ...rest }: Incident) => ({
      ...rest,
      acknowledged: acknowledged !== null,
      firstAcknowledgedAt: rest.firstAcknowledgedAt !== null,
      snoozed: snoozed?.until ?? null,
      reopened: 0,
    });
    fc.assert(
      fc.property(action, action, (one, two) => {
        const forth = new Desk();
        const back = new Desk();
        const answers = [forth.act('ann', one, 1), forth.act('bob', two, 1), back.act('bob', two, 1), back.act('ann', one, 1)];
        if (!answers.every(({ ok }) => ok)) return;
        const sorted = (incident: Incident) => ({
          ...standing(incident),
          members: new Set(incident.members),
          episodes: new Set(incident.episodes),
        });
        expect(sorted(back.incident)).toEqual(sorted(forth.incident));
      }),
      { numRuns: 300 },
    );
  });

  it('are refused by a log that does not follow', () => {
    expect(() => foldIncident([])).toThrow(RangeError);
    expect(() => foldIncident([entryOf(1, null, OPENED), entryOf(3, null, { kind: 'resolved' })])).toThrow(RangeError);
    expect(() => foldIncident([entryOf(1, null, { kind: 'resolved' })])).toThrow(RangeError);
  });
});
