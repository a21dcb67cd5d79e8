// The suites of npm test, in the order in which they run.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root, winsockTests } from './paths.mjs';
import { runCommand } from './run-command.mjs';
import { countsOfCheck, countsOfPlaywright, countsOfTap, countsOfVitest, sum } from './test-counts.mjs';
import { runInWindowsNode, toWindowsPath } from './windows-node.mjs';

/** @typedef {import('./test-counts.mjs').Counts} Counts */
/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {readonly string[]} needs names of steps of the set-up
 * @property {() => Promise<Counts>} run
 */

const results = join(root, 'test-results');
const needsWine = process.platform === 'win32' ? [] : ['Wine prefix'];

/** @type {readonly Suite[]} */
export const suites = [
  { name: 'format', needs: [], run: () => check('prettier/bin/prettier.cjs', ['--check', '.']) },
  { name: 'lint', needs: [], run: () => check('oxlint/bin/oxlint', ['--type-aware', '--deny-warnings']) },
  // From scratch, which takes seconds: tsc 7.0 keeps old errors when a tsconfig.json gains an ambient file.
  { name: 'types', needs: [], run: () => check('typescript/bin/tsc', ['-b', '--force']) },
  { name: 'build', needs: [], run: buildCheck },
  { name: 'unit', needs: [], run: () => vitest('unit', 10) },
  { name: 'winsock', needs: needsWine, run: winsock },
  { name: 'winsock-host', needs: needsWine, run: () => vitest('winsock-host', 15) },
  { name: 'packaging', needs: [...needsWine, 'electron-builder'], run: () => vitest('packaging', 10) },
  { name: 'e2e', needs: [...needsWine, 'Chromium'], run: playwright },
];

/**
 * @param {string} tool inside node_modules
 * @param {readonly string[]} args
 * @param {{ minutes?: number, env?: NodeJS.ProcessEnv }} [options]
 */
async function runTool(tool, args, { minutes = 5, env } = {}) {
  const { code, problem } = await runCommand(process.execPath, [join(root, 'node_modules', tool), ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeoutMs: minutes * 60_000,
    env: { ...process.env, ...env },
  });
  if (problem?.includes('took more than')) console.log(`${tool} was ended: it took more than ${minutes} minutes`);
  return code;
}

/** @param {string} tool @param {readonly string[]} args */
async function check(tool, args) {
  return countsOfCheck((await runTool(tool, args)) === 0);
}

async function buildCheck() {
  if ((await build()) === 'current') console.log('nothing has changed');
  return countsOfCheck(true);
}

/** @param {string} project @param {number} minutes */
async function vitest(project, minutes) {
  const report = freshReport(`${project}.json`);
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await runTool('vitest/vitest.mjs', args, { minutes });
  return countsOfVitest(readIfThere(report), code);
}

async function playwright() {
  const report = freshReport('e2e.json');
  const env = { PLAYWRIGHT_JSON_OUTPUT_NAME: report };
  const args = ['test', '--config=e2e/playwright.config.ts', '--reporter=list,json'];
  const code = await runTool('@playwright/test/cli.js', args, { minutes: 20, env });
  return countsOfPlaywright(readIfThere(report), code);
}

/** Each file in a Windows Node of its own, so that one which dies takes no other with it. */
async function winsock() {
  await build();
  const files = readdirSync(winsockTests).filter((name) => name.endsWith('.winsock.test.cjs'));
  const all = [];
  for (const file of files) all.push(await winsockFile(file));
  return sum(all);
}

/** @param {string} file */
async function winsockFile(file) {
  const name = file.replace(/\.winsock\.test\.cjs$/, '');
  const report = freshReport(`winsock-${name}.tap`);
  const log = join(results, `winsock-${name}`);
  const args = ['--enable-source-maps', '--test-reporter=tap', `--test-reporter-destination=${toWindowsPath(report)}`];
  const { code, problem } = await runInWindowsNode([...args, toWindowsPath(join(winsockTests, file))], {
    log,
    timeoutMs: 8 * 60_000,
  });
  const tap = readIfThere(report) ?? '';
  const counts = countsOfTap(tap, code);
  console.log(`${name}: ${counts.passed} passed, ${counts.failed} failed`);
  if (counts.failed > 0) {
    console.log([problem, tap, readIfThere(`${log}.out`), readIfThere(`${log}.err`)].filter(Boolean).join('\n'));
  }
  return counts;
}

/** @param {string} name @returns {string} a file that the last run has not left */
function freshReport(name) {
  mkdirSync(results, { recursive: true });
  const file = join(results, name);
  rmSync(file, { force: true });
  return file;
}

/** @param {string} file */
function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
