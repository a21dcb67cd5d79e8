// Reads how many tests passed and failed, and which failed, from what the test runners write. A runner that wrote nothing,
// or that ended with an error although every test that it lists passed, counts as one failed test: it crashed.
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from './paths.mjs';

/** So much of what was wrong is said of each. */
const MOST_LINES = 12;

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {readonly string[]} failures the names of those that failed, as far as they are known, and what was wrong
 */

/** @type {Counts} */
const crashed = { passed: 0, failed: 1, skipped: 0, failures: [] };

/** One check that is not made of tests. @param {boolean} isGood @returns {Counts} */
export const countsOfCheck = (isGood) => ({ passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, skipped: 0, failures: [] });

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
  const add = (/** @type {'passed' | 'failed' | 'skipped'} */ key) =>
    all.reduce((total, counts) => total + counts[key], 0);
  const failures = all.flatMap((counts) => counts.failures);
  return { passed: add('passed'), failed: add('failed'), skipped: add('skipped'), failures };
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
  const failures = [...tap.matchAll(/^ *not ok \d+ - (.+?)\s*$/gm)].map(([, name]) => /** @type {string} */ (name));
  return withExitCode({ passed, failed: failed + (number('cancelled') ?? 0), skipped, failures }, exitCode);
}

/**
 * @param {string | undefined} json of Vitest's json reporter
 * @param {number | null} exitCode
 */
export function countsOfVitest(json, exitCode) {
  const report = parse(json);
  if (report === undefined) return crashed;
  /** @type {any[]} */
  const files = report.testResults;
  // A file that could not be loaded has failed without having a test.
  const unloaded = files.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const tests = files.flatMap((file) =>
    file.assertionResults
      .filter((/** @type {any} */ test) => test.status === 'failed')
      .map((/** @type {any} */ test) => failure(`${inProject(file.name)} › ${test.fullName}`, test.failureMessages)),
  );
  const counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: [...tests, ...unloaded.map((file) => failure(inProject(file.name), [file.message]))],
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
  const failed = unexpected + flaky + report.errors.length;
  const failures = [
    ...report.suites.flatMap(failuresOfPlaywright),
    ...report.errors.map((/** @type {any} */ { message }) => failure('outside of tests', [message])),
  ];
  return withExitCode({ passed: expected, failed, skipped, failures }, exitCode);
}

/** @param {any} suite of Playwright's report @returns {string[]} */
function failuresOfPlaywright({ specs = [], suites = [] }) {
  const own = specs.flatMap((/** @type {any} */ spec) =>
    spec.tests
      .filter((/** @type {any} */ { status }) => status === 'unexpected' || status === 'flaky')
      .map((/** @type {any} */ { projectName, results }) => {
        const messages = results.flatMap((/** @type {any} */ { errors }) =>
          errors.map((/** @type {any} */ e) => e.message),
        );
        return failure(`[${projectName}] ${spec.file}:${spec.line} › ${spec.title}`, messages);
      }),
  );
  return [...own, ...suites.flatMap(failuresOfPlaywright)];
}

/** @param {string} name @param {readonly (string | undefined)[]} messages */
function failure(name, messages) {
  const lines = stripVTControlCharacters(messages.map((message) => message ?? '').join('\n')).split('\n');
  const wrong = lines.filter((line) => line.trim() !== '').slice(0, MOST_LINES);
  return [name, ...wrong.map((line) => `    ${line}`)].join('\n');
}

/** @param {string} file */
function inProject(file) {
  return relative(root, file).replaceAll('\\', '/');
}

/** @param {string | undefined} json @returns {any} */
function parse(json) {
  try {
    return json === undefined ? undefined : JSON.parse(json);
  } catch {
    return undefined; // it was cut off
  }
}
