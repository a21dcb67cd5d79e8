import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { root } from '../tools/paths.mjs';
import { runInWindowsNode, runWithLogs, toWindowsPath, wineEnvironment } from '../tools/windows-node.mjs';

/**
 * What it costs to record: the same completion-port echo with recording, without, as bare calls through koffi, and as a C
 * program. On Linux everything, Wine's server included, is pinned to one core: then nothing that recording does is hidden on
 * another. There all four are alive and take turns of a fraction of a second, all others stopped: what the machine does
 * beside them changes within seconds, and meets them all alike. On Windows one runs after the other.
 */
const CONNECTIONS = [1, 16, 64];
const SECONDS = 8;
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
/** The last one: most interrupts come to the first. */
const CORE = String(cpus().length - 1);
const TURN_MS = 300;
const STARTED_MS = 700;
const compiler = 'x86_64-w64-mingw32-gcc';
const folder = mkdtempSync(join(tmpdir(), 'overlook-bench-'));
const takesTurns = process.platform === 'linux';

/** @typedef {'recorded' | 'unrecorded' | 'bare' | 'C'} Way */

/** @param {Way} way */
const resultOf = (way) => join(folder, `${way}.txt`);

/**
 * Round trips a second of the second half of `seconds`; a way that has only some of the turns has that share of them.
 *
 * @param {Way} way
 * @param {number} connections
 * @param {number} seconds
 */
async function roundTrips(way, connections, seconds) {
  const result = resultOf(way);
  rmSync(result, { force: true });
  const options = { log: join(folder, way), timeoutMs: (seconds + 60) * 1000 };
  const measured = [String(connections), String(seconds), toWindowsPath(result)];
  const program = toWindowsPath(join(root, 'out/bench/bridge-windows.cjs'));
  const ran =
    way === 'C'
      ? await runC(measured, options)
      : await runInWindowsNode([program, way, ...measured, toWindowsPath(join(root, 'out/app'))], options);
  if (!existsSync(result)) {
    throw new Error(`${way}: ${ran.problem ?? 'it wrote no result'}\n${readFileSync(`${options.log}.err`, 'utf8')}`);
  }
  return Number(readFileSync(result, 'utf8'));
}

/** Of every way. @param {readonly Way[]} ways @param {number} connections @returns {Promise<readonly number[]>} */
async function compare(ways, connections) {
  if (!takesTurns) {
    const figures = [];
    for (const way of ways) figures.push(await roundTrips(way, connections, SECONDS));
    return figures;
  }
  /** @type {{ pid: number, isOver: boolean }[]} */
  const running = [];
  const figures = [];
  try {
    for (const way of ways) {
      const one = { pid: 0, isOver: false };
      figures.push(roundTrips(way, connections, SECONDS * ways.length).finally(() => (one.isOver = true)));
      await setTimeout(STARTED_MS);
      one.pid = pidOf(resultOf(way));
      running.push(one);
      process.kill(one.pid, 'SIGSTOP');
    }
    const all = Promise.all(figures);
    // One that has ended keeps its turn: the others must not have more than before.
    while (!running.every(({ isOver }) => isOver)) {
      for (const one of running) {
        if (!one.isOver) process.kill(one.pid, 'SIGCONT');
        await Promise.race([setTimeout(TURN_MS), all]);
        if (!one.isOver) process.kill(one.pid, 'SIGSTOP');
      }
    }
    return (await all).map((figure) => figure * ways.length);
  } finally {
    for (const { pid, isOver } of running) if (!isOver) process.kill(pid, 'SIGCONT');
  }
}

/** The Windows process that was told to write this file. @param {string} result */
function pidOf(result) {
  const found = processes().find((pid) => {
    const [program = '', ...args] = read(pid, 'cmdline').split('\0');
    return program.endsWith('.exe') && args.includes(toWindowsPath(result));
  });
  if (found === undefined) throw new Error(`${result}: nothing runs that would write it`);
  return Number(found);
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
  const servers = processes().filter((pid) => read(pid, 'comm').trim() === 'wineserver64');
  for (const pid of [String(process.pid), ...servers]) spawnSync('taskset', ['-a', '-p', '-c', CORE, pid]);
}

function processes() {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid));
}

/** @param {string} pid @param {'comm' | 'cmdline'} file */
function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // It ended meanwhile.
  }
}

/** @param {readonly number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** @type {readonly Way[]} */
const ways = compile() ? ['C', 'bare', 'unrecorded', 'recorded'] : ['bare', 'unrecorded', 'recorded'];
await roundTrips('bare', 1, 1); // Starts the Wine server, if none is running.
pin();
console.log('             round trips a second: C, koffi alone, without recording, with; with ÷ without, ÷ koffi, ÷ C');
for (const connections of CONNECTIONS) {
  /** @type {Record<Way, number[]>} */
  const figures = { C: [], bare: [], unrecorded: [], recorded: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const figuresOfRound = await compare(ways, connections);
    ways.forEach((way, index) => figures[way].push(figuresOfRound[index] ?? NaN));
  }
  /** @param {Way} over */
  const ratios = (over) => figures.recorded.map((value, round) => value / (figures[over][round] ?? NaN));
  const medians = ways.map((way) => median(figures[way]).toFixed(0).padStart(6)).join(' ');
  const against = /** @type {const} */ (['unrecorded', 'bare', 'C']).map((way) => median(ratios(way)).toFixed(3));
  console.log(`${String(connections).padStart(11)}  ${medians}   ${against.join('   ')}`);
}
rmSync(folder, { recursive: true, force: true });
