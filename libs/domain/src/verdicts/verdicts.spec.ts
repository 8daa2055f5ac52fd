import { describe, expect, it } from 'vitest';
import { NOW } from './case-windows.js';
import { judgeQueue } from './judge-queue.js';
import { stateOf } from './reasons.js';
import { VERDICT_CASES } from './verdicts.cases.js';

describe('the correctness table', () => {
  it.each(VERDICT_CASES.map((row) => [row.name, row] as const))('%s', (_, row) => {
    const { verdict } = judgeQueue(row.facts, row.previous ?? null, NOW);
    expect([verdict.state, verdict.reason, verdict.because]).toEqual([...row.expected, expect.stringContaining(row.because ?? '')]);
    expect(stateOf(row.expected[1])).toBe(verdict.state);
    expect(verdict.judgedAt).toBe(NOW);
    if (row.since !== undefined) expect(verdict.since).toBe(row.since);
  });
});
