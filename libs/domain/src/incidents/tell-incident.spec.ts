import type { AlarmedResource, IncidentId, TopologyChange } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { resourceOf } from '../alarms/testing/resource-of.js';
import type { AlarmRecord } from '../alarms/step-alarm.js';
import type { CatalogueResource } from '../model/catalogue.js';
import { mapping, queue, queueArn, rule, subscription } from '../topology/testing/small-estate.js';
import { composeTimeline } from './compose-timeline.js';
import { suspectChanges, titleOf, whatBroke } from './describe-incident.js';
import { evidenceCharts } from './evidence-charts.js';
import { foldIncident, type Incident, type IncidentEntry } from './incident.js';
import { similarIncidents } from './similar-incidents.js';
import { type SuggestionFacts, suggestActions } from './suggest-actions.js';
import { countIncidents, matchesIncident, summariseIncident, worstIncidentFirst } from './summarise-incident.js';
import { alarmOf } from './testing/alarm-of.js';

const NOW = Date.UTC(2026, 10, 24, 14, 32);
const MINUTE = 60_000;
const BILLING = queue('billing', 'billing-dlq');
const DLQ = queue('billing-dlq');

const named = ({ id, kind, name, accountId, region }: CatalogueResource): AlarmedResource => ({
  id,
  kind,
  name,
  accountId,
  accountName: 'prod',
  region,
  system: 'billing',
});

interface Given {
  readonly number?: number;
  readonly of?: CatalogueResource;
  readonly reason?: string;
  readonly verdict?: Incident['root']['verdict'];
  readonly since?: number;
  readonly severity?: Incident['severity'];
}

function opened({
  number = 1,
  of = BILLING,
  reason = 'dead-lettering',
  verdict = 'poisoned',
  since = NOW - 10 * MINUTE,
  severity = 2,
}: Given = {}): IncidentEntry {
  const members = [of, DLQ].map((each, index) => ({
    resource: named(each),
    because: index === 0 ? null : 'is where failures go',
    joinedAt: NOW,
    pinned: false,
  }));
  return {
    ...{ incident: `INC-${number}` as IncidentId, seq: 1, at: NOW - 5 * MINUTE, by: null, requestId: null },
    body: {
      ...{ kind: 'opened', since, severity, severityBecause: `it is ${verdict}`, members, splitFrom: null },
      root: { id: of.id, verdict, reason, because: '5 receives each, 31 dead' },
      episodes: [of, DLQ].map(({ id }) => ({ alarmId: `verdict/${id}`, resourceId: id, firedAt: NOW - 5 * MINUTE })),
    },
  };
}
const incident = (given: Given = {}): Incident => foldIncident([opened(given)]);
const edit = (of: CatalogueResource, at: number, sentence = 'the filter policy changed'): TopologyChange => ({
  ...{ at, resourceId: of.id, kind: of.kind, name: of.name, change: 'edited', fields: ['filterPolicy'], sentence },
  ...{ before: '{"a":[1]}', after: '{"a":[2]}' },
});
const alarms = (...all: readonly AlarmRecord[]) => new Map(all.map((alarm) => [alarm.id, alarm]));
const firing = (of: CatalogueResource, change: Partial<AlarmRecord> = {}): AlarmRecord => ({
  ...alarmOf(of, { verdict: 'poisoned', reason: 'dead-lettering', at: NOW - 5 * MINUTE }),
  ...change,
});
const summary = (of: Incident, raised: ReadonlyMap<string, AlarmRecord> = new Map(), silenced = false) =>
  summariseIncident(of, raised, () => silenced, NOW);

