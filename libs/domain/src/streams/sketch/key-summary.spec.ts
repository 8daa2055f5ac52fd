import { describe, expect, it } from 'vitest';
import { type KeyBounds, summarise } from './key-summary.js';

const known = (key: string, bytes: number, records: number): KeyBounds => ({
  key,
  bytes: { low: bytes, high: bytes },
  records: { low: records, high: records },
});

describe('summarise', () => {
  const all = {
    keys: [known('small', 10, 1), known('frequent', 20, 80), known('large', 900, 2), known('middling', 70, 17)],
    totalBytes: 1_000,
    totalRecords: 100,
    errorBytes: 0,
    errorRecords: 5,
  };

  it('puts first what has the greatest share by bytes or by records', () => {
    expect(summarise(all, Infinity).keys.map(({ key }) => key)).toEqual(['large', 'frequent', 'middling', 'small']);
  });

  it('lets the errors cover what it leaves out', () => {
    expect(summarise(all, 2)).toEqual({ ...all, keys: [all.keys[2], all.keys[1]], errorBytes: 70, errorRecords: 17 });
    expect(summarise(all, 3)).toMatchObject({ errorBytes: 10, errorRecords: 5 });
    expect(summarise(all, 0)).toMatchObject({ keys: [], errorBytes: 900, errorRecords: 80 });
  });

  it('orders equals by name, so that a summary is the same however it came about', () => {
    const equals = { ...all, keys: [known('b', 1, 1), known('a', 1, 1)] };
    expect(summarise(equals, 1).keys).toEqual([known('a', 1, 1)]);
  });
});
