/** @typedef {import('./measure.mjs').Row} Row */

const HEAD = ['what', 'Weir', 'bare', 'ratio', 'pairs', 'aim'];

/**
 * A table for people: medians with the middle half in brackets. `pairs` is the middle half of the ratios of neighbouring measurements.
 *
 * @param {readonly Row[]} rows
 * @returns {string}
 */
export function formatTable(rows) {
  const cells = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** @param {Row} row */
function cellsOf(row) {
  if (row.kind === 'figure') {
    const aim = row.aim === null ? '' : `< ${row.aim} ${row.unit}${row.value < row.aim ? '' : ' MISSED'}`;
    return [row.what, `${figures(row.value)} ${row.unit}`, '', '', '', aim];
  }
  const { what, unit, weir, bare, ratio, pairs, aim } = row;
  const spread = (/** @type {import('./measure.mjs').Quartiles} */ { p25, median, p75 }) =>
    `${figures(median)} ${unit} (${figures(p25)}–${figures(p75)})`;
  return [
    what,
    spread(weir),
    spread(bare),
    ratio.toFixed(2),
    `${pairs.p25.toFixed(2)}–${pairs.p75.toFixed(2)}`,
    aim === null ? '' : `≤ ${aim}${ratio <= aim ? '' : ' MISSED'}`,
  ];
}

/**
 * Three significant figures: what a repetition would confirm.
 *
 * @param {number} value
 */
const figures = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
