import type { EpochMs } from '@weir/contract';
import type {
  Claim,
  DeleteOutcome,
  JournalChange,
  ReceivedMessage,
  RedriveEffect,
  RedriveTally,
  SendOutcome,
} from './redrive-machine-types.js';

/**
 * One batch of messages on its way. Its phases:
 *
 *     receiving ─▶ ready ─▶ claiming ─▶ ready ─▶ (extending ─▶) sending ─▶ ready ─▶ recording ─▶ ready ─▶ deleting ─▶ ready ─▶ recording ─▶ gone
 *
 * A lane that is not `ready` waits for one answer. Invariants: a message is sent after the journal has it as `sending`, and deleted after the journal
 * has it as `sent`; of a FIFO group one message is under way at a time, and none follows one that stays.
 */
export interface Lane {
  readonly phase: 'receiving' | 'ready' | 'claiming' | 'extending' | 'sending' | 'recording' | 'deleting';
  /**
   * null: it takes on what is new. Else it does not, but sends again what is in doubt and deletes what was sent. `watch`: looks whether messages
   * came back, and gives them back at once. `search`: for those in doubt; leaves the others hidden for their time, so that the next look
   * reaches further.
   */
  readonly look: 'watch' | 'search' | null;
  readonly items: readonly LaneItem[];
  /** New messages it may still take on. */
  readonly reserved: number;
  readonly hiddenUntil: EpochMs;
  /** Not before then, after something was refused. */
  readonly retryAt: EpochMs;
  readonly tries: number;
}

interface LaneItem {
  readonly message: ReceivedMessage;
  /**
   * `queued`: to be claimed. `to-send`.  `to-record`: see `change`.
   * `to-delete`. `leaves`: stays where it is. `over`: nothing is left to be done.
   */
  readonly stage: 'queued' | 'to-send' | 'to-record' | 'to-delete' | 'leaves' | 'over';
  readonly change: JournalChange | null;
  /** It was sent without an answer, or the journal had it from before. */
  readonly inDoubt: boolean;
  /** When it was claimed: not later than its first send. */
  readonly since: EpochMs;
  /** What the journal has of it; null: nothing. */
  readonly journal: 'sending' | 'sent' | 'moved' | 'failed' | null;
  /** The journal says that it may be there twice. */
  readonly flagged: boolean;
}

/** How a FIFO queue's five minutes of deduplication (Amazon SQS Developer Guide, "Exactly-once processing") are counted on. */
const DEDUPLICATED_MS = 3 * 60_000;
/** With less than this left of the time messages are hidden, or a quarter of it, it is lengthened before they are sent. */
const MARGIN_MS = 30_000;
const DELETE_TRIES = 5;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

/** What is added to a tally. */
export type TallyChange = Partial<RedriveTally>;

export interface LaneContext {
  readonly number: number;
  readonly now: EpochMs;
  readonly fifo: boolean;
  readonly hideSeconds: number;
  /** New messages may be sent. */
  readonly sends: boolean;
  /** Messages that may be sent at once, and when so many may be. */
  readonly atOnce: number;
  readonly sendableAt: (count: number) => EpochMs;
}

/** What a lane does next. */
export interface LaneStep {
  /** null: it is through. */
  readonly lane: Lane | null;
  readonly effects: readonly RedriveEffect[];
  /** Messages that are sent now. */
  readonly sending: number;
  /** When to look again; null: when an answer comes. */
  readonly wakeAt: EpochMs | null;
}

export const openLane = (reserved: number, look: Lane['look'], hiddenUntil: EpochMs): Lane => ({
  ...{ phase: 'receiving', look, items: [], reserved, hiddenUntil, retryAt: 0, tries: 0 },
});

