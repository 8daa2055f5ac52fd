import type { Resource, ResourceId, TimelineEntry, TopologyChange } from '@weir/contract';
import type { AlarmTransition } from '../alarms/step-alarm.js';
import type { VerdictTransition } from '../model/state.js';
import type { Incident, IncidentEntry } from './incident.js';
import { describeEntry } from './triage.js';

/** Everything that has a moment, of the members of an incident. */
export interface TimelineFacts {
  readonly verdicts: readonly VerdictTransition[];
  readonly alarms: readonly AlarmTransition[];
  readonly changes: readonly TopologyChange[];
  readonly log: readonly IncidentEntry[];
  readonly resource: (id: ResourceId) => Pick<Resource, 'id' | 'kind' | 'name'> | undefined;
}

/** What of alarms is worth a line: that they begin, and that they end. */
const TOLD: ReadonlySet<string> = new Set(['firing', 'resolved']);

const NOTHING = { resource: null, verdict: null, by: null, note: null, url: null, before: null, after: null } as const;

/** The timeline, oldest first; of one moment what was first in the chain of cause and conclusion. */
export function composeTimeline(incident: Incident, facts: TimelineFacts): readonly TimelineEntry[] {
  const ref = (id: ResourceId): TimelineEntry['resource'] => {
    const known = facts.resource(id) ?? incident.members.find(({ resource }) => resource.id === id)?.resource;
    return known === undefined ? null : { id: known.id, kind: known.kind, name: known.name };
  };
  const changes = facts.changes.map((change, index): TimelineEntry => {
    const { at, resourceId, name, sentence, before, after, kind } = change;
    const resource = { id: resourceId, kind, name };
    return {
      ...NOTHING,
      id: `change:${resourceId}:${String(at)}:${String(index)}`,
      at,
      kind: 'change',
      text: `${name}: ${sentence}`,
      resource,
      before,
      after,
    };
  });
  const verdicts = facts.verdicts.map(({ resourceId, at, from, to, because }): TimelineEntry => ({
    ...{ ...NOTHING, id: `verdict:${resourceId}:${String(at)}:${to}`, at, kind: 'verdict', resource: ref(resourceId), verdict: to },
    text: from === null ? `First verdict ${to}: ${because}` : `Verdict ${from} → ${to}: ${because}`,
  }));
  const alarms = facts.alarms
    .filter(({ to, from }) => TOLD.has(to) && from !== null && !(to === 'resolved' && from === 'pending'))
    .map(({ alarmId, resourceId, at, rule, to, because }): TimelineEntry => ({
      ...{ ...NOTHING, id: `alarm:${alarmId}:${String(at)}:${to}`, at, kind: 'alarm', resource: ref(resourceId) },
      text: to === 'firing' ? `Alarm ${rule} fires: ${because}` : `Alarm ${rule} is resolved`,
    }));
  const entries = [...changes, ...verdicts, ...alarms, ...facts.log.map(fromLog)];
  return entries
    .map((entry, index) => ({ entry, index }))
    .sort((a, b) => a.entry.at - b.entry.at || a.index - b.index)
    .map(({ entry }) => entry);
}

function fromLog(entry: IncidentEntry): TimelineEntry {
  const { seq, at, by, body } = entry;
  const said = describeEntry(entry);
  const line: TimelineEntry = {
    ...{ ...NOTHING, id: `log:${String(seq)}`, at, by, kind: by === null ? 'incident' : 'action' },
    text: by === null ? `Weir ${said}` : said,
  };
  if (body.kind !== 'action') return line;
  if (body.action.kind === 'note') return { ...line, note: body.action.text };
  return body.action.kind === 'link' ? { ...line, url: body.action.url } : line;
}
