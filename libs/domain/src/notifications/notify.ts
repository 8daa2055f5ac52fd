import type { EpochMs, IncidentSummary, NotificationKind, NotificationRoute } from '@weir/contract';
import { concerns, isOpenAt, type NamedRoute } from './match-routes.js';
import { type RoutedIncident, type Said, saidOf, saysTheSame } from './notified-incident.js';

/**
 * Decides what is to be told of an incident, from what is and what was told; nothing else is remembered. Asking again after a crash, at any
 * moment, gives what is still missing.
 *
 * All that one channel is told of one incident is a conversation of threads, one after another:
 *
 *                opened | escalated           worsened, changed, acknowledged, reminder, escalated          resolved
 *     (silent) ───────────────────────▶ open ────────────────── any number ──────────────────────▶ open ─────────────▶ closed
 *
 * - A thread has one opening that counts and one `resolved`. The next one begins when the incident is open again after that.
 * - One message of a thread is on its way at a time, so that none overtakes another. It is written when its turn comes, from what is true then.
 * - What was never tried and is no longer true is superseded, and nobody hears of it. What was tried may have arrived, so its end is told.
 * - What is told once is resolved, whatever routes, hours and silences say by then.
 * - Silenced or snoozed: nothing but the end. Acknowledged: no reminder, no escalation.
 */
export interface NotifySettings {
  readonly routes: readonly NamedRoute[];
  /** Channels there are, and whether they bring a message up to date rather than send another. */
  readonly channels: ReadonlyMap<string, { readonly updates: boolean }>;
  readonly groupWaitSeconds: number;
  readonly updateSeconds: number;
}

/** Something told before, or on its way. */
export interface Told {
  readonly id: string;
  readonly channel: string;
  /** From 0. */
  readonly thread: number;
  readonly kind: NotificationKind;
  readonly state: 'waiting' | 'sent' | 'failed' | 'superseded';
  /** A try goes on at this moment. */
  readonly inFlight: boolean;
  readonly tries: number;
  readonly plannedAt: EpochMs;
  readonly settledAt: EpochMs | null;
  /** As it was planned, or, once sent, as it was told. */
  readonly said: Said;
  /** Of the incident then. */
  readonly version: number;
}

export interface Due {
  /** The same however often it is decided: what is stored under it already is not told again. */
  readonly key: string;
  readonly channel: string;
  readonly thread: number;
  readonly kind: NotificationKind;
  readonly because: string;
  readonly said: Said;
  readonly version: number;
}

export interface Notified {
  readonly due: readonly Due[];
  /** Ids of what waits and is no longer worth telling. */
  readonly superseded: readonly string[];
}

/** What could not be told at all is tried anew this long after it was given up, while it is still true. */
const TELL_ANEW_MS = 60 * 60_000;
/** What is this bad waits for nothing. */
const AT_ONCE_SEVERITY = 2;
const QUIET_KINDS: ReadonlySet<NotificationKind> = new Set(['changed', 'acknowledged']);

/** @param told everything of this incident, oldest first */
export function notify(incident: RoutedIncident, settings: NotifySettings, told: readonly Told[], now: EpochMs): Notified {
  // Another process has seen more than this one.
  if (told.some(({ version }) => version > incident.summary.version)) return { due: [], superseded: [] };
  const lines = [...settings.channels].map(([channel, { updates }]) =>
    conversationOf(
      { name: channel, updates },
      told.filter((each) => each.channel === channel),
    ),
  );
  const wanted = wantedOn(incident, settings, lines, now);
  const decided = lines.map((line) => decide(line, wanted.get(line.channel), incident, settings, now));
  return { due: decided.flatMap(({ due }) => due), superseded: decided.flatMap(({ superseded }) => superseded) };
}

/** A channel, and what it was told in the thread that counts. */
interface Conversation {
  readonly channel: string;
  readonly updates: boolean;
  readonly thread: number;
  readonly all: readonly Told[];
  /** Of the thread, without what was superseded before it was tried. */
  readonly rows: readonly Told[];
  readonly opening: Told | undefined;
  readonly closing: Told | undefined;
  readonly waiting: Told | undefined;
}

