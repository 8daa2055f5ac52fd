import {
  alarmPreviewQuestion,
  alarmRule,
  changeAlarmSettings,
  incidentActionRequest,
  newSilence,
  type AlarmSettingsEntry,
  type IncidentCounts,
  type IncidentDetail,
  type IncidentId,
  type IncidentSummary,
  type LiveDocument,
  type LiveView,
  type Resource,
  type Silence,
  type TimelineEntry,
} from '@weir/contract';
import { applyAction } from '../incidents/pending-actions.js';
import { byUrgency } from '../incidents/incident-order.js';
import { at, FIXTURE_NOW } from './estate-fixture.js';

/** What the invented server knows of trouble; actions change it. */
export interface TriageState {
  readonly incidents: Map<IncidentId, IncidentDetail>;
  readonly silences: Map<string, Silence>;
  readonly settings: AlarmSettingsEntry[];
}

export function triageState(incidents: readonly IncidentDetail[]): TriageState {
  return {
    incidents: new Map(incidents.map((incident) => [incident.id, incident])),
    silences: new Map(knownSilences().map((silence) => [silence.id, silence])),
    settings: [
      { scope: { scope: 'estate' }, label: 'estate', source: 'default', settings: DEFAULTS, changedAt: null, changedBy: null },
      {
        scope: { scope: 'account', account: '444455556666' },
        label: 'data',
        source: 'file',
        settings: { verdictFloor: 'broken' },
        changedAt: null,
        changedBy: null,
      },
      {
        ...{ scope: { scope: 'tag', key: 'team', value: 'payments' }, label: 'tag team = payments', source: 'people' },
        settings: { ageBudgetSeconds: 60, rules: { verdict: { forSeconds: 60 } }, runbook: 'https://wiki.example.com/payments' },
        ...{ changedAt: at(9, 12), changedBy: 'Ines' },
      },
    ],
  };
}

const DEFAULTS = { enabled: true, verdictFloor: 'late', ageBudgetSeconds: null, lossWithinSeconds: 86_400 } as const;

const knownSilences = (): readonly Silence[] => [
  {
    ...{
      id: '6f0e9d0a-64a5-4a0e-9a35-0d2f0f0f0a01',
      kind: 'silence',
      reason: 'the label printer is being moved',
      author: 'Tom',
      createdAt: at(14, 10),
    },
    ...{ startsAt: at(14, 10), endsAt: at(16, 0), endedAt: null, endedBy: null, state: 'active', silences: 1 },
    matchers: [
      { field: 'system', op: 'is', value: 'shipping' },
      { field: 'rule', op: 'is', value: 'verdict' },
    ],
  },
  {
    ...{
      id: '6f0e9d0a-64a5-4a0e-9a35-0d2f0f0f0a02',
      kind: 'maintenance',
      reason: 'upgrade of the data account',
      author: 'Ines',
      createdAt: at(9, 0),
    },
    ...{ startsAt: at(22, 0), endsAt: at(23, 30), endedAt: null, endedBy: null, state: 'upcoming', silences: 0 },
    matchers: [{ field: 'tag', key: 'team', op: 'begins-with', value: 'data' }],
  },
];

/** What a list shows of an incident. */
function summaryOf(incident: IncidentDetail): IncidentSummary {
  const { whatBroke, members, reach, timeline, evidence, suggestions, similar, runbooks, links, times, fix, rules, ...summary } = incident;
  void [whatBroke, members, reach, timeline, evidence, suggestions, similar, runbooks, links, times, fix, rules];
  return summary;
}

export function countsOf(incidents: Iterable<IncidentDetail>): IncidentCounts {
  const open = [...incidents].filter(({ state }) => state === 'open');
  const waiting = open.filter(({ acknowledged, snoozed }) => acknowledged === null && snoozed === null);
  const of = (level: number) => open.filter(({ severity }) => severity === level).length;
  return {
    open: open.length,
    unacknowledged: waiting.length,
    snoozed: open.filter(({ snoozed }) => snoozed !== null).length,
    bySeverity: { 1: of(1), 2: of(2), 3: of(3), 4: of(4) },
    worst: waiting.toSorted(byUrgency)[0]?.severity ?? null,
  };
}

