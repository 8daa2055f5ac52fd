import { leafOf, type LeafValue } from './leaf.js';
import { DEEPEST_EVENT } from './read-json.js';

/** In which element of which array a value lies, from the innermost array outwards. Arrays of plain values do not count. */
export interface Membership {
  /** Number of the array within the event. */
  readonly array: number;
  readonly index: number;
  readonly outer: Membership | null;
}

export interface Leaf {
  readonly value: LeafValue;
  /** null: in no array whose elements hold other values. */
  readonly membership: Membership | null;
}

/**
 * An event as patterns see it: a list of values for each path. Keys are joined with dots, so that `{"a.b": 1}` looks like
 * `{"a": {"b": 1}}`; arrays vanish from paths, and empty arrays and objects are not there at all.
 */
export class EventFields {
  readonly #leaves = new Map<string, Leaf[]>();
  #arrays = 0;
  /** Nested deeper than AWS takes events. What lies below is not looked at. */
  readonly #tooDeep: boolean;

  constructor(event: unknown) {
    this.#tooDeep = !this.#add(event, '', null, 0);
  }

  /** The event as fields, or as it is if it is that already. */
  static of(event: unknown): EventFields {
    return event instanceof EventFields ? event : new EventFields(event);
  }

  get isTooDeep(): boolean {
    return this.#tooDeep;
  }

  /** The values at a path in the order of the event, or undefined when it has none. */
  at(path: string): readonly Leaf[] | undefined {
    return this.#leaves.get(path);
  }

  get paths(): IterableIterator<string> {
    return this.#leaves.keys();
  }

  #add(value: unknown, path: string, membership: Membership | null, depth: number): boolean {
    if (depth > DEEPEST_EVENT) return false;
    const leaf = leafOf(value);
    if (leaf !== undefined) {
      if (depth > 0) this.#addLeaf(path, leaf, membership);
      return true;
    }
    if (Array.isArray(value)) return this.#addArray(value, path, membership, depth);
    return typeof value !== 'object' || value === null || this.#addObject(value, path, membership, depth);
  }

  #addObject(object: object, path: string, membership: Membership | null, depth: number): boolean {
    let complete = true;
    for (const key of Object.keys(object)) {
      const inner: unknown = (object as Record<string, unknown>)[key];
      complete = this.#add(inner, depth === 0 ? key : `${path}.${key}`, membership, depth + 1) && complete;
    }
    return complete;
  }

  #addArray(array: readonly unknown[], path: string, outer: Membership | null, depth: number): boolean {
    // An event is an object; a list at the top has no fields.
    if (depth === 0) return true;
    const number = this.#arrays++;
    let complete = true;
    for (const [index, element] of array.entries()) {
      const isPlain = typeof element !== 'object' || element === null;
      complete = this.#add(element, path, isPlain ? outer : { array: number, index, outer }, depth + 1) && complete;
    }
    return complete;
  }

  #addLeaf(path: string, value: LeafValue, membership: Membership | null): void {
    const leaves = this.#leaves.get(path);
    if (leaves === undefined) this.#leaves.set(path, [{ value, membership }]);
    else leaves.push({ value, membership });
  }
}
