import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './paths.mjs';
import { countsOfPlaywright, countsOfTap, countsOfVitest, sum } from './test-counts.mjs';

const crashed = { passed: 0, failed: 1, skipped: 0, failures: [] };
const file = join(root, 'trace', 'gap.test.ts');

describe('TAP', () => {
  const tap = (pass: number, fail: number, cancelled = 0) =>
    `TAP version 13\nok 1 - # pass 99 in a name\n1..5\n# tests 9\n# pass ${pass}\n# fail ${fail}\n# cancelled ${cancelled}\n# skipped 2\n# todo 1\n`;

  test('is counted by its last lines', () => {
    expect(countsOfTap(tap(4, 0), 0)).toMatchObject({ passed: 4, failed: 0, skipped: 3 });
  });

  test('is read with the line ends of Windows', () => {
    expect(countsOfTap(tap(4, 1).replaceAll('\n', '\r\n'), 1)).toMatchObject({ passed: 4, failed: 1, skipped: 3 });
  });

  test('with a cancelled test has failed', () => {
    expect(countsOfTap(tap(4, 0, 2), 1)).toMatchObject({ passed: 4, failed: 2, skipped: 3 });
  });

  test('names what failed', () => {
    const text = `    not ok 2 - a receive that failed\r\n      ---\nnot ok 1 - session\n${tap(4, 2)}`;
    expect(countsOfTap(text, 1).failures).toEqual(['a receive that failed', 'session']);
  });

  test.each(['', 'TAP version 13\nok 1 - first\n'])('that was cut off has failed: %j', (text) => {
    expect(countsOfTap(text, 0)).toEqual(crashed);
  });

  test('of a process that died after its last test has failed', () => {
    expect(countsOfTap(tap(4, 0), 139)).toMatchObject({ passed: 4, failed: 1, skipped: 3 });
    expect(countsOfTap(tap(4, 0), null)).toMatchObject({ passed: 4, failed: 1, skipped: 3 });
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
    expect(countsOfVitest(JSON.stringify(report), 0)).toMatchObject({ passed: 3, failed: 0, skipped: 1 });
  });

  test('with a file that could not be loaded has failed', () => {
    const testResults = [{ name: file, status: 'failed', assertionResults: [], message: 'Cannot find it' }];
    const counts = countsOfVitest(JSON.stringify({ ...report, testResults }), 1);
    expect(counts).toMatchObject({ passed: 3, failed: 1, skipped: 1 });
    expect(counts.failures).toEqual(['trace/gap.test.ts\n    Cannot find it']);
  });

  test('names what failed, and says what was wrong', () => {
    const failureMessages = ['\u001b[31mexpected 1 to be 2\u001b[39m\n\n  at gap.test.ts:3'];
    const assertionResults = [
      { status: 'passed', fullName: 'a gap is drawn', failureMessages: [] },
      { status: 'failed', fullName: 'a gap is counted', failureMessages },
    ];
    const testResults = [{ name: file, status: 'failed', assertionResults }];
    expect(countsOfVitest(JSON.stringify({ ...report, numFailedTests: 1, testResults }), 1).failures).toEqual([
      'trace/gap.test.ts › a gap is counted\n    expected 1 to be 2\n      at gap.test.ts:3',
    ]);
  });

  test('that is missing or cut off has failed', () => {
    expect(countsOfVitest(undefined, 0)).toEqual(crashed);
    expect(countsOfVitest('{"numPassed', 0)).toEqual(crashed);
  });

  test('of a runner that ended with an error has failed', () => {
    expect(countsOfVitest(JSON.stringify(report), 1)).toMatchObject({ passed: 3, failed: 1, skipped: 1 });
  });
});

test("Playwright's report counts a flaky test and an error outside of tests as failed, and names them", () => {
  const spec = (title: string, status: string, message: string) => ({
    file: 'sort.spec.ts',
    line: 25,
    title,
    tests: [{ projectName: 'browser', status, results: [{ errors: [{ message }] }] }],
  });
  const suites = [
    { specs: [spec('sorts', 'expected', '')], suites: [{ specs: [spec('sorts back', 'flaky', 'expected 1')] }] },
  ];
  const report = {
    stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 },
    suites,
    errors: [{ message: 'no port' }],
  };
  const counts = countsOfPlaywright(JSON.stringify(report), 1);
  expect(counts).toMatchObject({ passed: 5, failed: 3, skipped: 2 });
  expect(counts.failures).toEqual([
    '[browser] sort.spec.ts:25 › sorts back\n    expected 1',
    'outside of tests\n    no port',
  ]);
});

test('suites are added up', () => {
  expect(sum([{ passed: 1, failed: 2, skipped: 3, failures: ['one'] }, crashed])).toEqual({
    passed: 1,
    failed: 3,
    skipped: 3,
    failures: ['one'],
  });
});
