import type {
  Alarm,
  AlarmedResource,
  AlarmRule,
  IncidentDetail,
  IncidentId,
  IncidentMember,
  Resource,
  Severity,
  TimelineEntry,
  Topology,
} from '@weir/contract';
import { around } from '@weir/domain';
import { at, FIXTURE_NOW } from './estate-fixture.js';

const MINUTE_MS = 60_000;

export const idOf = (number: number): IncidentId => `INC-${number}` as IncidentId;

const alarmed = ({ id, kind, name, accountId, accountName, region, system }: Resource): AlarmedResource => ({
  ...{ id, kind, name, accountId, accountName, region, system },
});

const alarmOf = (resource: Resource, rule: AlarmRule, incident: IncidentId): Alarm => ({
  id: `${rule}-${resource.id}`,
  rule,
  state: 'firing',
  resource: alarmed(resource),
  reason: resource.verdict.reason,
  because: resource.verdict.because,
  verdict: resource.verdict.state,
  since: resource.verdict.since,
  firedAt: resource.verdict.since + 4 * MINUTE_MS,
  clearSince: null,
  resolvedAt: null,
  unknownSince: null,
  loss: resource.loss,
  flaps: 0,
  silencedBy: null,
  incident,
});

const blank = { resource: null, verdict: null, by: null, note: null, url: null, before: null, after: null } as const;
const line = (when: number, kind: TimelineEntry['kind'], text: string, more: Partial<TimelineEntry> = {}): TimelineEntry => ({
  ...blank,
  ...{ id: `${when} ${text}`, at: when, kind, text },
  ...more,
});

interface Given {
  readonly number: number;
  readonly severity: Severity;
  readonly severityBecause: string;
  readonly title: string;
  readonly root: Resource;
  readonly consequences?: readonly (readonly [Resource, AlarmRule, string])[];
  readonly rule: AlarmRule;
}

/** An incident as the server would tell it, its root's verdict being the reason for everything else. */
export function makeIncident(
  { number, severity, severityBecause, title, root, consequences = [], rule }: Given,
  change: Partial<IncidentDetail> = {},
): IncidentDetail {
  const id = idOf(number);
  const { since } = root.verdict;
  const members: readonly IncidentMember[] = [
    {
      resource: alarmed(root),
      role: 'root',
      because: null,
      joinedAt: since + 8 * MINUTE_MS,
      pinned: false,
      alarms: [alarmOf(root, rule, id)],
    },
    ...consequences.map(([resource, its, because]): IncidentMember => ({
      ...{ resource: alarmed(resource), role: 'consequence', because, joinedAt: since + 8 * MINUTE_MS, pinned: false },
      alarms: [alarmOf(resource, its, id)],
    })),
  ];
  const all = [root, ...consequences.map(([resource]) => resource)];
  const openedAt = since + 8 * MINUTE_MS;
  return {
    ...{ id, version: 3, state: 'open', severity, severityBecause, title },
    root: { ...alarmed(root), verdict: root.verdict.state, reason: root.verdict.reason, because: root.verdict.because },
    ...{ since, openedAt, resolvedAt: null, resolvedBy: null, mergedInto: null, acknowledged: null, assignee: null, snoozed: null },
    loss: all.map(({ loss }) => loss).find((loss) => loss !== null) ?? null,
    resources: members.length,
    systems: [...new Set(all.map(({ system }) => system))].sort(),
    accountIds: [...new Set(all.map(({ accountId }) => accountId))].sort(),
    alarms: { firing: members.length, resolving: 0, resolved: 0 },
    ...{ silenced: false, unknownSince: null, reopened: 0, changedAt: openedAt },
    whatBroke: `${root.name} is ${root.verdict.state}: ${root.verdict.because}.`,
    members: [...members],
    reach: { nodes: [], edges: [], up: 0, down: 0, leftOut: 0 },
    timeline: [
      line(since, 'verdict', `Verdict ok → ${root.verdict.state}: ${root.verdict.because}`, {
        resource: ref(root),
        verdict: root.verdict.state,
      }),
      line(openedAt, 'incident', `Incident opened. ${severityBecause}`, { verdict: root.verdict.state }),
    ],
    evidence: [
      {
        ...{
          resourceId: root.id,
          name: root.name,
          metrics: ['visible'],
          label: 'messages waiting',
          from: since - 42 * MINUTE_MS,
          to: null,
        },
        marks: [{ at: since, text: `${root.verdict.state} since` }],
      },
    ],
    suggestions: [],
    similar: [],
    runbooks: [],
    links: [],
    times: { toAcknowledgeSeconds: null, toResolveSeconds: null },
    fix: null,
    rules: [rule],
    ...change,
  };
}