describe('an incident in words', () => {
  it('says what broke, what changed before, what it takes with it and what will be lost', () => {
    const loss = { earliestAt: NOW + MINUTE, latestAt: NOW + MINUTE, count: 412, kind: 'dead-letter-expiry' } as const;
    const changes = [edit(DLQ, NOW - 3 * 60 * MINUTE), edit(BILLING, NOW - 24 * MINUTE)];
    expect(whatBroke(incident(), loss, changes)).toBe(
      'The queue billing is poisoned: 5 receives each, 31 dead. billing: the filter policy changed 14\u202fmin before. It takes billing-dlq with it. As it stands 412 messages will be lost.',
    );
  });

  it('says once what will be lost where that is the trouble', () => {
    const loss = { earliestAt: NOW + MINUTE, latestAt: NOW + MINUTE, count: 650, kind: 'dead-letter-expiry' } as const;
    const told = whatBroke(incident({ of: DLQ, verdict: 'stalled', reason: 'dead-letter-expiry' }), loss, []);
    expect(told).toContain('is about to lose dead letters');
    expect(told).not.toContain('As it stands');
  });

  it.each([
    [{ of: DLQ, reason: 'dead-letters-arriving' }, 'billing-dlq receives dead letters'],
    [{ verdict: 'starved', reason: 'source-silent' }, 'billing gets nothing'],
    [{ verdict: 'filtered-out', reason: 'policy-edited' }, 'billing lets nothing pass'],
    [{ verdict: 'stopped', reason: 'lag-expiry' }, 'billing is about to lose records'],
  ] as const)('%j is called: %s', (given, title) => {
    expect(titleOf(incident(given))).toBe(title);
  });

  it('suspects edits of its members from an hour before, the nearest first', () => {
    const edits = [
      edit(BILLING, NOW - 80 * MINUTE),
      edit(BILLING, NOW - 40 * MINUTE),
      edit(DLQ, NOW - 11 * MINUTE),
      edit(queue('mails'), NOW - 10 * MINUTE),
      edit(BILLING, NOW + 5 * MINUTE),
    ];
    expect(suspectChanges(incident(), edits).map(({ at }) => (NOW - at) / MINUTE)).toEqual([11, 40]);
  });
});

describe('a timeline', () => {
  it('puts changes, verdicts, alarms, Weir and people in the order of time, and leaves out what passed', () => {
    const log: IncidentEntry[] = [
      opened(),
      {
        ...opened(),
        seq: 2,
        at: NOW - MINUTE,
        by: 'Ines',
        body: { kind: 'action', action: { kind: 'note', text: '**look** <b>here</b>' }, other: null },
      },
      { ...opened(), seq: 3, at: NOW, by: null, body: { kind: 'resolved' } },
    ];
    const of = { resourceId: BILLING.id, reason: 'dead-lettering', because: '31 dead' };
    const transition = { alarmId: 'verdict/x', rule: 'verdict', resourceId: BILLING.id, because: '31 dead' } as const;
    const timeline = composeTimeline(incident(), {
      log,
      changes: [edit(BILLING, NOW - 24 * MINUTE)],
      verdicts: [{ ...of, at: NOW - 8 * MINUTE, from: 'ok', to: 'poisoned' }],
      alarms: [
        { ...transition, at: NOW - 7 * MINUTE, from: 'resolved', to: 'pending', reason: 'condition-met' },
        { ...transition, at: NOW - 6 * MINUTE, from: 'pending', to: 'resolved', reason: 'passed-before-firing' },
        { ...transition, at: NOW - 5 * MINUTE, from: 'pending', to: 'firing', reason: 'held-long-enough' },
      ],
      resource: () => undefined,
    });
    expect(timeline.map(({ at, kind, text, by, note }) => [(NOW - at) / MINUTE, kind, text, by, note])).toEqual([
      [24, 'change', 'billing: the filter policy changed', null, null],
      [8, 'verdict', 'Verdict ok → poisoned: 31 dead', null, null],
      [5, 'alarm', 'Alarm verdict fires: 31 dead', null, null],
      [5, 'incident', 'Weir opened it', null, null],
      [1, 'action', 'noted', 'Ines', '**look** <b>here</b>'],
      [0, 'incident', 'Weir resolved it: every alarm stayed clear', null, null],
    ]);
    expect(new Set(timeline.map(({ id }) => id)).size).toBe(timeline.length);
    expect(timeline[1]?.resource?.name).toBe('billing');
  });
});

