import type { EventFields, Leaf, Membership } from './event-fields.js';
import type { Alternative, PatternField } from './event-pattern.js';
import type { LeafValue } from './leaf.js';

/** What came of trying an alternative. `reached` is how many fields, in their order, could be met together at best. */
export interface Attempt {
  readonly matched: boolean;
  readonly reached: number | null;
}

const NEVER: Attempt = { matched: false, reached: null };
const ALWAYS: Attempt = { matched: true, reached: null };

/** Whether every field of the alternative can be met, with values that lie in the same element wherever they share an array. */
export const matchesAlternative = (fields: Alternative, event: EventFields): boolean => attempt(fields, event).matched;

/** As `matchesAlternative`, with how far it came. `reached` is null when a field could not even be met by itself. */
export function attempt(fields: Alternative, event: EventFields): Attempt {
  let needsSearch = false;
  for (const field of fields) {
    const how = howMet(field, event.at(field.path));
    if (how === 'never') return NEVER;
    if (how === 'in-arrays') needsSearch = true;
  }
  return needsSearch ? tryTogether(fields, event) : ALWAYS;
}

/** Whether a field can be met by itself: whatever else is chosen, only by some choices of elements, or never. */
export function howMet({ test }: PatternField, leaves: readonly Leaf[] | undefined): 'always' | 'in-arrays' | 'never' {
  if (leaves === undefined) return test.acceptsAbsent ? 'always' : 'never';
  let canBeAbsent = test.acceptsAbsent;
  let inArrays = false;
  for (const { value, membership } of leaves) {
    if (membership === null) {
      if (test.accepts(value)) return 'always';
      canBeAbsent = false;
    } else if (!inArrays) {
      inArrays = test.accepts(value);
    }
  }
  return inArrays || canBeAbsent ? 'in-arrays' : 'never';
}

/**
 * Only an event and a pattern made for it need more: arrays that overlap, since dotted keys put them at the same paths, combined by the
 * million, or nested by the thousand. Such a search ends without a match.
 */
const MOST_STEPS = 500_000;
const DEEPEST_SEARCH = 1_500;

/**
 * Tries the fields in their order, each with every value that fits what was chosen before. A field that must not exist looks only at the
 * elements chosen so far, as in AWS's engine. What cannot lead on from a place is remembered, so that arrays which have nothing to do with
 * one another do not multiply.
 */
function tryTogether(fields: Alternative, event: EventFields): Attempt {
  const search = new ElementSearch(fields, event);
  const matched = search.from(0);
  return { matched, reached: search.reached };
}

/** The values of a path, sorted into the elements they lie in. */
interface ElementTree {
  readonly values: LeafValue[];
  /** By the number of the array, then by the index of the element. */
  arrays: Map<number, Map<number, ElementTree>> | null;
}

/** `absent`: no value lies in the chosen elements. `failed`: some do, and none leads to a match. */
type Outcome = 'met' | 'failed' | 'absent';

class ElementSearch {
  /** Index chosen in each array. */
  readonly #chosen = new Map<number, number>();
  readonly #deadEnds = new Set<string>();
  readonly #trees: readonly ElementTree[];
  /** The last field that looks into an array: once it is passed, what was chosen there no longer matters. */
  readonly #lastPlace = new Map<number, number>();
  #steps = 0;
  #depth = 0;
  reached = 0;

  constructor(
    private readonly fields: Alternative,
    event: EventFields,
  ) {
    this.#trees = fields.map(({ path }, place) => elementTree(event.at(path) ?? [], (array) => this.#lastPlace.set(array, place)));
  }

  /** Whether the fields from a place on can be met with what has been chosen. */
  from(place: number): boolean {
    this.reached = Math.max(this.reached, place);
    const field = this.fields[place];
    const tree = this.#trees[place];
    if (field === undefined || tree === undefined) return true;
    const state = this.#stateAt(place);
    if (this.#deadEnds.has(state)) return false;
    const outcome = this.#tryTree(tree, field, place);
    if (outcome === 'met' || (outcome === 'absent' && field.test.acceptsAbsent && this.from(place + 1))) return true;
    this.#deadEnds.add(state);
    return false;
  }

  #tryTree(tree: ElementTree, field: PatternField, place: number): Outcome {
    if (this.#steps > MOST_STEPS || this.#depth > DEEPEST_SEARCH) return 'failed';
    this.#depth++;
    const outcome = this.#tryValues(tree, field, place);
    this.#depth--;
    return outcome;
  }

  #tryValues({ values, arrays }: ElementTree, field: PatternField, place: number): Outcome {
    this.#steps += values.length + 1;
    if (values.some(field.test.accepts) && this.from(place + 1)) return 'met';
    let outcome: Outcome = values.length === 0 ? 'absent' : 'failed';
    for (const [array, elements] of arrays ?? []) {
      const inside = this.#tryElements(array, elements, field, place);
      if (inside === 'met') return 'met';
      if (inside === 'failed') outcome = 'failed';
    }
    return outcome;
  }

  #tryElements(array: number, elements: ReadonlyMap<number, ElementTree>, field: PatternField, place: number): Outcome {
    const index = this.#chosen.get(array);
    if (index !== undefined) {
      const element = elements.get(index);
      return element === undefined ? 'absent' : this.#tryTree(element, field, place);
    }
    let outcome: Outcome = 'absent';
    for (const [choice, element] of elements) {
      this.#chosen.set(array, choice);
      const inside = this.#tryTree(element, field, place);
      if (inside === 'met') return 'met';
      this.#chosen.delete(array);
      if (inside === 'failed') outcome = 'failed';
    }
    return outcome;
  }

  /** All that the rest of the search depends on. */
  #stateAt(place: number): string {
    const matter: string[] = [];
    for (const [array, index] of this.#chosen) {
      if ((this.#lastPlace.get(array) ?? -1) >= place) matter.push(`${array}:${index}`);
    }
    if (matter.length > 1) matter.sort();
    return `${place} ${matter.join(' ')}`;
  }
}

function elementTree(leaves: readonly Leaf[], onArray: (array: number) => void): ElementTree {
  const root: ElementTree = { values: [], arrays: null };
  for (const { value, membership } of leaves) {
    let tree = root;
    for (const { array, index } of outermostFirst(membership)) {
      onArray(array);
      tree = elementOf(tree, array, index);
    }
    tree.values.push(value);
  }
  return root;
}

function outermostFirst(membership: Membership | null): Membership[] {
  const chain: Membership[] = [];
  for (let inner = membership; inner !== null; inner = inner.outer) chain.push(inner);
  return chain.reverse();
}

function elementOf(tree: ElementTree, array: number, index: number): ElementTree {
  tree.arrays ??= new Map();
  const elements = tree.arrays.get(array) ?? new Map<number, ElementTree>();
  tree.arrays.set(array, elements);
  const element = elements.get(index) ?? { values: [], arrays: null };
  elements.set(index, element);
  return element;
}
