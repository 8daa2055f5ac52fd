import type { EpochMs, LossCountdown, ResourceKind, TopologyChange, VerdictState } from '@weir/contract';
import { countOf, durationText } from '../verdicts/wording.js';
import type { Incident } from './incident.js';

const IS: Readonly<Record<VerdictState, string>> = {
  poisoned: 'is poisoned',
  failing: 'is failing',
  'dead-lettering': 'is dead-lettering',
  stopped: 'is stopped',
  starved: 'gets nothing',
  'filtered-out': 'lets nothing pass',
  stalled: 'is stalled',
  throttled: 'is throttled',
  slow: 'is slow',
  disabled: 'is switched off',
  unknown: 'is in trouble',
  stale: 'is in trouble',
  ok: 'is in trouble',
  idle: 'is in trouble',
};

const BY_REASON: Readonly<Record<string, string>> = {
  'dead-letters-arriving': 'receives dead letters',
  'dead-letters-waiting': 'holds dead letters',
  'dead-letters-leaving': 'holds dead letters',
  'dead-letter-expiry': 'is about to lose dead letters',
  'backlog-expiry': 'is about to lose messages',
  'lag-expiry': 'is about to lose records',
  'age-over-budget': 'is late',
};

/** `payments-capture is poisoned`. */
export function titleOf({ root, members }: Pick<Incident, 'root' | 'members'>): string {
  const name = members.find(({ resource }) => resource.id === root.id)?.resource.name ?? root.id;
  return `${name} ${BY_REASON[root.reason] ?? IS[root.verdict]}`;
}

const KIND_WORDS: Readonly<Record<ResourceKind, string>> = {
  queue: 'queue',
  topic: 'topic',
  subscription: 'subscription',
  bus: 'event bus',
  rule: 'rule',
  pipe: 'pipe',
  stream: 'stream',
  consumer: 'consumer',
  function: 'function',
  'delivery-stream': 'delivery stream',
  'schedule-group': 'schedule group',
};

/** How long before the trouble a change may lie to be told in the first sentences. */
const CHANGE_BEFORE_MS = 60 * 60_000;
const CHANGE_AFTER_MS = 10 * 60_000;
const MOST_NAMES = 3;

/** The edits that may have brought it about, the nearest first: of its members, shortly before it began or as it did. */
export function suspectChanges(
  incident: Pick<Incident, 'since' | 'members'>,
  changes: readonly TopologyChange[],
): readonly TopologyChange[] {
  const members = new Set<string>(incident.members.map(({ resource }) => resource.id));
  return changes
    .filter(
      ({ resourceId, at }) => members.has(resourceId) && at >= incident.since - CHANGE_BEFORE_MS && at <= incident.since + CHANGE_AFTER_MS,
    )
    .toSorted((a, b) => Math.abs(a.at - incident.since) - Math.abs(b.at - incident.since));
}

/** `the filter policy of emails changed 14 min before`. */
export function changeSentence(change: TopologyChange, since: EpochMs): string {
  const seconds = Math.round((since - change.at) / 1000);
  const when = Math.abs(seconds) < 60 ? 'as it began' : seconds > 0 ? `${durationText(seconds)} before` : `${durationText(-seconds)} after`;
  return `${change.name}: ${change.sentence} ${when}`;
}

/** What broke, in sentences from facts. `changes` are those of its members. */
export function whatBroke(incident: Incident, loss: LossCountdown | null, changes: readonly TopologyChange[]): string {
  const { root, members } = incident;
  const named = members.find(({ resource }) => resource.id === root.id)?.resource;
  const [change] = suspectChanges(incident, changes);
  const others = members.filter(({ resource }) => resource.id !== root.id).map(({ resource }) => resource.name);
  const sentences = [
    `The ${named === undefined ? 'resource' : KIND_WORDS[named.kind]} ${titleOf(incident)}: ${root.because}`,
    ...(change === undefined ? [] : [changeSentence(change, incident.since)]),
    ...(others.length === 0 ? [] : [`It takes ${namesOf(others)} with it`]),
    // Where the loss itself is the trouble, the first sentence has told it.
    ...(loss === null || loss.kind === root.reason ? [] : [lossSentence(loss)]),
  ];
  return `${sentences.join('. ')}.`;
}

function lossSentence({ count, kind }: LossCountdown): string {
  const what = kind === 'lag-expiry' ? countOf(count, 'record', 'records') : countOf(count, 'message', 'messages');
  return `As it stands ${what} will be lost`;
}

function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES);
  const rest = names.length - shown.length;
  return rest === 0 ? listed(shown) : `${shown.join(', ')} and ${String(rest)} more`;
}

const listed = (names: readonly string[]): string =>
  names.length <= 1 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
