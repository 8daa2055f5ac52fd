import { absenceAt, columnState, timeOf, valueOf, type HeatModel } from './heat-model.js';

const LINE_END = '\r\n';

/**
 * One field of a CSV file (RFC 4180). Text that a spreadsheet would run as a formula is led by an apostrophe: names come from AWS, and from
 * whoever may create things there.
 */
export function csvField(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The heatmap as a table: a line per step, a field per shard, empty where nothing is known. Times are UTC, values in the heatmap's unit. */
export function heatCsv(model: HeatModel): string {
  const lines = [['time', 'state', ...model.rows.map(({ shardId }) => shardId)].map(csvField).join(',')];
  for (let column = 0; column < model.columns; column += 1) {
    const state = absenceAt(model, column) ?? columnState(model, column);
    lines.push(
      [
        csvField(new Date(timeOf(model, column)).toISOString()),
        csvField(state),
        ...model.rows.map((_row, row) => csvField(rounded(valueOf(model, { row, column })))),
      ].join(','),
    );
  }
  return lines.join(LINE_END) + LINE_END;
}

/** Values travel as 32 bits; the digits beyond those are not measurement. */
const rounded = (value: number | null): number | null => (value === null ? null : Number(value.toPrecision(7)));
