import { idOf, syntheticQueue } from './synthetic-queues.mjs';

/** The queue that changes while others watch. Its depth is the mark by which a change is known again on its way. */
export const MARKED_ID = idOf(syntheticQueue(0));

/**
 * @param {import('@weir/contract').LiveDelta} delta of the wall, or of a view of the marked queue itself
 * @returns {number | null} the mark it carries
 */
export function markOf({ set }) {
  const item = set[`item:${MARKED_ID}`];
  const resource = set[`resource:${MARKED_ID}`];
  if (item && 'visible' in item) return item.visible?.value ?? null;
  if (resource && 'latest' in resource) return resource.latest.visible?.value ?? null;
  return null;
}

/**
 * The same wall delta with another mark.
 *
 * @param {import('@weir/contract').LiveDelta} delta
 * @param {number} mark
 * @returns {import('@weir/contract').LiveDelta}
 */
export function withMark(delta, mark) {
  const key = `item:${MARKED_ID}`;
  const item = /** @type {import('@weir/contract').WallItem} */ (delta.set[key]);
  return { ...delta, set: { ...delta.set, [key]: { ...item, visible: item.visible && { ...item.visible, value: mark } } } };
}
