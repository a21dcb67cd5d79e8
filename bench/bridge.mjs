import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../tools/paths.mjs';
import { runInWindowsNode, runWithLogs, toWindowsPath, wineEnvironment } from '../tools/windows-node.mjs';

/**
 * What it costs to record: the same completion-port echo with recording, without, as bare calls through koffi, and as a C
 * program, in turn in one run. On Linux everything, Wine's server included, is pinned to one core: then nothing that
 * recording does is hidden on another.
 */
const CONNECTIONS = [1, 16, 64];
const SECONDS = 6;
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const compiler = 'x86_64-w64-mingw32-gcc';
const folder = mkdtempSync(join(tmpdir(), 'overlook-bench-'));
const result = join(folder, 'result.txt');

/** @typedef {'recorded' | 'unrecorded' | 'bare' | 'C'} Way */

/**
 * Round trips a second.
 *
 * @param {Way} way
 * @param {number} connections
 */
async function roundTrips(way, connections) {
  rmSync(result, { force: true });
  const options = { log: join(folder, way), timeoutMs: 60_000 };
  const ran =
    way === 'C'
      ? await runC([String(connections), String(SECONDS), toWindowsPath(result)], options)
      : await runInWindowsNode(
          [
            toWindowsPath(join(root, 'out/bench/bridge-windows.cjs')),
            way,
            String(connections),
            String(SECONDS),
            toWindowsPath(result),
            toWindowsPath(join(root, 'out/app')),
          ],
          options,
        );
  if (!existsSync(result)) {
    throw new Error(`${way}: ${ran.problem ?? 'it wrote no result'}\n${readFileSync(`${options.log}.err`, 'utf8')}`);
  }
  return Number(readFileSync(result, 'utf8'));
}

/** @param {readonly string[]} args @param {{ log: string, timeoutMs: number }} options */
function runC(args, options) {
  const program = join(folder, 'echo.exe');
  return process.platform === 'win32'
    ? runWithLogs(program, args, { ...options, env: process.env })
    : runWithLogs('wine', [program, ...args], { ...options, env: wineEnvironment() });
}

/** True when there is a C program to compare with. */
function compile() {
  const args = ['-O2', '-o', join(folder, 'echo.exe'), join(root, 'bench/bridge/echo.c'), '-lws2_32'];
  const { status, stderr } = spawnSync(compiler, args, { encoding: 'utf8' });
  if (status === 0) return true;
  console.log(
    `no C to compare with: ${stderr?.trim() || `${compiler} is missing (apt-get install gcc-mingw-w64-x86-64)`}`,
  );
  return false;
}

/** Pins this process, whose children follow, and the Wine server that is already there. */
function pin() {
  if (process.platform !== 'linux') return console.log('not pinned: this is not Linux');
  const servers = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && nameOf(pid) === 'wineserver64');
  for (const pid of [String(process.pid), ...servers]) spawnSync('taskset', ['-a', '-p', '-c', '0', pid]);
}

/** @param {string} pid */
function nameOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return ''; // It ended meanwhile.
  }
}

/** @param {readonly number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** @type {readonly Way[]} */
const ways = compile() ? ['C', 'bare', 'unrecorded', 'recorded'] : ['bare', 'unrecorded', 'recorded'];
await roundTrips('bare', 1); // Starts the Wine server, if none is running.
pin();
console.log('             round trips a second: C, koffi alone, without recording, with; with ÷ without, ÷ koffi, ÷ C');
for (const connections of CONNECTIONS) {
  /** @type {Record<Way, number[]>} */
  const figures = { C: [], bare: [], unrecorded: [], recorded: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const way of ways) figures[way].push(await roundTrips(way, connections));
  }
  /** @param {Way} over */
  const ratios = (over) => figures.recorded.map((value, round) => value / (figures[over][round] ?? NaN));
  const medians = ways.map((way) => median(figures[way]).toFixed(0).padStart(6)).join(' ');
  const against = /** @type {const} */ (['unrecorded', 'bare', 'C']).map((way) => median(ratios(way)).toFixed(3));
  console.log(`${String(connections).padStart(11)}  ${medians}   ${against.join('   ')}`);
}
rmSync(folder, { recursive: true, force: true });
