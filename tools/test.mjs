// npm test [-- suite …]: sets up what is missing, runs every suite (or those named), and says at the end, as its
// last line, how many checks passed and failed. What did not run, did not pass.
import { main } from './command.mjs';
import { forTests, setup } from './setup.mjs';
import { SetupProblem } from './setup/step.mjs';

/** @typedef {import('./test-counts.mjs').Counts} Counts */
/** @typedef {import('./test-suites.mjs').Suite} Suite */

await main(async () => {
  const problems = await setup(forTests, console.log);
  const { suites } = await import('./test-suites.mjs');
  const { sum } = await import('./test-counts.mjs');
  /** @type {{ line: string, counts: Counts }[]} */
  const results = [];
  for (const suite of chosen(suites)) {
    console.log(`\n── ${suite.name} ──`);
    results.push(await runSuite(suite, problems));
  }
  const { passed, failed, failures } = sum(results.map(({ counts }) => counts));
  if (failures.length > 0) console.log(`\nWhat failed:\n\n${failures.join('\n')}`);
  console.log(`\n${results.map(({ line }) => line).join('\n')}\n\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

/** @param {readonly Suite[]} suites */
function chosen(suites) {
  const names = process.argv.slice(2);
  const unknown = names.find((name) => !suites.some((suite) => suite.name === name));
  if (unknown !== undefined) {
    throw new SetupProblem(`There is no suite ${unknown}. There are: ${suites.map(({ name }) => name).join(', ')}.`);
  }
  return names.length === 0 ? suites : suites.filter(({ name }) => names.includes(name));
}

/** @param {Suite} suite @param {ReadonlyMap<string, string>} problems */
async function runSuite(suite, problems) {
  const label = suite.name.padEnd(13);
  const failed = { passed: 0, failed: 1, skipped: 0, failures: [] };
  const missing = suite.needs.find((step) => problems.has(step));
  if (missing !== undefined) return { line: `${label} not run: ${problems.get(missing)}`, counts: failed };
  const startMs = performance.now();
  const counts = await suite.run().catch((error) => {
    console.error(error);
    return failed;
  });
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  console.log(`(${suite.name}: ${seconds} s)`);
  if (counts.passed + counts.failed === 0) {
    return { line: `${label} not run: it has no tests, or all of them were skipped`, counts: failed };
  }
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  return { line: `${label} ${counts.passed} passed, ${counts.failed} failed${skipped} (${seconds} s)`, counts };
}
