import { describe, expect, it } from 'vitest';
import { ledgerWindow, readLedgerSearch } from './ledger-search.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('the address of a ledger', () => {
  it('keeps spans of which minutes are kept', () => {
    expect(readLedgerSearch({ range: '7d' })).toEqual({ range: '7d' });
    expect(readLedgerSearch({ from: 0, to: 2 * HOUR, table: true })).toEqual({ from: 0, to: 2 * HOUR, table: true });
  });
  it('leaves out what is longer', () => {
    expect(readLedgerSearch({ range: '1y', table: true })).toEqual({ table: true });
    expect(readLedgerSearch({ from: 0, to: 16 * 24 * HOUR })).toEqual({});
  });
});

describe('the window that is asked for', () => {
  it.each([
    [{ from: 0, to: 6 * HOUR, live: true }, { window: '6h' }],
    [{ from: 0, to: 15 * MINUTE, live: true }, { window: '15m' }],
    [
      { from: 0, to: 90 * MINUTE - 1, live: false },
      { window: '90m', to: 90 * MINUTE - 1 },
    ],
    // More minutes than a window can name are told in hours.
    [
      { from: 0, to: 10_001 * MINUTE, live: false },
      { window: '167h', to: 10_001 * MINUTE },
    ],
  ])('%o', (span, asked) => expect(ledgerWindow(span)).toEqual(asked));
});