const ref = ({ id, kind, name }: Resource) => ({ id, kind, name });

/** The incidents of the reference pictures, as far as their resources are there. */
export function knownIncidents(resources: readonly Resource[], topology: Topology): readonly IncidentDetail[] {
  const named = (name: string) => resources.find((resource) => resource.name === name);
  const capture = named('payments-capture');
  const dead = named('payments-capture-dlq');
  const made: IncidentDetail[] = [];
  if (capture !== undefined && dead !== undefined) made.push(poisonedPayments(capture, dead, topology));
  const labels = named('shipping-labels');
  if (labels !== undefined)
    made.push(
      makeIncident(
        {
          number: 2042,
          severity: 2,
          severityBecause: 'nothing leaves, 52.4 k wait',
          title: 'shipping-labels is stopped',
          root: labels,
          rule: 'verdict',
        },
        { acknowledged: { by: 'Tom', at: at(14, 20) }, assignee: 'Tom' },
      ),
    );
  const encoding = named('encoding-jobs');
  if (encoding !== undefined)
    made.push(
      makeIncident(
        {
          number: 2043,
          severity: 2,
          severityBecause: 'nothing is finished',
          title: 'encoding-jobs is stalled',
          root: encoding,
          rule: 'verdict',
        },
        { snoozed: { by: 'Ines', at: at(14, 25), until: at(15, 25) }, assignee: 'Ines' },
      ),
    );
  const reserve = named('inventory-reserve');
  if (reserve !== undefined)
    made.push(
      makeIncident({
        number: 2044,
        severity: 3,
        severityBecause: 'late, nothing is lost',
        title: 'inventory-reserve is slow',
        root: reserve,
        rule: 'age-over-budget',
      }),
      makeIncident(
        {
          number: 2011,
          severity: 3,
          severityBecause: 'late, nothing is lost',
          title: 'inventory-reserve is slow',
          root: reserve,
          rule: 'age-over-budget',
        },
        {
          state: 'resolved',
          since: at(9, 2),
          openedAt: at(9, 10),
          resolvedAt: at(9, 55),
          resolvedBy: null,
          fix: 'Two more tasks of reserve-stock.',
        },
      ),
    );
  const driver = named('driver-locations');
  if (driver !== undefined)
    made.push(
      makeIncident({
        number: 2040,
        severity: 3,
        severityBecause: 'writes are refused',
        title: 'driver-locations is slow',
        root: driver,
        rule: 'shard-throttling',
      }),
    );
  return made;
}

