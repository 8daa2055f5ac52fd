import type { EpochMs, Notification, NotificationKind } from '@weir/contract';
import { durationText, countOf } from '../verdicts/wording.js';
import type { NotifiedIncident } from './notified-incident.js';

export interface Occasion {
  readonly id: string;
  readonly kind: NotificationKind;
  readonly thread: string;
  /** Where people reach Weir; undefined: messages have no links. */
  readonly url: string | undefined;
}

/** What is told, in Weir's own words; each channel puts it into its form. Names in it are untrusted text. */
export function composeNotification(incident: NotifiedIncident, { id, kind, thread, url }: Occasion, now: EpochMs): Notification {
  const { summary, whatBroke, runbooks } = incident;
  const { state, title, severity, severityBecause, since, openedAt, resolvedAt, resolvedBy, mergedInto, assignee, systems, resources } =
    summary;
  const { name, kind: rootKind, accountId, accountName, region, reason } = summary.root;
  return {
    version: 1,
    ...{ id, kind, thread, at: now },
    incident: {
      ...{
        id: summary.id,
        state,
        title,
        severity,
        severityBecause,
        since,
        openedAt,
        resolvedAt,
        resolvedBy,
        mergedInto,
        assignee,
        systems,
        resources,
      },
      acknowledgedBy: summary.acknowledged?.by ?? null,
      root: { name, kind: rootKind, accountId, accountName, region, reason },
      loss: summary.loss === null ? null : { count: summary.loss.count, earliestAt: summary.loss.earliestAt },
    },
    title: `${headingOf(incident, kind, now)} · ${title}`,
    text: whatBroke,
    facts: factsOf(incident, now),
    links: [
      ...(url === undefined ? [] : [{ title: `Open ${summary.id}`, url: `${url.replace(/\/+$/, '')}/incidents/${summary.id}` }]),
      ...runbooks.map((runbook) => ({ title: runbook.title, url: runbook.url })),
    ],
  };
}

/** A message that only shows that the channel works. */
export function composeTest(channel: string, id: string, url: string | undefined, now: EpochMs): Notification {
  return {
    version: 1,
    ...{ id, kind: 'test', thread: id, at: now },
    incident: {
      ...{
        id: 'INC-0',
        state: 'resolved',
        title: 'Nothing is wrong',
        severity: 4,
        severityBecause: 'it is a test',
        since: now,
        openedAt: now,
      },
      ...{
        resolvedAt: now,
        resolvedBy: null,
        mergedInto: null,
        acknowledgedBy: null,
        assignee: null,
        systems: [],
        resources: 0,
        loss: null,
      },
      root: { name: 'none', kind: 'queue', accountId: '', accountName: '', region: '', reason: 'test' },
    },
    title: `Test · Weir reaches ${channel}`,
    text: 'Somebody tried whether this channel works. It does; nothing is wrong.',
    facts: [],
    links: url === undefined ? [] : [{ title: 'Open Weir', url }],
  };
}

function headingOf({ summary }: NotifiedIncident, kind: NotificationKind, now: EpochMs): string {
  const severity = `SEV${String(summary.severity)}`;
  const lasted = durationText(Math.max(0, ((summary.resolvedAt ?? now) - summary.since) / 1000));
  switch (kind) {
    case 'resolved':
      return summary.mergedInto === null ? `Resolved after ${lasted}` : `Merged into ${summary.mergedInto}`;
    case 'worsened':
      return `Worse, now ${severity}`;
    case 'reminder':
      return `${severity} for ${lasted}, nobody has acknowledged`;
    case 'escalated':
      return `${severity}, escalated: nobody has acknowledged`;
    case 'acknowledged':
      return `${severity}, acknowledged by ${summary.acknowledged?.by ?? 'somebody'}`;
    case 'opened':
    case 'changed':
    case 'test':
      return severity;
  }
}

function factsOf({ summary }: NotifiedIncident, now: EpochMs): Notification['facts'] {
  const { root, since, resolvedAt, acknowledged, assignee, loss, resources, systems, severityBecause } = summary;
  const lasted = durationText(Math.max(0, ((resolvedAt ?? now) - since) / 1000));
  return [
    { name: 'Since', value: `${utc(since)}, ${resolvedAt === null ? 'for' : 'lasted'} ${lasted}` },
    ...(loss === null || resolvedAt !== null ? [] : [{ name: 'First loss', value: lossOf(loss, now) }]),
    { name: 'Why this severity', value: severityBecause },
    { name: 'Cause', value: `${root.name} (${root.kind}) in ${root.accountName || root.accountId}, ${root.region}` },
    ...(resources > 1 ? [{ name: 'Takes with it', value: countOf(resources - 1, 'resource', 'resources') }] : []),
    ...(systems.length === 0 ? [] : [{ name: 'Systems', value: systems.join(', ') }]),
    ...(acknowledged === null ? [] : [{ name: 'Acknowledged', value: `${acknowledged.by}, ${utc(acknowledged.at)}` }]),
    ...(assignee === null ? [] : [{ name: 'Assigned to', value: assignee }]),
  ];
}

function lossOf({ count, earliestAt }: { readonly count: number; readonly earliestAt: EpochMs }, now: EpochMs): string {
  const what = countOf(count, 'message or record', 'messages or records');
  return earliestAt <= now ? `${what}, may have begun` : `${what}, from ${utc(earliestAt)}, in ${durationText((earliestAt - now) / 1000)}`;
}

/** `2026-11-24 14:32 UTC`: readers of one message may live anywhere. */
const utc = (at: EpochMs): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
