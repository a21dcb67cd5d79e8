// One session of a million operations: is memory flat, does nothing leak, is every operation and every byte accounted for?
// `OPERATIONS=50000 npm run bench -- soak` is a short form. The exit code is 1 when something is not as it must be.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../tools/paths.mjs';
import { runInWindowsNode, toWindowsPath } from '../tools/windows-node.mjs';

const OPERATIONS = Number(process.env['OPERATIONS'] ?? 1_000_000);
const MOST_GROWTH = 0.05;
const folder = mkdtempSync(join(tmpdir(), 'overlook-soak-'));
const result = join(folder, 'result.json');
const script = toWindowsPath(join(root, 'out/bench/soak-windows.cjs'));
const args = [String(OPERATIONS), join(folder, 'soak.ovl'), result, join(root, 'out/app')];

const { problem } = await runInWindowsNode(
  ['--expose-gc', script, ...args.map((arg, index) => (index === 0 ? arg : toWindowsPath(arg)))],
  { log: join(folder, 'log'), timeoutMs: 40 * 60_000 },
);
if (problem !== undefined) {
  console.error(problem, readFileSync(join(folder, 'log.err'), 'utf8'));
  process.exit(1);
}
const { state, text, balance, rows, lostRows, bytes, seconds, looks } = JSON.parse(readFileSync(result, 'utf8'));
rmSync(folder, { recursive: true, force: true });

const mb = (/** @type {number} */ value) => `${(value / 2 ** 20).toFixed(1)} MB`;
console.log(`${state}: ${text} ${balance.issued} operations, ${rows} rows, ${mb(bytes)} in ${seconds.toFixed(0)} s`);
for (const look of looks) {
  console.log(
    `${String(look.operations).padStart(9)} operations: resident ${mb(look.rss)}, heap ${mb(look.heapUsed)}, external ${mb(look.external)}`,
  );
}
const [first, last] = [looks[0], looks.at(-1)];
const growth = (/** @type {'rss' | 'heapUsed'} */ what) => last[what] / first[what] - 1;
console.log(
  `growth from the first look to the last: resident ${percent(growth('rss'))}, heap ${percent(growth('heapUsed'))}`,
);
const wrong = [
  state !== 'ended' && `the session ${state}`,
  balance.issued < OPERATIONS && 'there were fewer operations than asked for',
  (balance.leaked > 0 || balance.failed > 0 || balance.completed !== balance.issued) && 'operations failed or leaked',
  lostRows > 0 && `${lostRows} rows were lost`,
  growth('rss') > MOST_GROWTH && 'resident memory has grown',
].filter((sentence) => sentence !== false);
console.log(wrong.length === 0 ? 'everything is accounted for' : `NOT as it must be: ${wrong.join('; ')}`);
process.exitCode = wrong.length === 0 ? 0 : 1;

/** @param {number} part */
function percent(part) {
  return `${(part * 100).toFixed(1)} %`;
}
