import { z } from 'zod';
import { heatmap, type Heatmap } from './stream.js';

/**
 * A heatmap with its values in one array: row by row, `columns` values each, `NaN` where nothing is known. Drawn and sent as it is: an array
 * of arrays of a thousand shards by a day of minutes would be a million and a half boxed numbers.
 */
export interface FlatHeatmap extends Omit<Heatmap, 'values'> {
  readonly values: Float32Array;
}

/**
 * What precedes the values on the wire: a `Heatmap` without them. `version`: of the form; another one is refused. `scale`: what each value is multiplied with to be in the heatmap's unit.
 * `valueBytes`: 4 for Float32, where NaN is unknown; 2 for Uint16, where 65,535 is.
 */
const header = heatmap
  .omit({ values: true })
  .extend({ version: z.literal(2), scale: z.number().positive(), valueBytes: z.union([z.literal(2), z.literal(4)]) });

export const HEATMAP_CONTENT_TYPE = 'application/vnd.weir.heatmap';

const LENGTH_BYTES = 4;
/** The code of an unknown value among whole numbers of two bytes, and the greatest of a known one. */
const UNKNOWN_CODE = 0xffff;
const GREATEST_CODE = UNKNOWN_CODE - 1;
/** Float32 views start at a multiple of this. */
const ALIGNMENT = 4;
const SPACE = 0x20;

/** A heatmap as it is answered in JSON, with its values laid flat. A row that is too short ends in unknown values. */
export function flattenHeatmap({ values, ...rest }: Heatmap): FlatHeatmap {
  const flat = new Float32Array(rest.rows.length * rest.columns).fill(Number.NaN);
  values.slice(0, rest.rows.length).forEach((row, index) => {
    for (let column = 0; column < Math.min(row.length, rest.columns); column += 1)
      flat[index * rest.columns + column] = row[column] ?? Number.NaN;
  });
  return { ...rest, values: flat };
}

/**
 * The compact form: length of the header in bytes (uint32), the header as JSON in UTF-8, padded with spaces to a multiple of 4 and counted with
 * them, then the values. Everything is little-endian. Shares go as whole numbers of two bytes, in steps of a power of two: finer than any pixel or
 * percent, half as long, and the limit itself stays exact. Counts that fit go as they are. All else goes as Float32: a handful of refused
 * records matters beside a million.
 */
export function encodeHeatmap({ values, ...rest }: FlatHeatmap): ArrayBuffer {
  const scale = scaleFor(rest.unit, values);
  const valueBytes = scale === null ? 4 : 2;
  const text = new TextEncoder().encode(JSON.stringify({ version: 2, ...rest, scale: scale ?? 1, valueBytes }));
  const length = Math.ceil(text.length / ALIGNMENT) * ALIGNMENT;
  const buffer = new ArrayBuffer(LENGTH_BYTES + length + values.length * valueBytes);
  const view = new DataView(buffer);
  view.setUint32(0, length, true);
  const bytes = new Uint8Array(buffer, LENGTH_BYTES, length).fill(SPACE);
  bytes.set(text);
  if (scale !== null) writeCodes(view, LENGTH_BYTES + length, values, scale);
  else if (isLittleEndian()) new Float32Array(buffer, LENGTH_BYTES + length).set(values);
  else values.forEach((value, index) => view.setFloat32(LENGTH_BYTES + length + index * 4, value, true));
  return buffer;
}

/** What a whole number of two bytes stands for; null: values of two bytes would not do. */
function scaleFor(unit: FlatHeatmap['unit'], values: Float32Array): number | null {
  switch (unit) {
    case 'share':
      return scaleOf(values);
    case 'count':
      return values.every((value) => Number.isNaN(value) || (Number.isInteger(value) && value >= 0 && value <= GREATEST_CODE)) ? 1 : null;
    case 'per-second':
    case 'milliseconds':
      return null;
  }
}

/** What a whole number of two bytes stands for: the least power of two that reaches the greatest value. null: some value is no share. */
function scaleOf(values: Float32Array): number | null {
  let greatest = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (value < 0 || value === Number.POSITIVE_INFINITY) return null;
    if (value > greatest) greatest = value;
  }
  return greatest === 0 ? 1 : 2 ** Math.max(LEAST_EXPONENT, Math.ceil(Math.log2(greatest / GREATEST_CODE)));
}

/** A scale below is no number of 32 bits any more. */
const LEAST_EXPONENT = -100;

function writeCodes(view: DataView<ArrayBuffer>, start: number, values: Float32Array, scale: number): void {
  const codes = isLittleEndian() ? new Uint16Array(view.buffer, start, values.length) : new Uint16Array(values.length);
  // Exact, for the scale is a power of two.
  const perUnit = 1 / scale;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    // What is more than nothing must not become nothing.
    const least = value > 0 ? 1 : 0;
    codes[index] = Number.isNaN(value) ? UNKNOWN_CODE : Math.min(GREATEST_CODE, Math.max(least, Math.round(value * perUnit)));
  }
  if (!isLittleEndian()) codes.forEach((code, index) => view.setUint16(start + index * 2, code, true));
}

export type DecodedHeatmap = { readonly ok: true; readonly heatmap: FlatHeatmap } | { readonly ok: false; readonly because: string };

/** Reads the compact form. Nothing in `buffer` is trusted: what does not fit together is refused, never read past. */
export function decodeHeatmap(buffer: ArrayBuffer): DecodedHeatmap {
  if (buffer.byteLength < LENGTH_BYTES) return refuse('it ends before its header');
  const view = new DataView(buffer);
  const length = view.getUint32(0, true);
  const start = LENGTH_BYTES + length;
  if (length % ALIGNMENT !== 0) return refuse('its header is not padded');
  if (start > buffer.byteLength) return refuse('its header is cut off');
  const parsed = header.safeParse(parseJson(new Uint8Array(buffer, LENGTH_BYTES, length)));
  if (!parsed.success) return refuse('its header is of another form');
  const { version: _, scale, valueBytes, ...rest } = parsed.data;
  const count = rest.rows.length * rest.columns;
  if (!Number.isSafeInteger(rest.columns) || rest.columns < 0) return refuse('its columns cannot be counted');
  if (start + count * valueBytes !== buffer.byteLength) return refuse('it has not one value for each row and column');
  if (valueBytes === 2) return { ok: true, heatmap: { ...rest, values: codedValues(view, start, count, scale) } };
  const values = valuesAt(view, start, count);
  return { ok: true, heatmap: { ...rest, values: scale === 1 ? values : values.map((value) => value * scale) } };
}

const refuse = (because: string): DecodedHeatmap => ({ ok: false, because });

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // Not a header: `undefined` fits no schema, and is refused with everything else that fits none.
    return undefined;
  }
}

function codedValues(view: DataView<ArrayBuffer>, start: number, count: number, scale: number): Float32Array {
  const values = new Float32Array(count);
  for (let index = 0; index < count; index += 1) {
    const code = view.getUint16(start + index * 2, true);
    values[index] = code === UNKNOWN_CODE ? Number.NaN : code * scale;
  }
  return values;
}

/** The values where they lie, without a copy, wherever the machine counts bytes as the wire does. */
function valuesAt(view: DataView<ArrayBuffer>, start: number, count: number): Float32Array {
  if (isLittleEndian()) return new Float32Array(view.buffer, start, count);
  return Float32Array.from({ length: count }, (_unused, index) => view.getFloat32(start + index * 4, true));
}

const isLittleEndian = (): boolean => new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