describe('suggested actions', () => {
  const facts = (change: Partial<SuggestionFacts>): SuggestionFacts => ({
    ...{ root: undefined, deadLetters: undefined, sleepingReader: undefined, changes: [], runbook: null, now: NOW },
    ...change,
  });
  const ids = (of: Incident, change: Partial<SuggestionFacts>) =>
    suggestActions(of, facts(change)).map(({ id, command, href }) => [id.split(':')[0], command ?? href]);

  it('say to look at the edit, to mend, to keep the messages and to put them back', () => {
    const loss = { earliestAt: NOW + 3 * 60 * MINUTE, latestAt: NOW + 4 * 60 * MINUTE, count: 412, kind: 'dead-letter-expiry' } as const;
    const deadLetters = resourceOf(DLQ, [BILLING, DLQ], {
      ...{ verdict: 'poisoned', reason: 'dead-letters-arriving', at: NOW, loss },
      latest: { visible: { value: 412, at: NOW, state: 'live' } },
    });
    const root = resourceOf(BILLING, [BILLING, DLQ], { verdict: 'poisoned', reason: 'dead-lettering', at: NOW });
    expect(ids(incident(), { root, deadLetters, changes: [edit(BILLING, NOW - 24 * MINUTE)], runbook: 'https://wiki/x' })).toEqual([
      ['runbook', 'https://wiki/x'],
      ['change', `/queues/${BILLING.id}`],
      ['reason', `/dlq/${DLQ.id}`],
      [
        'keep',
        'aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/billing-dlq --attributes MessageRetentionPeriod=1209600',
      ],
      ['redrive', `/dlq/${DLQ.id}`],
    ]);
  });

  it('give the command that switches on what is off, with names quoted for a shell', () => {
    const off = rule('shop', "a'b", { state: 'DISABLED', targets: [] });
    const root = resourceOf(off, [off], { verdict: 'disabled', reason: 'switched-off-while-busy', at: NOW });
    const given = { of: off, verdict: 'disabled', reason: 'switched-off-while-busy' } as const;
    expect(ids(incident(given), { root })).toEqual([['enable', "aws events enable-rule --name 'a'\\''b' --event-bus-name shop"]]);
    const reader = mapping(queueArn('billing'), 'bill', 'Disabled');
    const sleepingReader = resourceOf(reader, [BILLING, DLQ, reader], { verdict: 'disabled', reason: 'switched-off', at: NOW });
    expect(ids(incident({ verdict: 'stopped', reason: 'nobody-receiving' }), { sleepingReader })[0]).toEqual([
      'wake',
      'aws lambda update-event-source-mapping --uuid bill --enabled',
    ]);
  });

  it('say nothing of a reason that nobody wrote anything about', () => {
    expect(ids(incident({ reason: 'unheard-of' }), {})).toEqual([]);
  });
});

describe('similar incidents', () => {
  it('share root and reason, or one of the two; those that say what mended them come first', () => {
    const past = (number: number, given: Given, fix: string | null = null): Incident => ({
      ...incident({ number, ...given }),
      state: 'resolved',
      fix,
    });
    const all = [
      past(2, { of: queue('mails') }),
      past(3, { reason: 'other' }),
      past(4, {}),
      past(5, {}, 'rolled back'),
      past(6, { of: queue('mails'), reason: 'other' }),
      incident(),
    ];
    expect(similarIncidents(incident(), all).map(({ id, shares, fix }) => [id, shares, fix])).toEqual([
      ['INC-5', 'root-and-reason', 'rolled back'],
      ['INC-4', 'root-and-reason', null],
      ['INC-3', 'root', null],
      ['INC-2', 'reason', null],
    ]);
  });
});