/** @param elsewhere under way in another lane, which goes on with them */
export function takeReceived(lane: Lane, messages: readonly ReceivedMessage[], elsewhere: ReadonlySet<string>): Lane {
  const seen = new Set<string>();
  const items = messages.flatMap((message): LaneItem[] => {
    if (elsewhere.has(message.id) || seen.has(message.id)) return [];
    seen.add(message.id);
    return [
      {
        message,
        stage: message.leftBefore && lane.look === null ? 'leaves' : 'queued',
        change: null,
        inDoubt: false,
        since: 0,
        journal: null,
        flagged: false,
      },
    ];
  });
  return { ...lane, phase: 'ready', items, reserved: lane.look !== null ? 0 : items.filter(({ stage }) => stage === 'queued').length };
}

/** What claiming told: of the tally, and how many were left alone for the first time. */
export interface ClaimsTaken {
  readonly lane: Lane;
  readonly tally: TallyChange;
  readonly leftAlone: number;
}

export function takeClaims(lane: Lane, claims: readonly Claim[], { now, sends }: Pick<LaneContext, 'now' | 'sends'>): ClaimsTaken {
  const byId = new Map(claims.map((claim) => [claim.id, claim]));
  let leftAlone = 0;
  const items = lane.items.map((item): LaneItem => {
    const claim = byId.get(item.message.id);
    if (claim === undefined) return item;
    const { problem, taken, id } = item.message;
    const flagged = claim.flagged;
    switch (claim.was) {
      case 'new':
        if (isIntended(lane, item.message)) return { ...item, stage: 'to-send', journal: 'sending', since: now };
        if (lane.look !== null) return { ...item, stage: 'leaves' };
        if (taken && problem !== null) return { ...item, stage: 'to-record', change: { id, to: 'failed', detail: problem } };
        leftAlone += 1;
        return { ...item, stage: 'leaves' };
      case 'sending':
        if (!sends) return { ...item, stage: 'leaves', journal: 'sending' };
        return { ...item, stage: 'to-send', journal: 'sending', inDoubt: true, since: claim.since ?? 0, flagged };
      case 'sent':
      case 'moved':
        return { ...item, stage: 'to-delete', journal: claim.was, flagged };
      default:
        return { ...item, stage: 'leaves', journal: claim.was === 'failed' ? 'failed' : null };
    }
  });
  const fresh = items.filter(({ message, journal }) => journal === 'sending' && byId.get(message.id)?.was === 'new').length;
  const cameBack = claims.filter(({ was }) => was === 'came-back').length;
  return { lane: { ...lane, phase: 'ready', items }, tally: { sending: fresh, cameBack }, leftAlone };
}

/** What nobody knows of is tried again; so is what was refused for now. */
export function takeSent(lane: Lane, outcomes: readonly SendOutcome[], now: EpochMs): Lane {
  const byId = new Map(outcomes.map((outcome) => [outcome.id, outcome]));
  const items = lane.items.map((item): LaneItem => {
    const outcome = byId.get(item.message.id);
    if (outcome === undefined) return item;
    const { id } = item.message;
    switch (outcome.kind) {
      case 'sent':
        return { ...item, stage: 'to-record', change: { id, to: 'sent', sentId: outcome.sentId } };
      case 'unknown':
        return { ...item, inDoubt: true };
      case 'later':
        return item;
      case 'message':
      case 'queue':
        // In doubt it may be there after all: the journal keeps it as it is.
        return item.inDoubt ? { ...item, stage: 'leaves' } : { ...item, stage: 'to-record', change: refused(outcome) };
    }
  });
  const again = outcomes.some(({ kind }) => kind === 'unknown' || kind === 'later');
  return { ...lane, phase: 'ready', items, ...waiting(lane, again, now) };
}

const refused = ({ id, kind, detail }: Exclude<SendOutcome, { kind: 'sent' }>): JournalChange =>
  kind === 'message' ? { id, to: 'failed', detail } : { id, to: 'withdrawn' };

