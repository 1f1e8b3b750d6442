import { describe, expect, test } from 'vitest';
import { lastLine, sumTallies, type TestReport, tallyTests } from '../../../scripts/gate-report.ts';

const ALLOWED = { skippingForbidden: false };

function report(
  counts: Partial<Omit<TestReport, 'testResults'>>,
  files: TestReport['testResults'] = [],
): TestReport {
  return {
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    ...counts,
    testResults: files,
  };
}

describe('tallyTests', () => {
  test('counts what passed, failed and was skipped', () => {
    const counts = { numPassedTests: 5, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 };

    expect(tallyTests({ exitCode: 1, report: report(counts) }, ALLOWED)).toEqual({
      passed: 5,
      failed: 2,
      skipped: 2,
    });
  });

  test('counts a file that cannot be loaded as one failure', () => {
    const broken = report({ numPassedTests: 3 }, [{ status: 'failed', assertionResults: [] }]);

    expect(tallyTests({ exitCode: 1, report: broken }, ALLOWED).failed).toBe(1);
  });

  test('does not count a file twice whose tests failed', () => {
    const failing = report({ numFailedTests: 1 }, [
      { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
    ]);

    expect(tallyTests({ exitCode: 1, report: failing }, ALLOWED).failed).toBe(1);
  });

  test('counts a run that fails without a failed test', () => {
    const unhandled = report({ numPassedTests: 3 });

    expect(tallyTests({ exitCode: 1, report: unhandled }, ALLOWED).failed).toBe(1);
  });

  test('counts a run that ended before it wrote a report', () => {
    expect(tallyTests({ exitCode: 1, report: undefined }, ALLOWED)).toEqual({
      passed: 0,
      failed: 1,
      skipped: 0,
    });
  });

  test('counts skipped tests as failures where none may be skipped', () => {
    const skipping = report({ numPassedTests: 3, numPendingTests: 2 });

    expect(tallyTests({ exitCode: 0, report: skipping }, { skippingForbidden: true })).toEqual({
      passed: 3,
      failed: 2,
      skipped: 0,
    });
  });
});

describe('lastLine', () => {
  test('names skipped tests only when there are any', () => {
    const total = sumTallies([
      { passed: 1, failed: 0, skipped: 0 },
      { passed: 2, failed: 1, skipped: 0 },
    ]);

    expect(lastLine(total)).toBe('3 passed, 1 failed');
    expect(lastLine({ ...total, skipped: 4 })).toBe('3 passed, 1 failed, 4 skipped');
  });
});