describe('an incident in a list', () => {
  it('counts its alarms, and what will be lost first', () => {
    const loss = { earliestAt: NOW + MINUTE, latestAt: NOW + MINUTE, count: 9, kind: 'backlog-expiry' } as const;
    const raised = alarms(firing(BILLING, { loss }), firing(DLQ, { state: 'resolving' }));
    expect(summary(incident(), raised)).toMatchObject({
      alarms: { firing: 1, resolving: 1, resolved: 0 },
      loss,
      silenced: false,
      unknownSince: null,
    });
    expect(summary(incident(), alarms(firing(BILLING, { firedAt: NOW }))).alarms).toEqual({ firing: 0, resolving: 0, resolved: 2 });
    expect(summary(incident(), raised, true).silenced).toBe(true);
  });

  it('says that nothing of it can be judged, only when nothing can', () => {
    const [one, two] = [firing(BILLING, { unknownSince: NOW - 3 }), firing(DLQ, { unknownSince: NOW - 2 })];
    expect(summary(incident(), alarms(one, two)).unknownSince).toBe(NOW - 2);
    expect(summary(incident(), alarms(one, firing(DLQ))).unknownSince).toBeNull();
  });

  it('stands by severity, then loss, then age; ended ones last', () => {
    const of = (number: number, given: Given = {}, change: Partial<Incident> = {}) =>
      summary({ ...incident({ number, ...given }), ...change });
    const all = [
      of(1, { severity: 3 }),
      of(2, {}, { state: 'resolved', resolvedAt: NOW, openedAt: NOW - 9 * MINUTE }),
      of(3, { since: NOW - 20 * MINUTE }),
      of(4),
      of(5, { severity: 1 }, { acknowledged: { by: 'Ines', at: NOW } }),
      of(6, {}, { state: 'resolved', resolvedAt: NOW, openedAt: NOW - 2 * MINUTE }),
    ];
    expect(all.toSorted(worstIncidentFirst).map(({ id }) => id)).toEqual(['INC-5', 'INC-3', 'INC-4', 'INC-1', 'INC-6', 'INC-2']);
    expect(countIncidents(all)).toEqual({ open: 4, unacknowledged: 3, snoozed: 0, bySeverity: { 1: 1, 2: 2, 3: 1, 4: 0 }, worst: 2 });
  });

  it.each([
    [{}, true],
    [{ state: ['resolved'] }, false],
    [{ severity: [2, 3] }, true],
    [{ severity: [1] }, false],
    [{ account: 'prod' }, true],
    [{ account: '111122223333' }, true],
    [{ account: 'data' }, false],
    [{ system: 'billing' }, true],
    [{ system: 'mail' }, false],
    [{ assignee: 'nobody' }, true],
    [{ assignee: 'Ines' }, false],
    [{ q: 'inc-1' }, true],
    [{ q: ' POISONED ' }, true],
    [{ q: 'mails' }, false],
  ] as const)('is found by %j: %s', (filter, expected) => {
    const { state, severity, ...rest } = { state: undefined, severity: undefined, ...filter };
    expect(matchesIncident(summary(incident()), { ...rest, state: state && [...state], severity: severity && [...severity] })).toBe(
      expected,
    );
  });

  it('shows the root and its dead letters', () => {
    const estate = [BILLING, DLQ];
    const known = new Map(
      estate.map((each) => [each.id, resourceOf(each, estate, { verdict: 'poisoned', reason: 'dead-lettering', at: NOW })]),
    );
    const charts = evidenceCharts(incident(), (id) => known.get(id));
    expect(charts.map(({ name, metrics }) => `${name}: ${metrics.join()}`)).toEqual([
      'billing: sent,received,deleted',
      'billing: visible,inFlight',
      'billing-dlq: visible',
    ]);
    const subscribed = subscription('t', queueArn('billing'));
    expect(evidenceCharts(incident({ of: subscribed }), () => undefined)).toEqual([]);
  });
});