function conversationOf(
  { name: channel, updates }: { readonly name: string; readonly updates: boolean },
  told: readonly Told[],
): Conversation {
  const live = told.filter(({ state, tries }) => state !== 'superseded' || tries > 0);
  const thread = Math.max(0, ...live.map((each) => each.thread));
  const rows = live.filter((each) => each.thread === thread);
  const stands = rows.filter(({ state }) => state !== 'superseded');
  return {
    ...{ channel, updates, thread, rows, all: told },
    opening: rows.find(({ kind }) => kind === 'opened' || kind === 'escalated'),
    closing: stands.findLast(({ kind }) => kind === 'resolved'),
    waiting: stands.find(({ state }) => state === 'waiting'),
  };
}

interface Wanted {
  readonly because: string;
  readonly escalated: boolean;
  readonly remindSeconds: number | null;
}

function wantedOn(
  incident: RoutedIncident,
  { routes }: NotifySettings,
  lines: readonly Conversation[],
  now: EpochMs,
): ReadonlyMap<string, Wanted> {
  const wanted = new Map<string, Wanted>();
  const want = (channel: string, more: Wanted) => {
    const before = wanted.get(channel);
    if (before === undefined || (more.escalated && !before.escalated)) wanted.set(channel, more);
  };
  for (const route of routes.filter((each) => concerns(each, incident))) {
    const { name, remindSeconds } = route;
    if (isOpenAt(route, now)) for (const channel of route.channels) want(channel, { because: name, escalated: false, remindSeconds });
    if (isNeglected(route, incident, lines, now))
      for (const channel of route.escalate?.to ?? []) want(channel, { because: `escalated by ${name}`, escalated: true, remindSeconds });
  }
  return wanted;
}

/** Whether a channel of the route was told long enough ago for somebody to have acknowledged; whether it arrived does not matter. */
function isNeglected(
  { channels, escalate }: NotificationRoute,
  { summary }: RoutedIncident,
  lines: readonly Conversation[],
  now: EpochMs,
): boolean {
  if (escalate === undefined || summary.acknowledged !== null) return false;
  return lines.some(
    ({ channel, opening, closing }) =>
      channels.includes(channel) &&
      opening !== undefined &&
      closing === undefined &&
      opening.plannedAt + escalate.afterSeconds * 1000 <= now,
  );
}

/**
 * Whether a message that was never tried is no longer true when its turn comes. One that was tried may have arrived, so it is tried to the end.
 * @param tries this one included
 */
export const isOvertaken = ({ kind, tries }: Pick<Told, 'kind' | 'tries'>, { state }: Pick<IncidentSummary, 'state'>): boolean =>
  tries <= 1 && (kind === 'resolved') === (state === 'open');

const NOTHING: Notified = { due: [], superseded: [] };

function decide(
  line: Conversation,
  wanted: Wanted | undefined,
  incident: RoutedIncident,
  settings: NotifySettings,
  now: EpochMs,
): Notified {
  if (line.waiting?.inFlight === true) return NOTHING;
  if (incident.summary.state !== 'open') return atTheEnd(line, incident, now);
  if (line.closing !== undefined) return openAgain(line, wanted, incident, settings, now);
  if (line.opening === undefined) return begin(line, line.thread, wanted, incident, settings, now);
  return goOn(line, wanted, incident, settings, now);
}

function atTheEnd(line: Conversation, incident: RoutedIncident, now: EpochMs): Notified {
  const { opening, closing, waiting, rows } = line;
  if (opening === undefined) return NOTHING;
  if (closing !== undefined) {
    const anew = closing.state === 'failed' && now >= (closing.settledAt ?? closing.plannedAt) + TELL_ANEW_MS;
    return anew ? { superseded: [], due: [dueOf(line, line.thread, 'resolved', 'it was told, anew', incident)] } : NOTHING;
  }
  const superseded = waiting === undefined ? [] : [waiting.id];
  const mayHaveArrived = rows.some(({ tries }) => tries > 0);
  return { superseded, due: mayHaveArrived ? [dueOf(line, line.thread, 'resolved', 'it was told', incident)] : [] };
}

