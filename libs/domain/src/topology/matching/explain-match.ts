import type { MatchReason } from '@weir/contract';
import { describeCondition } from './condition.js';
import { EventFields, type Leaf } from './event-fields.js';
import type { Alternative, EventPattern, PatternChoice, PatternField, PatternGroup } from './event-pattern.js';
import { filteredBy, type FilterPolicy } from './filter-policy.js';
import { leafText } from './leaf.js';
import { attempt, howMet } from './match-alternative.js';
import { MessageFields, type FilteredBy, type SnsMessage, type Unreadable } from './sns-message.js';

/** One thing that a pattern asks of an event, and whether the event has it. */
export type Because = Readonly<MatchReason>;

/** `matched` holds exactly when every `because` outside of options is `ok`. */
export interface Explanation {
  readonly matched: boolean;
  readonly because: readonly Because[];
}

/** Why an event matches a pattern or does not, field by field in the order of the pattern. Always agrees with `matchesPattern`. */
export function explainMatch({ group, alternatives }: EventPattern, event: unknown): Explanation {
  const fields = EventFields.of(event);
  if (fields.isTooDeep) {
    return {
      matched: false,
      because: [{ path: '', rule: 'the event is nested no deeper than EventBridge takes it', seen: null, ok: false }],
    };
  }
  const { match, conflicts } = tryAll(alternatives, fields);
  return { matched: match !== undefined, because: new Explainer(fields, match, conflicts).group(group, undefined) };
}

/** What a message must be before any field of it is looked at. */
const UNREADABLE: Readonly<Record<Unreadable, string>> = {
  InvalidMessageBody: 'the body is a JSON object',
  InvalidAttributes: 'every attribute holds what its type says, lists as JSON in String.Array',
  NoMessageAttributes: 'the message has an attribute',
};

/** Why SNS would deliver a message or filter it out. `filteredBy` is null when it would be delivered. */
export function explainPolicyMatch(
  policy: FilterPolicy,
  message: SnsMessage | MessageFields,
): Explanation & { readonly filteredBy: FilteredBy | null } {
  const fields = MessageFields.of(message);
  const filtered = filteredBy(policy, fields);
  const read = fields.in(policy.scope);
  if (filtered !== null && !read.ok) {
    const whole: Because = { path: '', rule: UNREADABLE[read.because], seen: null, ok: false };
    const inParts = read.because === 'NoMessageAttributes' ? explainMatch(policy.pattern, {}) : null;
    // What is missing says more than that everything is; only a policy that asks for absence is left with the latter.
    return { matched: false, because: inParts?.matched === false ? inParts.because : [whole], filteredBy: filtered };
  }
  const explanation = read.ok ? explainMatch(policy.pattern, read.fields) : { matched: true, because: [] };
  return { ...explanation, filteredBy: filtered };
}

/** Fields that could be met, but not together with those before them, which are given for each. */
type Conflicts = ReadonlyMap<PatternField, readonly PatternField[]>;

/** The first alternative that matches; without one, where each breaks whose fields can all be met one by one. */
function tryAll(alternatives: readonly Alternative[], event: EventFields): { readonly match?: Alternative; readonly conflicts: Conflicts } {
  const conflicts = new Map<PatternField, readonly PatternField[]>();
  for (const alternative of alternatives) {
    const { matched, reached } = attempt(alternative, event);
    if (matched) return { match: alternative, conflicts: new Map() };
    const field = reached === null ? undefined : alternative[reached];
    if (field !== undefined) conflicts.set(field, alternative.slice(0, reached ?? 0));
  }
  return { conflicts };
}

/** Whether the field is met by itself, whatever elements the others need. */
const isMet = (field: PatternField, leaves: readonly Leaf[] | undefined): boolean => howMet(field, leaves) !== 'never';

class Explainer {
  readonly #matching: ReadonlySet<PatternField>;
  readonly #matched: boolean;

  constructor(
    private readonly event: EventFields,
    match: Alternative | undefined,
    private readonly conflicts: Conflicts,
  ) {
    this.#matching = new Set(match);
    this.#matched = match !== undefined;
  }

  group(group: PatternGroup, option: string | undefined): Because[] {
    return group.flatMap((part) => ('options' in part ? this.#choice(part, option) : [this.#field(part, option)]));
  }

  #field(field: PatternField, option: string | undefined): Because {
    const leaves = this.event.at(field.path);
    const isMet = this.#isMet(field);
    // Where later conditions replace earlier ones, those replaced do not keep the event from matching.
    const isReplaced = !isMet && this.#matched && option === undefined;
    return {
      path: field.path,
      rule: ruleOf(field) + (isReplaced ? ', which later conditions on the field replace' : this.#conflictText(field)),
      seen: leaves === undefined ? null : seenText(leaves),
      ok: isMet || isReplaced,
      ...(option !== undefined && { option }),
    };
  }

  #choice({ path, options }: PatternChoice, outer: string | undefined): Because[] {
    const named = options.map((group, index) => ({ group, option: `${outer === undefined ? '' : `${outer} `}${path}[${index}]` }));
    const ok = options.some((group) => this.#holds(group)) || (this.#matched && outer === undefined);
    return [
      { path, rule: `one of ${options.length} options holds`, seen: null, ok, ...(outer !== undefined && { option: outer }) },
      ...named.flatMap(({ group, option }) => this.group(group, option)),
    ];
  }

  #holds(group: PatternGroup): boolean {
    return group.every((part) => ('options' in part ? part.options.some((option) => this.#holds(option)) : this.#isMet(part)));
  }

  #isMet(field: PatternField): boolean {
    return this.#matching.has(field) || (!this.conflicts.has(field) && isMet(field, this.event.at(field.path)));
  }

  #conflictText(field: PatternField): string {
    const before = this.conflicts.get(field);
    if (before === undefined) return '';
    const arrays = arraysOf(this.event.at(field.path));
    const other = before.findLast(({ path }) => [...arraysOf(this.event.at(path))].some((array) => arrays.has(array)));
    return other === undefined ? ', together with the other fields' : `, in the same array element as ${other.path}`;
  }
}

function arraysOf(leaves: readonly Leaf[] = []): Set<number> {
  const arrays = new Set<number>();
  for (const { membership } of leaves) {
    for (let inner = membership; inner !== null; inner = inner.outer) arrays.add(inner.array);
  }
  return arrays;
}

const LONGEST_RULE = 500;

function ruleOf({ conditions }: PatternField): string {
  const words: string[] = [];
  let length = 0;
  for (const [index, condition] of conditions.entries()) {
    const text = describeCondition(condition);
    if (length + text.length > LONGEST_RULE)
      return `${[...words, shortened(text, LONGEST_RULE - length)].join(' or ')} or ${conditions.length - index} more`;
    words.push(text);
    length += text.length;
  }
  return words.join(' or ');
}

const MOST_VALUES_SEEN = 5;
const LONGEST_VALUE_SEEN = 80;

/** Payloads are long and belong to others: enough to recognise the value, no more. */
function seenText(leaves: readonly Leaf[]): string {
  const shown = leaves.slice(0, MOST_VALUES_SEEN).map(({ value }) => shortened(leafText(value), LONGEST_VALUE_SEEN));
  const more = leaves.length - shown.length;
  return leaves.length === 1 ? shown.join('') : `[${[...shown, ...(more > 0 ? [`… ${more} more`] : [])].join(', ')}]`;
}

const shortened = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, Math.max(0, longest - 1))}…`;
