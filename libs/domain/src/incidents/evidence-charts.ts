import type { EpochMs, EvidenceChart, Resource, ResourceMetric } from '@weir/contract';
import type { Incident } from './incident.js';

/** So much of before is shown that what was usual can be seen. */
const BEFORE_MS = 45 * 60_000;
const AFTER_MS = 30 * 60_000;
const MOST = 4;

const BY_KIND: Readonly<Partial<Record<Resource['kind'], readonly (readonly [string, readonly ResourceMetric[]])[]>>> = {
  queue: [
    ['messages sent, received and deleted', ['sent', 'received', 'deleted']],
    ['messages waiting', ['visible', 'inFlight']],
  ],
  stream: [['records in, and refused', ['incomingRecords', 'writeThrottled']]],
  consumer: [['how far it is behind', ['lag']]],
  'delivery-stream': [['how far it is behind', ['lag']]],
  topic: [['published, delivered and failed', ['published', 'delivered', 'failed']]],
  rule: [['matched, invoked and failed', ['matched', 'invocations', 'failedInvocations', 'sentToDlq']]],
  bus: [['matched', ['matched']]],
  pipe: [['events taken and failed', ['events', 'executionsFailed']]],
  function: [['invocations, errors and throttles', ['functionInvocations', 'functionErrors', 'functionThrottles']]],
};

/** The charts that show it: of the root first, then of the dead-letter queues in it. */
export function evidenceCharts(incident: Incident, resource: (id: Resource['id']) => Resource | undefined): readonly EvidenceChart[] {
  const from = incident.since - BEFORE_MS;
  const to: EpochMs | null = incident.resolvedAt === null ? null : incident.resolvedAt + AFTER_MS;
  const marks = [
    { at: incident.since, text: 'began' },
    { at: incident.openedAt, text: 'incident opened' },
  ];
  const known = incident.members.flatMap(({ resource: { id } }) => resource(id) ?? []);
  const root = known.filter(({ id }) => id === incident.root.id);
  const deadLetters = known.filter(({ id, deadLetterSources }) => deadLetterSources.length > 0 && id !== incident.root.id);
  const of = ({ id, name, kind, deadLetterSources }: Resource): EvidenceChart[] => {
    const charts = deadLetterSources.length > 0 ? ([['dead letters held', ['visible']]] as const) : (BY_KIND[kind] ?? []);
    return charts.map(([label, metrics]) => ({ resourceId: id, name, metrics: [...metrics], label, from, to, marks }));
  };
  return [...root, ...deadLetters].flatMap(of).slice(0, MOST);
}