/** Most that a wall tells. */
const ON_WALL = 3;

export function triageDocument({ incidents }: TriageState, view: LiveView): LiveDocument {
  const counts = countsOf(incidents.values());
  if (view.view === 'incident') {
    const incident = incidents.get(view.id);
    return incident === undefined ? {} : { incident };
  }
  const states = view.view === 'incidents' ? (view.state ?? ['open']) : ['open'];
  const shown = [...incidents.values()].filter(({ state }) => states.includes(state)).toSorted(byUrgency);
  const listed = view.view === 'incidents' ? shown : shown.slice(0, ON_WALL);
  return { counts, ...Object.fromEntries(listed.map((incident) => [`incident:${incident.id}`, summaryOf(incident)])) };
}

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
const refused = (status: number, detail: string, more: object = {}) =>
  json({ type: 'about:blank', title: 'Not done', status, detail, ...more }, status);

/** Answers the routes of triage; null: it is none of them. */
export function answerTriage(
  state: TriageState,
  resources: readonly Resource[],
  path: readonly string[],
  url: URL,
  body: string | null,
): Response | null {
  const given: unknown = body === null ? null : JSON.parse(body);
  if (path[0] === 'incidents') return answerIncidents(state, path, given);
  if (path[0] === 'silences') return answerSilences(state, path, given);
  if (path[0] === 'alarm-settings') return answerSettings(state, given);
  if (path[0] === 'alarms' && path[1] === 'preview') return answerPreview(resources, given);
  if (path[0] === 'alarms') {
    const alarms = [...state.incidents.values()]
      .filter((incident) => incident.state === 'open')
      .flatMap(({ members }) => members.flatMap((member) => member.alarms));
    const items = alarms.filter(({ resource }) => resource.id === url.searchParams.get('resource'));
    return json({ items, total: items.length, nextCursor: null });
  }
  if (path[0] === 'resources' && path[2] === 'alarm-settings') return answerEffective(resources, path[1] ?? '');
  return null;
}

function answerIncidents({ incidents }: TriageState, path: readonly string[], given: unknown): Response {
  if (path[1] === undefined) {
    const items = [...incidents.values()].filter(({ state }) => state === 'open').toSorted(byUrgency);
    return json({ items: items.slice(0, 1).map(summaryOf), total: items.length, nextCursor: null, counts: countsOf(incidents.values()) });
  }
  const incident = incidents.get(path[1] as IncidentId);
  if (incident === undefined) return refused(404, 'No incident has this number.');
  if (path[2] !== 'actions') return json(incident);
  const { action } = incidentActionRequest.parse(given);
  if (action.kind === 'merge')
    return refused(409, 'Somebody was quicker.', {
      conflict: { id: incident.id, version: incident.version + 1, by: 'Tom', at: FIXTURE_NOW - 12_000, did: 'merged it into INC-2042' },
    });
  const done = applyAction(incident, { action, at: FIXTURE_NOW });
  const entry: TimelineEntry = {
    ...{
      id: `action ${incident.version}`,
      at: FIXTURE_NOW,
      kind: 'action' as const,
      resource: null,
      verdict: null,
      by: 'demo admin',
      url: null,
      before: null,
      after: null,
    },
    text: action.kind === 'note' ? 'Note' : `${action.kind}d`,
    note: action.kind === 'note' ? action.text : null,
  };
  const next: IncidentDetail = {
    ...done,
    version: incident.version + 1,
    timeline: [...incident.timeline, entry],
    fix: action.kind === 'resolve' ? action.fix : incident.fix,
  };
  incidents.set(next.id, next);
  return json({ incident: next, other: null });
}

