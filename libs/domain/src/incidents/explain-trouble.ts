import type { EpochMs, ResourceId, VerdictState } from '@weir/contract';
import type { CatalogueResource } from '../model/catalogue.js';
import { type FanoutIndex, handoversOf, sourceArnOf } from '../topology/estate/fanout-index.js';

/** A resource of which at least one alarm is raised. */
export interface Trouble {
  readonly resource: CatalogueResource;
  readonly verdict: VerdictState;
  readonly reason: string;
  /** When it began, by the judge. */
  readonly since: EpochMs;
}

export interface Explanation {
  readonly by: ResourceId;
  /** How the one hangs on the other, as a sentence whose subject is the one explained. */
  readonly because: string;
}

/** CloudWatch tells of a cause later than SQS tells of its consequence. What began later than this is none. */
const LATER_MS = 15 * 60_000;
/**
 * Parts of a whole, or what hands on to one receiver, that fail within this time of each other fail for one reason. SNS counts failures by
 * topic, so that those of one subscription may be laid at another's door for as long as the ledger looks back.
 */
const TOGETHER_MS = 15 * 60_000;
/** What is further away than this is not told to be starved by it. */
const MOST_HOPS = 6;

/** These keep what comes in from coming out. */
const CUTTING: ReadonlySet<VerdictState> = new Set([
  'failing',
  'dead-lettering',
  'stopped',
  'starved',
  'filtered-out',
  'stalled',
  'throttled',
  'disabled',
]);
/** These cannot hand on what they took. */
const HANDING: ReadonlySet<VerdictState> = new Set(['failing', 'dead-lettering', 'stalled', 'throttled', 'slow']);
/** These send many times what they should. */
const FLOODING: ReadonlySet<string> = new Set(['matches-itself', 'multiplied-by-edit']);
/** They say why by themselves. */
const SELF_EXPLAINED: ReadonlySet<string> = new Set([
  'pending-confirmation',
  'endpoint-missing',
  'switched-off-while-busy',
  'policy-edited',
]);

/**
 * What explains a trouble, of all that is in trouble: the nearest, and of equally near ones that which began first. null: nothing does, it is a
 * cause by itself.
 *
 * - A dead-letter queue is explained by what fails into it.
 * - A whole (topic, bus) is explained by the part that is in trouble; subscriptions by their topic where several began together, unless one of
 *   them says why by itself.
 * - Of those that fail to hand on to the same receiver at the same time the first explains the others.
 * - A bus that looks silent is explained by its rules, once the last of them is off: nothing else shows what comes in.
 * - What starves is explained by what lies upstream; what cannot hand on, by what it hands to; what holds a backlog, by who should take from
 *   it, or by what floods it.
 */
export function explainTrouble(trouble: Trouble, troubles: ReadonlyMap<ResourceId, Trouble>, index: FanoutIndex): Explanation | null {
  const { resource } = trouble;
  const timely = (cause: Trouble) => cause.since <= trouble.since + LATER_MS;
  const deadLettersOf = index.deliveriesTo(resource.arn).filter(({ redrive }) => redrive);
  if (deadLettersOf.length > 0) {
    const sources = deadLettersOf.flatMap(({ by }) => inTrouble(by, troubles) ?? wholeInTrouble(by, troubles, index) ?? []);
    // What still waits there may be of a trouble that is over.
    return chosen(sources.filter(timely), (source) => `is where failures of ${source.resource.name} go`);
  }
  if (SELF_EXPLAINED.has(trouble.reason)) return null;
  return (
    bySameReceiver(trouble, troubles, index) ??
    byPart(trouble, troubles, index) ??
    byWhole(trouble, troubles, index) ??
    byNeighbours(trouble, troubles, index, timely)
  );
}

function bySameReceiver(trouble: Trouble, troubles: ReadonlyMap<ResourceId, Trouble>, index: FanoutIndex): Explanation | null {
  if (!HANDING.has(trouble.verdict)) return null;
  const before = besides(trouble, troubles, index).filter((other) => earliestFirst(other, trouble) < 0);
  return chosen(before, (cause) => `fails to hand on to the same as ${cause.resource.name}`);
}

function byPart(trouble: Trouble, troubles: ReadonlyMap<ResourceId, Trouble>, index: FanoutIndex): Explanation | null {
  const { resource } = trouble;
  if (resource.kind !== 'topic' && resource.kind !== 'bus') return null;
  const parts = failingParts(resource, troubles, index);
  const [first, second] = parts;
  const sure = sureOf(parts, troubles, index);
  if (first === undefined) return null;
  const isShared = countsTogether(resource) && second !== undefined && areTogether(first, second);
  if (sure === undefined && isShared) return null;
  const lead = sure ?? first;
  return { by: lead.resource.id, because: `its part ${lead.resource.name} is in trouble` };
}