/** After the journal has what it was given: sent messages are deleted, others are through. */
export function takeRecorded(lane: Lane): { readonly lane: Lane; readonly tally: TallyChange } {
  const tally: Record<keyof RedriveTally, number> = { sending: 0, sent: 0, moved: 0, cameBack: 0, failed: 0, possiblyTwice: 0 };
  const items = lane.items.map((item): LaneItem => {
    if (item.change?.to === 'flagged') {
      tally.possiblyTwice += 1;
      return { ...item, change: null, flagged: true };
    }
    if (item.stage !== 'to-record' || item.change === null) return item;
    const { to } = item.change;
    if (item.journal !== null) tally[item.journal] -= 1;
    const journal = to === 'withdrawn' ? null : to;
    if (journal !== null) tally[journal] += 1;
    const stage = to === 'sent' ? 'to-delete' : to === 'failed' ? 'leaves' : 'over';
    return { ...item, stage, change: null, journal };
  });
  return { lane: { ...lane, phase: 'ready', items }, tally };
}

/**
 * What cannot be deleted comes again, and is deleted then: the journal has it as sent. So does what was no longer hidden: SQS says of a handle
 * that is not the newest that it was deleted, and keeps the message (Amazon SQS API Reference, DeleteMessage).
 */
export function takeDeleted(lane: Lane, outcomes: readonly DeleteOutcome[], now: EpochMs): Lane {
  const deleted = new Map(outcomes.map((outcome) => [outcome.id, outcome.deleted]));
  const late = now >= lane.hiddenUntil;
  const again = !late && outcomes.some((outcome) => !outcome.deleted);
  const givesUp = late || (again && lane.tries + 1 >= DELETE_TRIES);
  const items = lane.items.map((item): LaneItem => {
    const done = deleted.get(item.message.id);
    if (done === undefined) return item;
    if (done && !late) return { ...item, stage: 'to-record', change: { id: item.message.id, to: 'moved' } };
    return givesUp ? { ...item, stage: 'over' } : item;
  });
  return { ...lane, phase: 'ready', items, ...waiting(lane, again && !givesUp, now) };
}

/** What is hidden no longer comes again by itself; the journal knows it. */
export function takeExtended(lane: Lane, lost: readonly string[], { now, hideSeconds }: Pick<LaneContext, 'now' | 'hideSeconds'>): Lane {
  const gone = new Set(lost);
  const items = lane.items.filter(({ message }) => !gone.has(message.id));
  return { ...lane, phase: 'ready', items, hiddenUntil: now + hideSeconds * 1000 };
}

function waiting(lane: Lane, again: boolean, now: EpochMs): Pick<Lane, 'tries' | 'retryAt'> {
  if (!again) return { tries: 0, retryAt: 0 };
  return { tries: lane.tries + 1, retryAt: now + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** lane.tries) };
}

const isIntended = (lane: Lane, { taken, problem }: ReceivedMessage): boolean => lane.look === null && taken && problem === null;

/** The next thing a lane that is ready does: write down, delete, send, take on more; in this order, so that nothing waits that can be finished. */
export function advanceLane(lane: Lane, context: LaneContext): LaneStep {
  if (lane.phase !== 'ready') return step(lane);
  const told = context.sends ? { ...lane, items: lane.items.map((item) => flagged(item, context)) } : lane;
  const changes = told.items.flatMap(({ change }) => change ?? []);
  if (changes.length > 0) return step({ ...told, phase: 'recording' }, [{ kind: 'record', lane: context.number, changes }]);
  return deleteNext(lane, context) ?? sendNext(lane, context) ?? claimNext(lane, context) ?? close(lane);
}

/** What may be there twice once it is sent again is flagged before: a FIFO queue drops the repetition, for a while. */
function flagged(item: LaneItem, { fifo, now }: LaneContext): LaneItem {
  const twice = item.stage === 'to-send' && item.inDoubt && !item.flagged && (!fifo || now - item.since >= DEDUPLICATED_MS);
  return twice ? { ...item, change: { id: item.message.id, to: 'flagged' } } : item;
}

function deleteNext(lane: Lane, context: LaneContext): LaneStep | null {
  const { now, number } = context;
  const ids = idsOf(lane, 'to-delete');
  if (ids.length === 0) return null;
  if (now < lane.retryAt) return step(lane, [], lane.retryAt);
  return hideLonger(lane, context) ?? step({ ...lane, phase: 'deleting' }, [{ kind: 'delete', lane: number, ids }]);
}

