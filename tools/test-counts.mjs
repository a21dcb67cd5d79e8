// Reads how many tests passed and failed from what the test runners write. A runner that wrote nothing, or that
// ended with an error although every test that it lists passed, counts as one failed test: it crashed.

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @type {Counts} */
const crashed = { passed: 0, failed: 1, skipped: 0 };

/** One check that is not made of tests. @param {boolean} isGood @returns {Counts} */
export const countsOfCheck = (isGood) => ({ passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, skipped: 0 });

/**
 * @param {Counts} counts
 * @param {number | null} exitCode
 * @returns {Counts}
 */
function withExitCode(counts, exitCode) {
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** @param {readonly Counts[]} all @returns {Counts} */
export function sum(all) {
  const add = (/** @type {keyof Counts} */ key) => all.reduce((total, counts) => total + counts[key], 0);
  return { passed: add('passed'), failed: add('failed'), skipped: add('skipped') };
}

/**
 * The last lines of node:test's TAP: `# pass 3`, `# fail 0`, …
 *
 * @param {string} tap
 * @param {number | null} exitCode
 */
export function countsOfTap(tap, exitCode) {
  const number = (/** @type {string} */ name) => {
    const found = [...tap.matchAll(new RegExp(`^# ${name} (\\d+)\\s*$`, 'gm'))].at(-1);
    return found === undefined ? undefined : Number(found[1]);
  };
  const passed = number('pass');
  const failed = number('fail');
  if (passed === undefined || failed === undefined) return crashed;
  const skipped = (number('skipped') ?? 0) + (number('todo') ?? 0);
  return withExitCode({ passed, failed: failed + (number('cancelled') ?? 0), skipped }, exitCode);
}

/**
 * @param {string | undefined} json of Vitest's json reporter
 * @param {number | null} exitCode
 */
export function countsOfVitest(json, exitCode) {
  const report = parse(json);
  if (report === undefined) return crashed;
  // A file that could not be loaded has failed without having a test.
  const unloaded = report.testResults.filter(
    (/** @type {any} */ file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  return withExitCode(counts, exitCode);
}

/**
 * @param {string | undefined} json of Playwright's json reporter
 * @param {number | null} exitCode
 */
export function countsOfPlaywright(json, exitCode) {
  const report = parse(json);
  if (report === undefined) return crashed;
  const { expected, unexpected, flaky, skipped } = report.stats;
  return withExitCode({ passed: expected, failed: unexpected + flaky + report.errors.length, skipped }, exitCode);
}

/** @param {string | undefined} json @returns {any} */
function parse(json) {
  try {
    return json === undefined ? undefined : JSON.parse(json);
  } catch {
    return undefined; // it was cut off
  }
}