function poisonedPayments(capture: Resource, dead: Resource, topology: Topology): IncidentDetail {
  const node = topology.nodes.find(({ name }) => name === 'payments-capture');
  const near = node === undefined ? new Set<string>() : around(topology.edges, node.id);
  const nodes = topology.nodes.filter(({ id }) => near.has(id));
  const policy = (seconds: number) => JSON.stringify({ MessageRetentionPeriod: seconds, VisibilityTimeout: 30, DelaySeconds: 0 });
  return makeIncident(
    {
      ...{ number: 2041, severity: 1, severityBecause: 'first loss within 4 h', title: 'payments-capture is poisoned' },
      root: capture,
      rule: 'verdict',
      consequences: [[dead, 'dead-letters', 'is the dead-letter queue of payments-capture']],
    },
    {
      whatBroke:
        'captures are received 5 times each and dead-lettered: 412 so far, 11 a minute. Everything else that payments-capture gets is done, 61 a second.',
      evidence: [
        {
          ...{
            resourceId: capture.id,
            name: capture.name,
            metrics: ['sent', 'deleted'],
            label: 'sent and done',
            from: at(13, 2),
            to: null,
          },
          marks: [
            { at: at(13, 41), text: '13:41 retention edited' },
            { at: at(13, 44), text: '13:44 first failure' },
          ],
        },
        {
          ...{ resourceId: dead.id, name: dead.name, metrics: ['visible'], label: 'dead letters held', from: at(13, 2), to: null },
          marks: [{ at: at(13, 52), text: '13:52 incident opened' }],
        },
      ],
      reach: { nodes, edges: topology.edges.filter(({ from, to }) => near.has(from) && near.has(to)), up: 2, down: 3, leftOut: 0 },
      timeline: [
        line(at(13, 41), 'change', 'the message retention changed', {
          ...{ resource: ref(dead), before: policy(1_209_600), after: policy(14_400), by: 'terraform' },
        }),
        line(at(13, 48), 'verdict', 'Verdict ok → poisoned: 5 receives each, 31 dead', { resource: ref(capture), verdict: 'poisoned' }),
        line(at(13, 49), 'alarm', 'Alarm fires: a dead-letter queue receives', { resource: ref(dead), verdict: 'poisoned' }),
        line(at(13, 52), 'incident', 'Incident opened. 31 dead letters in 5 min, usual is 0', { verdict: 'poisoned' }),
        line(at(14, 26), 'action', 'Note', {
          ...{ by: 'Ines' },
          note: 'Only **CLF** captures fail, see [the release](https://example.com/release/118).\n\n- rolled back at `14:28`\n- <script>alert(1)</script> stays text',
        }),
      ],
      suggestions: [
        {
          ...{ id: 'roll-back', title: 'Fix or roll back capture-payment', href: null, command: null },
          detail: 'It takes messages and never deletes them: each comes back until it is dead-lettered.',
        },
        {
          ...{ id: 'retention', title: 'Keep the messages', href: `/queues/${dead.id}` },
          detail: 'Raise the retention of payments-capture-dlq from 4 h to 14 d. It was set to 14 400 s at 13:41.',
          command: `aws sqs set-queue-attributes --queue-url ${dead.config?.url ?? ''} --attributes MessageRetentionPeriod=1209600`,
        },
        {
          ...{ id: 'redrive', title: 'Redrive once it is mended', href: `/queues/${dead.id}`, command: null },
          detail: '412 messages wait in payments-capture-dlq. What still fails comes back here.',
        },
      ],
      similar: [
        {
          ...{ id: idOf(1877), title: 'payments-capture is poisoned', severity: 2, openedAt: at(9, 0) - 19 * 86_400_000 },
          ...{
            resolvedAt: at(10, 12) - 19 * 86_400_000,
            shares: 'root-and-reason',
            fix: 'Added the currency to the accepted list, redrove 31.',
          },
        },
      ],
      runbooks: [{ title: 'Payments: capture', url: 'https://wiki.example.com/payments/capture' }],
      links: [{ title: 'Release 118', url: 'https://example.com/release/118', by: 'Ines', at: at(14, 24) }],
    },
  );
}

/** As many as an inbox must carry. */
export function manyIncidents(resources: readonly Resource[], count: number): readonly IncidentDetail[] {
  return Array.from({ length: count }, (_unused, index) => {
    const root = resources[index % resources.length];
    if (root === undefined) throw new RangeError('no resource to make incidents of');
    const severity = ((index % 4) + 1) as Severity;
    const since = FIXTURE_NOW - ((index * 7_919) % 100_000) * 1_000;
    return makeIncident(
      { number: 3_000 + index, severity, severityBecause: 'generated', title: `${root.name} is slow`, root, rule: 'verdict' },
      {
        since,
        openedAt: since,
        ...(index % 3 === 0 ? { assignee: 'Ines', acknowledged: { by: 'Ines', at: FIXTURE_NOW } } : {}),
        members: [],
        timeline: [],
        evidence: [],
      },
    );
  });
}
