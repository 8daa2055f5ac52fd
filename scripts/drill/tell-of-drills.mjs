/**
 * @typedef {object} FaultFound
 * @property {{ kind: string, place: string, size: string, touched: number }} fault
 * @property {'right' | 'elsewhere' | 'missed' | 'unseen'} as
 * @property {string | null} root
 * @property {string | null} reason
 * @property {number | null} openedAfter virtual minutes
 *
 * @typedef {object} Surplus
 * @property {string} root
 * @property {string} reason
 *
 * @typedef {object} DrillResult
 * @property {number} seed
 * @property {readonly FaultFound[]} found
 * @property {readonly Surplus[]} surplus
 * @property {number} seconds real ones
 */

/**
 * @param {string} text a line of JSON for each drill
 * @returns {readonly DrillResult[]}
 */
export const readResults = (text) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => /** @type {DrillResult} */ (JSON.parse(line)));

/**
 * What came out, for people: the figures, a row for each kind of fault with what it was taken for, and each miss.
 *
 * @param {readonly DrillResult[]} results
 * @returns {string} Markdown
 */
export function tellOfDrills(results) {
  const found = results.flatMap((result) => result.found);
  const seen = found.filter(({ as }) => as !== 'unseen');
  const right = seen.filter(({ as }) => as === 'right');
  const caught = seen.filter(({ as }) => as !== 'missed');
  const surplus = results.flatMap((result) => result.surplus);
  const figures = [
    ['drills', results.length],
    ['with two faults', results.filter((result) => result.found.length > 1).length],
    ['faults', found.length],
    ['of these not observable', found.length - seen.length],
    ['root right, as named in the end', shareOf(right.length, seen.length)],
    ['recall: causes with an incident', shareOf(caught.length, seen.length)],
    ['precision: incidents with a cause', shareOf(caught.length, caught.length + surplus.length)],
    ['opened after, virtual min, median (worst)', minutesOf(caught)],
  ];
  const kinds = [...new Set(found.map(({ fault }) => fault.kind))].sort();
  const rows = kinds.map((kind) => {
    const ofKind = found.filter(({ fault }) => fault.kind === kind);
    const count = (/** @type {FaultFound['as']} */ as) => ofKind.filter((each) => each.as === as).length;
    const takenFor = tallied(ofKind.flatMap(({ reason }) => reason ?? []));
    return [kind, ofKind.length, count('right'), count('elsewhere'), count('missed'), count('unseen'), minutesOf(ofKind), takenFor];
  });
  const misses = results.flatMap(({ seed, found: faults, surplus: unexplained }) => [
    ...faults
      .filter(({ as }) => as === 'missed' || as === 'elsewhere')
      .map(({ fault, as, root, reason }) => [
        seed,
        fault.kind,
        fault.place,
        fault.size,
        as === 'missed' ? 'no incident' : `${root}: ${reason}`,
      ]),
    ...unexplained.map(({ root, reason }) => [seed, 'none', '', '', `${root}: ${reason}`]),
  ]);
  return [
    table(['Figure', 'Value'], figures),
    table(['Fault', 'drawn', 'root right', 'root elsewhere', 'missed', 'not observable', 'opened after, min', 'taken for'], rows),
    table(['Seed', 'Fault', 'Place', 'Size', 'Weir said'], misses),
  ].join('\n');
}

const shareOf = (/** @type {number} */ part, /** @type {number} */ whole) =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} % (${part} of ${whole})`;

/** @param {readonly FaultFound[]} found */
function minutesOf(found) {
  const minutes = found.flatMap(({ openedAfter }) => openedAfter ?? []).sort((a, b) => a - b);
  return minutes.length === 0 ? '–' : `${minutes[Math.floor(minutes.length / 2)]} (${minutes.at(-1)})`;
}

/** @param {readonly string[]} words */
function tallied(words) {
  const counts = new Map(words.map((word) => [word, words.filter((each) => each === word).length]));
  return [...counts].map(([word, count]) => `${word} ${count}`).join(', ');
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly (string | number)[])[]} rows
 */
const table = (head, rows) => `${[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