function byWhole(trouble: Trouble, troubles: ReadonlyMap<ResourceId, Trouble>, index: FanoutIndex): Explanation | null {
  const whole = wholeInTrouble(trouble.resource, troubles, index);
  if (whole === undefined || !countsTogether(whole.resource) || !HANDING.has(trouble.verdict)) return null;
  const parts = failingParts(whole.resource, troubles, index);
  const [first, second] = parts;
  if (first === undefined || second === undefined || !areTogether(first, trouble) || !areTogether(first, second)) return null;
  const sure = sureOf(parts, troubles, index);
  if (sure === undefined) return { by: whole.resource.id, because: `hangs on ${whole.resource.name}` };
  return sure === trouble ? null : { by: sure.resource.id, because: `fails with ${sure.resource.name}, which may be counted for it` };
}

/** SNS counts failures by topic; EventBridge counts them by rule, so that each of those answers for itself. */
const countsTogether = ({ kind }: CatalogueResource): boolean => kind === 'topic';

/** Parts that cannot hand on, the first to begin first. */
function failingParts(whole: CatalogueResource, troubles: ReadonlyMap<ResourceId, Trouble>, index: FanoutIndex): readonly Trouble[] {
  return [...index.subscriptionsOf(whole.arn), ...index.rulesOf(whole.arn)]
    .flatMap((part) => inTrouble(part, troubles) ?? [])
    .filter(({ verdict }) => HANDING.has(verdict))
    .sort(earliestFirst);
}

/**
 * The one part that is surely in trouble, of those that began together with the first: it says why by itself, or it alone has a receiver that
 * refuses others too, or a dead-letter queue of its own that receives. What the others are blamed for is its. undefined: there is no such one.
 */
function sureOf(parts: readonly Trouble[], troubles: ReadonlyMap<ResourceId, Trouble>, index: FanoutIndex): Trouble | undefined {
  const [first] = parts;
  const together = parts.filter((part) => first !== undefined && areTogether(first, part));
  const speaking = together.find(({ reason }) => SELF_EXPLAINED.has(reason));
  const shown = together.filter((part) => besides(part, troubles, index).length > 0 || fillsDeadLetters(part, troubles, index));
  return speaking ?? (shown.length === 1 ? shown[0] : undefined);
}

function fillsDeadLetters(part: Trouble, troubles: ReadonlyMap<ResourceId, Trouble>, index: FanoutIndex): boolean {
  return handoversOf(part.resource).some(({ deadLetterTargetArn }) => {
    const deadLetters = deadLetterTargetArn === null ? undefined : index.byArn(deadLetterTargetArn);
    const receiving = deadLetters === undefined ? undefined : inTrouble(deadLetters, troubles);
    return receiving !== undefined && areTogether(receiving, part);
  });
}

const areTogether = (a: Trouble, b: Trouble): boolean => Math.abs(a.since - b.since) <= TOGETHER_MS;

function byNeighbours(
  trouble: Trouble,
  troubles: ReadonlyMap<ResourceId, Trouble>,
  index: FanoutIndex,
  timely: (cause: Trouble) => boolean,
): Explanation | null {
  const { resource, verdict, reason } = trouble;
  const near = (entries: readonly CatalogueResource[]) => entries.flatMap((entry) => inTrouble(entry, troubles) ?? []).filter(timely);
  if (verdict === 'starved') {
    const unseen = lastRulesOff(resource, troubles, index).filter(timely);
    if (unseen.length > 0) return chosen(unseen, (cause) => `is not seen since ${cause.resource.name} is off`);
    const cut = upstream(resource, index, (entry) => near([entry]).filter((each) => CUTTING.has(each.verdict)));
    return chosen(cut, (cause) => `gets nothing since ${cause.resource.name} is in trouble`);
  }
  const readers = takersOf(resource, index);
  const stuck = near(readers).filter(({ verdict: state }) => state !== 'starved');
  if (stuck.length > 0) return chosen(stuck, (cause) => `is read by ${cause.resource.name}`);
  if (HANDING.has(verdict) || resource.kind === 'consumer' || resource.kind === 'delivery-stream') {
    const receivers = near(receiversOf(resource, index)).filter(({ verdict: state }) => state !== 'starved');
    if (receivers.length > 0) return chosen(receivers, (cause) => `hands on to ${cause.resource.name}`);
  }
  const source = sourceArnOf(resource);
  const fed = source === null ? undefined : index.byArn(source);
  if (fed !== undefined && resource.kind !== 'pipe') {
    const refused = near([fed]).filter((each) => each.reason === 'reads-throttled');
    if (refused.length > 0) return chosen(refused, (cause) => `reads from ${cause.resource.name}, which refuses reads`);
  }
  if (FLOODING.has(reason)) return null;
  const floods = upstream(resource, index, (entry) => near([entry]).filter((each) => FLOODING.has(each.reason)));
  return chosen(floods, (cause) => `is flooded by ${cause.resource.name}`);
}

