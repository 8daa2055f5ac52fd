import type { DeadLetter, DeadLetterGroup, DeadLetterLook, DeadLetterSource, EpochMs, QueueConfig, Resource } from '@weir/contract';
import {
  type AtLeast,
  expiryOf,
  groupMessages,
  type Masker,
  type MessageGroup,
  type ReadMessage,
  readMessage,
  showMessage,
} from '@weir/domain';
import type { Peeked } from '@weir/aws';
import { unpack } from './unpack.js';

/** Samples of a group that are shown; the export has all. */
const MOST_SAMPLES = 20;

/** What a look found, masked: nothing else of the messages is remembered. */
export interface Found {
  readonly groups: readonly DeadLetterGroup[];
  /** Every message with its group's key, in the order of groups. */
  readonly letters: readonly { readonly group: string; readonly letter: DeadLetter }[];
  readonly held: AtLeast;
  readonly notes: readonly string[];
}

/** The queue, as far as a look needs to know it. */
interface LookedAt {
  readonly latest: Pick<Resource['latest'], 'visible' | 'inFlight'>;
  readonly config: Pick<QueueConfig, 'fifo' | 'retentionSeconds'> | null;
}

/** How many messages the queue holds: what was read of it, and at least what was seen. */
function heldIn({ latest }: LookedAt, looked: number, ended: Peeked['ended'], isFifo: boolean): AtLeast {
  const visible = latest.visible?.value ?? null;
  if (visible === null) return { low: looked, high: null };
  if (ended === 'nothing-more' && !isFifo) return { low: looked, high: Math.max(looked, visible) };
  // More was seen than was counted: the count is old.
  if (looked > visible) return { low: looked, high: null };
  const inFlight = latest.inFlight?.value ?? 0;
  return { low: Math.max(looked, visible), high: Math.max(looked, visible + inFlight) };
}

/**
 * Makes of received messages what people see.
 * @param sourceOf what an ARN is called here
 */
export function findingsOf(
  queue: LookedAt,
  { messages, ended, hidden }: Peeked,
  masker: Masker,
  sourceOf: (arn: string) => DeadLetterSource,
): Found {
  const isFifo = queue.config?.fifo === true;
  const held = heldIn(queue, messages.length, ended, isFifo);
  const grouped = groupMessages(
    messages.map((message) => readMessage(message, unpack)),
    held,
  );
  const shown = grouped.map((group) => ({
    group,
    letters: group.messages.map((message) => tracedById(showMessage(message, masker), sourceOf)),
  }));
  return {
    held,
    groups: shown.map(({ group, letters }) => groupOf(group, letters, queue, masker, sourceOf)),
    letters: shown.flatMap(({ group, letters }) => letters.map((letter) => ({ group: group.signature.key, letter }))),
    notes: notesOf({ ended, looked: messages.length, held, isFifo, hidden }),
  };
}

/** Where a trace begins, by its id where the estate knows it. */
function tracedById(letter: DeadLetter, sourceOf: (arn: string) => DeadLetterSource): DeadLetter {
  return letter.trace === null
    ? letter
    : { ...letter, trace: { ...letter.trace, from: sourceOf(letter.trace.from).id ?? letter.trace.from } };
}

function groupOf(
  { signature, estimate, firstSentAt, lastSentAt, messages }: MessageGroup,
  letters: readonly DeadLetter[],
  queue: LookedAt,
  masker: Masker,
  sourceOf: (arn: string) => DeadLetterSource,
): DeadLetterGroup {
  const source = signature.sourceArn === null ? null : sourceOf(signature.sourceArn);
  const masked = (text: string) => masker.text(text, new Map());
  return {
    key: signature.key,
    title: masked(titleOf(messages[0], source)),
    source,
    error: signature.error.map(({ name, value }) => ({ name, value: masked(value) })),
    template: masked(signature.template),
    sampled: messages.length,
    estimate,
    ...{ firstSentAt, lastSentAt },
    expiresAt: expiryOf(firstSentAt, queue.config?.retentionSeconds ?? null),
    samples: letters.slice(0, MOST_SAMPLES),
  };
}

/** `THROTTLING, OrderPlaced from invoices`; without an error, what is strange about it: `OrderPlaced from orders, value is null`. */
function titleOf(first: ReadMessage | undefined, source: DeadLetterSource | null): string {
  const { error = [], about = null, oddities = [] } = first?.signature ?? {};
  const told = (name: string) => error.find((each) => each.name === name)?.value;
  const why = told('ERROR_CODE') ?? told('errorMessage') ?? told('ErrorMessage') ?? told('condition') ?? told('ErrorCode');
  const what = about ?? 'Message';
  const odd = why === undefined && oddities.length > 0 ? `, ${oddities.join(' and ')}` : '';
  return `${why === undefined ? '' : `${why}, `}${what}${source === null ? '' : ` from ${source.name}`}${odd}`;
}

function notesOf({
  ended,
  looked,
  held,
  isFifo,
  hidden,
}: Pick<Peeked, 'ended' | 'hidden'> & { readonly looked: number; readonly held: AtLeast; readonly isFifo: boolean }): readonly string[] {
  return [
    ...(ended === 'out-of-time' ? ['The look ended before the first messages would have come back by themselves.'] : []),
    ...(isFifo ? ['FIFO: messages behind one that was looked at were held up for the time of the look.'] : []),
    ...(held.high === null || looked < held.high
      ? ['SQS answers from some of its servers: a sample of a part, and the shares are estimates.']
      : []),
    ...(hidden === null ? [] : [`${String(hidden.messages)} messages could not be given back at once; they come back by themselves.`]),
  ];
}

/** The same look with what does not hold the text left out: every message that was looked at is searched, as it is shown. */
export function searched(
  look: DeadLetterLook,
  letters: Found['letters'],
  { q, group }: { readonly q?: string | undefined; readonly group?: string | undefined },
): DeadLetterLook {
  const wanted = q?.trim().toLowerCase() ?? '';
  const chosen = look.groups.filter(({ key }) => group === undefined || key === group);
  if (wanted === '') return { ...look, groups: chosen };
  const found = Map.groupBy(
    letters.filter(({ letter }) => holds(letter, wanted)),
    (each) => each.group,
  );
  const groups = chosen.flatMap((each) => {
    const matching = found.get(each.key)?.map(({ letter }) => letter) ?? [];
    if (matching.length > 0) return [{ ...each, samples: matching.slice(0, MOST_SAMPLES) }];
    return each.title.toLowerCase().includes(wanted) ? [each] : [];
  });
  return { ...look, groups };
}

const holds = ({ messageId, layers, attributes }: DeadLetter, wanted: string): boolean =>
  [messageId, ...layers.map(({ text }) => text), ...attributes.flatMap(({ name, value }) => [name, value])].some((text) =>
    text.toLowerCase().includes(wanted),
  );

/** A message of an export: what is shown of it, on one line. */
export const exportLine = (group: string, { trace: _, ...letter }: DeadLetter): string => `${JSON.stringify({ group, ...letter })}\n`;

/** When a look is forgotten. */
export const LOOK_KEPT_MS: EpochMs = 30 * 60_000;