function answerSilences({ silences }: TriageState, path: readonly string[], given: unknown): Response {
  const ended = path[1] === undefined ? undefined : silences.get(path[1]);
  if (ended !== undefined) {
    const next: Silence = { ...ended, state: 'ended', endedAt: FIXTURE_NOW, endedBy: 'demo admin', silences: 0 };
    silences.set(next.id, next);
    return json(next);
  }
  if (given === null) return json({ items: [...silences.values()] });
  const { startsAt = FIXTURE_NOW, ...asked } = newSilence.parse(given);
  const made: Silence = {
    ...asked,
    ...{ id: `6f0e9d0a-64a5-4a0e-9a35-0d2f0f0f0b0${silences.size}`, startsAt, author: 'demo admin', createdAt: FIXTURE_NOW },
    ...{ endedAt: null, endedBy: null, state: startsAt > FIXTURE_NOW ? 'upcoming' : 'active', silences: 2 },
  };
  silences.set(made.id, made);
  return json(made);
}

function answerSettings(state: TriageState, given: unknown): Response {
  if (given !== null) {
    const { scope, settings } = changeAlarmSettings.parse(given);
    const same = (entry: AlarmSettingsEntry) => entry.source === 'people' && JSON.stringify(entry.scope) === JSON.stringify(scope);
    state.settings.splice(0, state.settings.length, ...state.settings.filter((entry) => !same(entry)));
    if (settings !== null)
      state.settings.push({ scope, label: labelOf(scope), source: 'people', settings, changedAt: FIXTURE_NOW, changedBy: 'demo admin' });
  }
  return json({ items: state.settings });
}

function labelOf(scope: NonNullable<AlarmSettingsEntry['scope']>): string {
  switch (scope.scope) {
    case 'estate':
      return 'estate';
    case 'account':
      return scope.account;
    case 'tag':
      return `tag ${scope.key} = ${scope.value}`;
    case 'resource':
      return scope.resource;
  }
}

function answerPreview(resources: readonly Resource[], given: unknown): Response {
  const { rule } = alarmPreviewQuestion.parse(given);
  const found = resources.filter(({ verdict }) => verdict.state === 'slow' || verdict.state === 'stopped').slice(0, 3);
  const items = found.map((resource, index) => ({
    ...{ rule: rule ?? 'verdict', resourceId: resource.id, name: resource.name, firedAt: FIXTURE_NOW - (index + 1) * 26 * 3_600_000 },
    ...{
      resolvedAt: FIXTURE_NOW - (index + 1) * 26 * 3_600_000 + 1_900_000,
      reason: resource.verdict.reason,
      because: resource.verdict.because,
    },
  }));
  return json({
    ...{ from: FIXTURE_NOW - 7 * 86_400_000, to: FIXTURE_NOW, fired: items.length, firedNow: 5, resources: found.length, items },
    notes: ['loss countdowns are not kept and not counted'],
  });
}

function answerEffective(resources: readonly Resource[], id: string): Response {
  const resource = resources.find((candidate) => candidate.id === id);
  if (resource === undefined) return refused(404, 'No resource has this id.');
  const payments = resource.system === 'payments';
  return json({
    resource: resource.id,
    enabled: { value: true, from: 'default' },
    verdictFloor: { value: 'late', from: 'default' },
    ageBudgetSeconds: payments ? { value: 60, from: 'tag team = payments' } : { value: null, from: 'default' },
    lossWithinSeconds: { value: 86_400, from: 'default' },
    runbook: payments ? { value: 'https://wiki.example.com/payments', from: 'tag team = payments' } : { value: null, from: 'default' },
    rules: alarmRule.options.map((rule) => ({
      rule,
      enabled: { value: true, from: 'default' },
      forSeconds: payments && rule === 'verdict' ? { value: 60, from: 'tag team = payments' } : { value: 120, from: 'default' },
      clearSeconds: { value: 300, from: 'default' },
    })),
  });
}
