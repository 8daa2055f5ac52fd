import { Failure } from '../bootstrap/failure.mjs';

/**
 * @param {string} text `1..200` or `3,17,42`
 * @returns {readonly number[]}
 * @throws {Failure} when it is neither
 */
export function readSeeds(text) {
  return text.split(',').flatMap((part) => {
    const [, first, last] = /^(\d{1,9})(?:\.\.(\d{1,9}))?$/.exec(part) ?? [];
    if (first === undefined) throw new Failure(`--seeds ${text} is no range.`, 'Give 1..200 or 3,17,42.');
    const from = Number(first);
    return Array.from({ length: Number(last ?? first) - from + 1 }, (_, at) => from + at);
  });
}