/** What others may have received meanwhile is neither sent nor deleted. */
function hideLonger(lane: Lane, { now, number, hideSeconds }: LaneContext): LaneStep | null {
  if (now <= lane.hiddenUntil - Math.min(MARGIN_MS, hideSeconds * 250)) return null;
  const all = lane.items.filter(({ stage }) => stage !== 'over').map(({ message }) => message.id);
  return step({ ...lane, phase: 'extending' }, [{ kind: 'extend', lane: number, ids: all, hideSeconds }]);
}

function sendNext(lane: Lane, context: LaneContext): LaneStep | null {
  const { now, number, sends, sendableAt, atOnce } = context;
  const withdrawn = sends ? null : withdraw(lane);
  if (withdrawn !== null) return withdrawn;
  const ids = idsOf(lane, 'to-send').slice(0, atOnce);
  if (ids.length === 0) return null;
  const at = Math.max(lane.retryAt, sendableAt(ids.length));
  if (now < at) return step(lane, [], at);
  const hiding = hideLonger(lane, context);
  if (hiding !== null) return hiding;
  return { ...step({ ...lane, phase: 'sending' }, [{ kind: 'send', lane: number, ids }]), sending: ids.length };
}

/** What was not sent is forgotten and given back; what may have been stays in the journal. */
function withdraw(lane: Lane): LaneStep | null {
  const stays = lane.items.filter(({ stage }) => stage === 'to-send' || (stage === 'queued' && lane.look === null));
  if (stays.length === 0) return null;
  const items = lane.items.map((item): LaneItem => {
    if (!stays.includes(item)) return item;
    const forgotten = item.stage === 'to-send' && !item.inDoubt;
    return forgotten ? { ...item, stage: 'to-record', change: { id: item.message.id, to: 'withdrawn' } } : { ...item, stage: 'over' };
  });
  return step({ ...lane, items }, [{ kind: 'give-back', ids: stays.map(({ message }) => message.id) }], 0);
}

/** The first queued message of each FIFO group, or all of a standard queue. Behind one that stays, its group stays. */
function claimNext(lane: Lane, { number, fifo }: LaneContext): LaneStep | null {
  const kept = fifo ? stayBehind(lane) : lane;
  const heads = new Set<string>();
  const round = kept.items.filter(({ stage, message }) => {
    if (stage !== 'queued') return false;
    if (!fifo || message.group === null || lane.look !== null) return true;
    if (heads.has(message.group)) return false;
    heads.add(message.group);
    return true;
  });
  if (round.length === 0) return kept === lane ? null : close(kept);
  const messages = round.map(({ message }) => ({ id: message.id, alias: message.alias, intended: isIntended(lane, message) }));
  return step({ ...kept, phase: 'claiming' }, [{ kind: 'claim', lane: number, messages }]);
}

function stayBehind(lane: Lane): Lane {
  if (lane.look !== null) return lane;
  const stopped = new Set(lane.items.flatMap(({ stage, message }) => (stage === 'leaves' ? (message.group ?? []) : [])));
  const behind = ({ stage, message }: LaneItem) => stage === 'queued' && message.group !== null && stopped.has(message.group);
  if (!lane.items.some(behind)) return lane;
  return { ...lane, items: lane.items.map((item): LaneItem => (behind(item) ? { ...item, stage: 'leaves' } : item)) };
}

function close(lane: Lane): LaneStep {
  const ids = idsOf(lane, 'leaves');
  const effects: RedriveEffect[] =
    ids.length === 0 || lane.look === 'search' ? [] : [{ kind: lane.look === 'watch' ? 'give-back' : 'leave', ids }];
  return { ...step(lane, effects), lane: null };
}

const idsOf = (lane: Lane, stage: LaneItem['stage']): readonly string[] =>
  lane.items.filter((item) => item.stage === stage).map(({ message }) => message.id);

const step = (lane: Lane, effects: readonly RedriveEffect[] = [], wakeAt: EpochMs | null = null): LaneStep => ({
  ...{ lane, effects, sending: 0, wakeAt },
});
