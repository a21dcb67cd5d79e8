import { describe, expect, test } from 'vitest';
import { countsOfPlaywright, countsOfTap, countsOfVitest, sum } from './test-counts.mjs';

const crashed = { passed: 0, failed: 1, skipped: 0 };

describe('TAP', () => {
  const tap = (pass: number, fail: number, cancelled = 0) =>
    `TAP version 13\nok 1 - # pass 99 in a name\n1..5\n# tests 9\n# pass ${pass}\n# fail ${fail}\n# cancelled ${cancelled}\n# skipped 2\n# todo 1\n`;

  test('is counted by its last lines', () => {
    expect(countsOfTap(tap(4, 0), 0)).toEqual({ passed: 4, failed: 0, skipped: 3 });
  });

  test('is read with the line ends of Windows', () => {
    expect(countsOfTap(tap(4, 1).replaceAll('\n', '\r\n'), 1)).toEqual({ passed: 4, failed: 1, skipped: 3 });
  });

  test('with a cancelled test has failed', () => {
    expect(countsOfTap(tap(4, 0, 2), 1)).toEqual({ passed: 4, failed: 2, skipped: 3 });
  });

  test.each(['', 'TAP version 13\nok 1 - first\n'])('that was cut off has failed: %j', (text) => {
    expect(countsOfTap(text, 0)).toEqual(crashed);
  });

  test('of a process that died after its last test has failed', () => {
    expect(countsOfTap(tap(4, 0), 139)).toEqual({ passed: 4, failed: 1, skipped: 3 });
    expect(countsOfTap(tap(4, 0), null)).toEqual({ passed: 4, failed: 1, skipped: 3 });
  });
});

describe("Vitest's report", () => {
  const report = {
    numPassedTests: 3,
    numFailedTests: 0,
    numPendingTests: 1,
    numTodoTests: 0,
    testResults: [] as object[],
  };

  test('is counted', () => {
    expect(countsOfVitest(JSON.stringify(report), 0)).toEqual({ passed: 3, failed: 0, skipped: 1 });
  });

  test('with a file that could not be loaded has failed', () => {
    const testResults = [{ status: 'failed', assertionResults: [] }];
    expect(countsOfVitest(JSON.stringify({ ...report, testResults }), 1)).toEqual({ passed: 3, failed: 1, skipped: 1 });
  });

  test('that is missing or cut off has failed', () => {
    expect(countsOfVitest(undefined, 0)).toEqual(crashed);
    expect(countsOfVitest('{"numPassed', 0)).toEqual(crashed);
  });

  test('of a runner that ended with an error has failed', () => {
    expect(countsOfVitest(JSON.stringify(report), 1)).toEqual({ passed: 3, failed: 1, skipped: 1 });
  });
});

test("Playwright's report counts a flaky test and an error outside of tests as failed", () => {
  const report = { stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{}] };
  expect(countsOfPlaywright(JSON.stringify(report), 1)).toEqual({ passed: 5, failed: 3, skipped: 2 });
});

test('suites are added up', () => {
  expect(sum([{ passed: 1, failed: 2, skipped: 3 }, crashed])).toEqual({ passed: 1, failed: 3, skipped: 3 });
});