function openAgain(
  line: Conversation,
  wanted: Wanted | undefined,
  incident: RoutedIncident,
  settings: NotifySettings,
  now: EpochMs,
): Notified {
  const { closing } = line;
  if (closing?.state === 'waiting') return closing.tries === 0 ? { due: [], superseded: [closing.id] } : NOTHING;
  return begin(line, line.thread + 1, wanted, incident, settings, now);
}

function begin(
  line: Conversation,
  thread: number,
  wanted: Wanted | undefined,
  incident: RoutedIncident,
  { groupWaitSeconds }: NotifySettings,
  now: EpochMs,
): Notified {
  const { summary } = incident;
  if (wanted === undefined || isQuiet(incident)) return NOTHING;
  const ripe = summary.severity <= AT_ONCE_SEVERITY || now >= summary.openedAt + groupWaitSeconds * 1000;
  return ripe
    ? { superseded: [], due: [dueOf(line, thread, wanted.escalated ? 'escalated' : 'opened', wanted.because, incident)] }
    : NOTHING;
}

function goOn(
  line: Conversation,
  wanted: Wanted | undefined,
  incident: RoutedIncident,
  { updateSeconds }: NotifySettings,
  now: EpochMs,
): Notified {
  const { rows, waiting } = line;
  if (waiting !== undefined) return isQuiet(incident) && waiting.tries === 0 ? { due: [], superseded: [waiting.id] } : NOTHING;
  if (isQuiet(incident)) return NOTHING;
  const tell = (kind: NotificationKind, because: string): Notified => ({
    superseded: [],
    due: [dueOf(line, line.thread, kind, because, incident)],
  });
  const { summary } = incident;
  const last = rows.at(-1);
  const arrived = rows.filter(({ state }) => state === 'sent');
  if (arrived.length === 0) {
    // What was superseded has no reason to wait: it was about to end, and did not.
    const from = last?.state === 'failed' ? (last.settledAt ?? last.plannedAt) + TELL_ANEW_MS : now;
    return wanted !== undefined && now >= from ? tell('opened', `${wanted.because}, anew`) : NOTHING;
  }
  if (summary.severity < Math.min(...arrived.map(({ said }) => said.severity))) return tell('worsened', summary.severityBecause);
  if (wanted?.escalated === true && !rows.some(({ kind }) => kind === 'escalated')) return tell('escalated', wanted.because);
  if (isToBeReminded(rows, wanted, incident, now)) return tell('reminder', 'nobody has acknowledged');
  const said = arrived.at(-1)?.said;
  if (!line.updates || said === undefined || saysTheSame(said, saidOf(summary))) return NOTHING;
  if (summary.acknowledged !== null && said.acknowledgedBy === null) return tell('acknowledged', `${summary.acknowledged.by} acknowledged`);
  return now >= (last?.plannedAt ?? 0) + updateSeconds * 1000 ? tell('changed', 'there is more to say') : NOTHING;
}

function isToBeReminded(rows: readonly Told[], wanted: Wanted | undefined, { summary }: RoutedIncident, now: EpochMs): boolean {
  const seconds = wanted?.remindSeconds ?? null;
  if (seconds === null || summary.acknowledged !== null) return false;
  const heard = rows.findLast(({ kind }) => !QUIET_KINDS.has(kind));
  return heard !== undefined && now >= heard.plannedAt + seconds * 1000;
}

const isQuiet = ({ summary }: RoutedIncident): boolean => summary.silenced || summary.snoozed !== null;

function dueOf({ channel, all }: Conversation, thread: number, kind: NotificationKind, because: string, { summary }: RoutedIncident): Due {
  const before = all.filter((row) => row.thread === thread && row.kind === kind).length;
  return {
    key: [summary.id, channel, thread, kind, before].join('/'),
    ...{ channel, thread, kind, because },
    said: saidOf(summary),
    version: summary.version,
  };
}
