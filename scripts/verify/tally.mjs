/**
 * @typedef {{ passed: number, failed: number }} Tally
 * @typedef {{ status: string, assertionResults: readonly { status: string }[] }} VitestFile
 * @typedef {{ numPassedTests: number, numFailedTests: number, testResults: readonly VitestFile[] }} VitestReport
 * @typedef {{ stats: { expected: number, unexpected: number, flaky: number }, errors: readonly unknown[] }} PlaywrightReport
 */

/**
 * @param {VitestReport} report vitest's JSON report
 * @param {number} exitCode vitest's
 * @returns {Tally} tests, plus one failure for each file that could not even be loaded
 */
export function tallyVitest(report, exitCode) {
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  );
  return atLeastOneFailure({ passed: report.numPassedTests, failed: report.numFailedTests + brokenFiles.length }, exitCode);
}

/**
 * @param {PlaywrightReport} report Playwright's JSON report
 * @param {number} exitCode Playwright's
 * @returns {Tally} tests; one that passed only when repeated has failed
 */
export function tallyPlaywright(report, exitCode) {
  const { expected, unexpected, flaky } = report.stats;
  return atLeastOneFailure({ passed: expected, failed: unexpected + flaky + report.errors.length }, exitCode);
}

/**
 * @param {number} exitCode
 * @returns {Tally} of a check that is one thing, such as a linter
 */
export function tallyCheck(exitCode) {
  return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/**
 * A runner that fails without naming a test, as on an unhandled rejection, has failed all the same.
 *
 * @param {Tally} tally
 * @param {number} exitCode
 * @returns {Tally}
 */
function atLeastOneFailure(tally, exitCode) {
  return exitCode !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

/**
 * @param {readonly Tally[]} tallies
 * @returns {Tally}
 */
export function sum(tallies) {
  return tallies.reduce((total, { passed, failed }) => ({ passed: total.passed + passed, failed: total.failed + failed }), {
    passed: 0,
    failed: 0,
  });
}
