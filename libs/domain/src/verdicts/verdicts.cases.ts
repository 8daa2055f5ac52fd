import { BLIND_CASES } from './blind.cases.js';
import { BROKEN_CASES } from './broken.cases.js';
import type { VerdictCase } from './case-windows.js';
import { DEAD_LETTER_CASES } from './dead-letter.cases.js';
import { HEALTHY_CASES } from './healthy.cases.js';
import { SLOW_CASES } from './slow.cases.js';

/** The correctness table: windows and the verdict each must get. It grows with every wrong verdict that is found. */
export const VERDICT_CASES: readonly VerdictCase[] = [
  ...HEALTHY_CASES,
  ...SLOW_CASES,
  ...BROKEN_CASES,
  ...DEAD_LETTER_CASES,
  ...BLIND_CASES,
];