/** What comes in on a bus is seen by what its rules match: with the last of them off it looks silent. */
function lastRulesOff(resource: CatalogueResource, troubles: ReadonlyMap<ResourceId, Trouble>, index: FanoutIndex): readonly Trouble[] {
  if (resource.kind !== 'bus') return [];
  const troubled = index.rulesOf(resource.arn).map((rule) => inTrouble(rule, troubles));
  return troubled.every((rule) => rule?.verdict === 'disabled') ? troubled.flatMap((rule) => rule ?? []) : [];
}

/** What else fails at the same time to hand on to the same: then it is the receiver that refuses. */
function besides(trouble: Trouble, troubles: ReadonlyMap<ResourceId, Trouble>, index: FanoutIndex): readonly Trouble[] {
  return handoversOf(trouble.resource)
    .flatMap(({ arn }) => index.deliveriesTo(arn))
    .flatMap(({ by, redrive }) => (redrive ? [] : (inTrouble(by, troubles) ?? [])))
    .filter((other) => other !== trouble && HANDING.has(other.verdict) && areTogether(other, trouble));
}

const inTrouble = (entry: CatalogueResource, troubles: ReadonlyMap<ResourceId, Trouble>): Trouble | undefined => troubles.get(entry.id);

/** The topic of a subscription, the bus of a rule, if that is in trouble. */
function wholeInTrouble(entry: CatalogueResource, troubles: ReadonlyMap<ResourceId, Trouble>, index: FanoutIndex): Trouble | undefined {
  const arn = wholeArnOf(entry);
  const whole = arn === null ? undefined : index.byArn(arn);
  return whole === undefined ? undefined : troubles.get(whole.id);
}

function wholeArnOf(entry: CatalogueResource): string | null {
  if (entry.kind === 'subscription') return entry.config?.topicArn ?? null;
  return entry.kind === 'rule' ? (entry.config?.busArn ?? null) : null;
}

/** Everybody who takes from a queue or stream, or through a registered consumer, and the functions that mappings call. */
function takersOf(resource: CatalogueResource, index: FanoutIndex): readonly CatalogueResource[] {
  const source = resource.kind === 'consumer' ? sourceArnOf(resource) : null;
  const beside = source === null ? [] : index.readersOf(source);
  const through = beside.filter((reader) => reader.kind === 'consumer' && reader.config?.consumerArn === resource.arn);
  return [...index.readersOf(resource.arn), ...through].flatMap((reader) => [reader, ...receiversOf(reader, index)]);
}

/** What a resource hands on to. */
function receiversOf(resource: CatalogueResource, index: FanoutIndex): readonly CatalogueResource[] {
  const called = resource.kind === 'consumer' ? (resource.config?.functionArn ?? null) : null;
  return [...handoversOf(resource).map(({ arn }) => arn), ...(called === null ? [] : [called])].flatMap((arn) => index.byArn(arn) ?? []);
}

/** The nearest of what a resource gets its messages from that `found` finds something of. */
function upstream(
  resource: CatalogueResource,
  index: FanoutIndex,
  found: (entry: CatalogueResource) => readonly Trouble[],
): readonly Trouble[] {
  const seen = new Set([resource.id]);
  let level: readonly CatalogueResource[] = [resource];
  for (let hop = 0; hop < MOST_HOPS && level.length > 0; hop += 1) {
    level = level.flatMap((entry) => sendersOf(entry, index)).filter(({ id }) => !seen.has(id) && seen.add(id));
    const troubled = level.flatMap(found);
    if (troubled.length > 0) return troubled;
  }
  return [];
}

function sendersOf(entry: CatalogueResource, index: FanoutIndex): readonly CatalogueResource[] {
  const arn = wholeArnOf(entry) ?? sourceArnOf(entry);
  if (arn !== null) return [index.byArn(arn) ?? []].flat();
  return index.deliveriesTo(entry.arn).flatMap(({ by, redrive }) => (redrive ? [] : [by]));
}

function chosen(causes: readonly Trouble[], because: (cause: Trouble) => string): Explanation | null {
  const [first] = causes.toSorted(earliestFirst);
  return first === undefined ? null : { by: first.resource.id, because: because(first) };
}

export const earliestFirst = (a: Trouble, b: Trouble): number => a.since - b.since || (a.resource.id < b.resource.id ? -1 : 1);
