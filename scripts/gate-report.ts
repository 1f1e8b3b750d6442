/** The part of Vitest's JSON report that the gate reads. */
export interface TestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** How many steps and tests ended in which way. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What the test run came to; `report` is undefined when the run ended before it wrote one. */
export interface TestRun {
  readonly exitCode: number;
  readonly report: TestReport | undefined;
}

/**
 * Counts a test run. A file that cannot be loaded is one failure, and so is a run that fails without
 * a failed test (an unhandled error, an engine that did not start). With `skippingForbidden`, every
 * skipped test is a failure.
 */
export function tallyTests(run: TestRun, options: { readonly skippingForbidden: boolean }): Tally {
  const { report } = run;
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const brokenFiles = report.testResults.filter(
    (file) =>
      file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  ).length;
  const skipped = report.numPendingTests + report.numTodoTests;
  const failed = report.numFailedTests + brokenFiles + (options.skippingForbidden ? skipped : 0);
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && run.exitCode !== 0 ? 1 : failed,
    skipped: options.skippingForbidden ? 0 : skipped,
  };
}

/** Adds tallies up. */
export function sumTallies(tallies: readonly Tally[]): Tally {
  return tallies.reduce((sum, tally) => ({
    passed: sum.passed + tally.passed,
    failed: sum.failed + tally.failed,
    skipped: sum.skipped + tally.skipped,
  }));
}

/** The last line of the gate: `N passed, N failed`, with the skipped ones when there are any. */
export function lastLine({ passed, failed, skipped }: Tally): string {
  const counts = `${passed} passed, ${failed} failed`;
  return skipped === 0 ? counts : `${counts}, ${skipped} skipped`;
}
