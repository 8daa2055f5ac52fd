import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHeatmap, encodeHeatmap, flattenHeatmap } from './heatmap-binary.js';
import type { Heatmap } from './stream.js';

const TOP = ((1n << 128n) - 1n).toString();

const sample: Heatmap = {
  axis: 'hash',
  metric: 'write',
  unit: 'share',
  limit: 1,
  source: 'metrics',
  sampled: [{ from: Date.UTC(2026, 10, 24, 8, 2), to: Date.UTC(2026, 10, 24, 8, 3) }],
  from: Date.UTC(2026, 10, 24, 8),
  stepSeconds: 60,
  columns: 3,
  rows: [
    { shardId: 'shardId-000000000000', start: '0', end: '99', openedAt: null, closedAt: 60_000 },
    { shardId: 'shardId-000000000001', start: '100', end: TOP, openedAt: 1, closedAt: null },
  ],
  values: [
    [0, 0.5, null],
    [null, 1.42, 0.25],
  ],
  absences: [{ from: 0, to: 60_000, reason: 'collector-down' }],
  gaps: [],
  provisionalFrom: null,
  reshards: [{ at: 5, kind: 'split', parents: ['a'], children: ['b', 'c'] }],
};

const encoded = () => encodeHeatmap(flattenHeatmap(sample));

describe('a compact heatmap', () => {
  it('comes back as it was sent, with unknown as NaN and never as 0', () => {
    const decoded = decodeHeatmap(encoded());
    if (!decoded.ok) throw new Error(decoded.because);
    const { values, ...rest } = decoded.heatmap;
    const { values: _values, ...expected } = sample;
    expect(rest).toEqual(expected);
    expect([...values].map((value) => Number(value.toFixed(4)))).toEqual([0, 0.5, Number.NaN, Number.NaN, 1.42, 0.25]);
  });

  it('sends shares in half the bytes: finer than a pixel, the limit exact, and what is more than nothing never as nothing', () => {
    const share = fc.option(fc.oneof(fc.double({ min: 0, max: 40, noNaN: true }), fc.constantFrom(0, 1, 1e-9)));
    fc.assert(
      fc.property(fc.array(share, { minLength: 1, maxLength: 40 }), (row) => {
        const [first] = sample.rows;
        if (!first) throw new Error('the sample has rows');
        const flat = flattenHeatmap({ ...sample, rows: [first], columns: row.length, values: [row] });
        const [coded, plain] = [encodeHeatmap(flat), encodeHeatmap({ ...flat, unit: 'per-second' })];
        const decoded = decodeHeatmap(coded);
        if (!decoded.ok) throw new Error(decoded.because);
        expect(plain.byteLength - coded.byteLength).toBeGreaterThanOrEqual(2 * row.length - 24);
        const step = Math.max(...row.map((value) => value ?? 0)) / 32_767;
        row.forEach((value, index) => {
          const got = decoded.heatmap.values[index] ?? Number.NaN;
          if (value === null) expect(got).toBeNaN();
          else {
            expect(Math.abs(got - value)).toBeLessThanOrEqual(step + 1e-12);
            expect([got > 0, got > 1]).toEqual([Math.fround(value) > 0, value === 1 ? false : got > 1]);
          }
        });
      }),
    );
  });

  it('starts its values at a multiple of 4, whatever the length of its header', () => {
    for (const shardId of ['a', 'ab', 'abc', 'abcd', 'ä']) {
      const heatmap = flattenHeatmap({ ...sample, rows: sample.rows.map((row) => ({ ...row, shardId })) });
      const buffer = encodeHeatmap(heatmap);
      expect(new DataView(buffer).getUint32(0, true) % 4).toBe(0);
      const decoded = decodeHeatmap(buffer);
      expect(decoded.ok && decoded.heatmap.rows[1]?.shardId).toBe(shardId);
    }
  });

  it('keeps every count, in half the bytes where all fit', () => {
    const [first] = sample.rows;
    if (!first) throw new Error('the sample has rows');
    const of = (row: readonly (number | null)[]) =>
      flattenHeatmap({ ...sample, unit: 'count', rows: [first], columns: row.length, values: [[...row]] });
    for (const row of [
      [0, 3, null, 65_534],
      [3, null, 1_000_000, 0],
    ]) {
      const decoded = decodeHeatmap(encodeHeatmap(of(row)));
      expect(decoded.ok && [...decoded.heatmap.values]).toEqual(row.map((value) => value ?? Number.NaN));
    }
    expect(encodeHeatmap(of([0, 3, null, 1_000_000])).byteLength - encodeHeatmap(of([0, 3, null, 65_534])).byteLength).toBe(8);
  });

  it('keeps every rate through the wire', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.float({ noNaN: true, noDefaultInfinity: true })), { minLength: 1, maxLength: 40 }), (row) => {
        const [first] = sample.rows;
        if (!first) throw new Error('the sample has rows');
        const decoded = decodeHeatmap(
          encodeHeatmap(flattenHeatmap({ ...sample, unit: 'per-second', rows: [first], columns: row.length, values: [row] })),
        );
        expect(decoded.ok && [...decoded.heatmap.values]).toEqual(row.map((value) => value ?? Number.NaN));
      }),
    );
  });

  it('takes rows that are too short or too many for what they are', () => {
    const short = flattenHeatmap({ ...sample, values: [[0.5]] });
    expect([...short.values]).toEqual([0.5, Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    const long = flattenHeatmap({ ...sample, values: [...sample.values, [9, 9, 9]].map((row) => [...row, 7]) });
    expect(long.values.length).toBe(6);
    expect([...long.values]).not.toContain(7);
  });

  it('refuses to be cut off at any byte', () => {
    const whole = encoded();
    for (let length = 0; length < whole.byteLength; length += 1) expect(decodeHeatmap(whole.slice(0, length)).ok).toBe(false);
  });

  it('refuses a header that lies about its length, its form or the number of its values', () => {
    const claims = (change: (view: DataView) => void) => {
      const buffer = encoded();
      change(new DataView(buffer));
      return decodeHeatmap(buffer);
    };
    expect(claims((view) => view.setUint32(0, 0xfffffffc, true))).toEqual({ ok: false, because: 'its header is cut off' });
    expect(claims((view) => view.setUint32(0, 3, true))).toEqual({ ok: false, because: 'its header is not padded' });
    expect(claims((view) => view.setUint8(4, 0xff))).toEqual({ ok: false, because: 'its header is of another form' });
    const longer = new Uint8Array(encoded().byteLength + 4);
    longer.set(new Uint8Array(encoded()));
    expect(decodeHeatmap(longer.buffer)).toEqual({ ok: false, because: 'it has not one value for each row and column' });
    const columns = encodeHeatmap({ ...flattenHeatmap(sample), columns: -1 });
    expect(decodeHeatmap(columns)).toEqual({ ok: false, because: 'its columns cannot be counted' });
    expect(decodeHeatmap(encodeHeatmap({ ...flattenHeatmap(sample), columns: 2 ** 52 })).ok).toBe(false);
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decodeHeatmap(bytes.slice().buffer).ok).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.nat(encoded().byteLength - 1), fc.nat(255), (place, byte) => {
        const buffer = encoded();
        new Uint8Array(buffer)[place] = byte;
        const decoded = decodeHeatmap(buffer);
        if (decoded.ok) expect(decoded.heatmap.values.length).toBe(decoded.heatmap.rows.length * decoded.heatmap.columns);
      }),
    );
  });
});
