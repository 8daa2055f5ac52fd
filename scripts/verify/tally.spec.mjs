import { expect, test } from 'vitest';
import { sum, tallyCheck, tallyPlaywright, tallyVitest } from './tally.mjs';

const passing = { status: 'passed', assertionResults: [{ status: 'passed' }] };

test('vitest: tests are counted', () => {
  expect(tallyVitest({ numPassedTests: 5, numFailedTests: 0, testResults: [passing] }, 0)).toEqual({ passed: 5, failed: 0 });
  const failing = { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] };
  expect(tallyVitest({ numPassedTests: 5, numFailedTests: 1, testResults: [passing, failing] }, 1)).toEqual({ passed: 5, failed: 1 });
});

test('vitest: a file that does not load is a failure', () => {
  expect(
    tallyVitest({ numPassedTests: 5, numFailedTests: 0, testResults: [passing, { status: 'failed', assertionResults: [] }] }, 1),
  ).toEqual({
    passed: 5,
    failed: 1,
  });
});

test('vitest: an unhandled rejection outside of any test is a failure', () => {
  expect(tallyVitest({ numPassedTests: 5, numFailedTests: 0, testResults: [passing] }, 1)).toEqual({ passed: 5, failed: 1 });
});

test('playwright: what passed only when repeated has failed', () => {
  expect(tallyPlaywright({ stats: { expected: 3, unexpected: 1, flaky: 1 }, errors: [] }, 1)).toEqual({ passed: 3, failed: 2 });
  expect(tallyPlaywright({ stats: { expected: 0, unexpected: 0, flaky: 0 }, errors: [{}] }, 1)).toEqual({ passed: 0, failed: 1 });
});

test('a check is one thing', () => {
  expect(sum([tallyCheck(0), tallyCheck(1), tallyCheck(-1), { passed: 7, failed: 0 }])).toEqual({ passed: 8, failed: 2 });
  expect(sum([])).toEqual({ passed: 0, failed: 0 });
});
