import { describe, expect, it } from 'vitest';
import { exactly, NONE } from './bounds.js';
import { ledgerLineAt, ledgerLinesOf } from './ledger-lines.js';

describe('lines part by part', () => {
  it('are the same lines', () => {
    const quiet = { expected: NONE, delivered: NONE, filtered: NONE, failed: NONE, deadLettered: NONE, unexplained: NONE };
    const busy = { ...quiet, expected: exactly(10), delivered: { low: 6, high: 9 }, unexplained: { low: 1, high: 4 } };
    const lines = ledgerLinesOf([busy, quiet]);
    expect(lines.delivered).toEqual({ low: [6, 0], high: [9, 0] });
    expect([0, 1].map((place) => ledgerLineAt(lines, place))).toEqual([busy, quiet]);
    expect(ledgerLineAt(lines, 2)).toEqual(quiet);
  });
});
