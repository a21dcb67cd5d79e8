// How the window carries many operations: opening a recording of N, moving about in it, and 200,000 rows a second live.
// Chromium draws in software; what the page says about its own frames is told in the end. Recordings are made up (timeline/).
// OPERATIONS=100000,1000000 chooses the sizes, LIVE_SECONDS=0 leaves the live session out,
// LONGEST_SECONDS is when a measurement is given up (180).
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from '../tools/build.mjs';
import { out, root } from '../tools/paths.mjs';
import { openBrowser } from './timeline/browser.mjs';

/** @typedef {import('./timeline/generate.ts').Generated & { file: string }} Recording */
/** @typedef {Awaited<ReturnType<typeof openBrowser>>} Browser */
/** @typedef {import('./timeline/in-page.ts').Opened} Opened */
/** @typedef {import('./timeline/in-page.ts').Live} Live */
/** @typedef {import('./timeline/tour.ts').Tour} Tour */
/** @typedef {Opened & { peakMb: number, settledMb: number, openingCpuMs: number, tour: Tour, frameCpuMs: number }} Measured */

const SIZES = (process.env['OPERATIONS'] ?? '10000,100000,1000000,3000000').split(',').map(Number);
const LIVE_SECONDS = Number(process.env['LIVE_SECONDS'] ?? 8);
const LIVE_ROWS_A_SECOND = 200_000;
/** With times in flight so much shorter, a made-up session has about as many rows in a second. */
const LIVE_PACE = 0.185;
const ROWS_AN_OPERATION = 5.1;
const SEED = 1;
/** The window rests when it has taken less than this part of so long. */
const SETTLED_MS = 500;
const RESTING = 0.05;
/** While a file is opened, a key is pressed so often. */
const KEY_MS = 20;
const LONGEST_MS = Number(process.env['LONGEST_SECONDS'] ?? 180) * 1000;
const folder = mkdtempSync(join(tmpdir(), 'overlook-bench-'));

/** @type {Readonly<Record<number, { usableMs: number, completeMs: number, peakMb: number }>>} */
const targets = {
  1_000_000: { usableMs: 500, completeMs: 2000, peakMb: 450 },
  3_000_000: { usableMs: 500, completeMs: 6000, peakMb: 1100 },
};

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, () => process.exit(1));
await build();
const write = await bundle('write.ts', 'cjs');
const host = await bundle('host.ts', 'cjs');
const inPage = readFileSync(await bundle('in-page.ts', 'iife'), 'utf8');
/** @type {Measured[]} */
const all = [];
try {
  for (const operations of SIZES) {
    try {
      const recording = made(operations, 1);
      const size = `${count(operations)} operations, ${count(recording.rows)} rows, ${mb(recording.bytes)} MB`;
      console.log(`\n${size}, ${(recording.durationNs / 1e9).toFixed(0)} s of session`);
      printLoad();
      const measured = await withWindow((browser) => measure(browser, recording), recording.file);
      all.push(measured);
      printOpening(measured);
      printTour(measured.tour);
      printFromHost(await withWindow((browser) => openFromHost(browser, recording), recording.file));
    } catch (error) {
      console.log(`${count(operations)} operations: FAILED: ${sentence(error)}`);
    }
  }
  printRatio();
  if (LIVE_SECONDS > 0) await liveSession();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @param {string} source @param {'cjs' | 'iife'} format */
async function bundle(source, format) {
  const { rolldown } = await import('rolldown');
  const file = join(out, 'bench', `timeline-${source.replace('.ts', '.cjs')}`);
  const bundled = await rolldown({
    input: join(root, 'bench/timeline', source),
    platform: format === 'cjs' ? 'node' : 'browser',
    external: ['koffi', /^node:/],
  });
  await bundled.write({ file, format });
  return file;
}

/**
 * A made-up recording; one that is there is used again.
 *
 * @param {number} operations @param {number} pace
 * @returns {Recording}
 */
function made(operations, pace) {
  const file = join(out, 'bench', `made-up-${operations}-${pace}-${SEED}.ovl`);
  if (!existsSync(`${file}.json`)) console.log(`making ${file} …`);
  const { status } = spawnSync(process.execPath, [write, String(operations), String(SEED), String(pace), file], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('The recording could not be made');
  return { .../** @type {Recording} */ (JSON.parse(readFileSync(`${file}.json`, 'utf8'))), file };
}

/**
 * Runs a host and a browser of their own for one measurement. They are gone afterwards, however it went.
 *
 * @template Result
 * @param {(browser: Browser, output: () => string) => Promise<Result>} work
 * @param {string} recording what a live session plays
 */
async function withWindow(work, recording) {
  const args = [host, join(out, 'app'), folder, recording, String(LIVE_ROWS_A_SECOND)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const end = () => void child.kill('SIGKILL');
  process.once('exit', end);
  let output = '';
  /** @type {Promise<string>} */
  const address = new Promise((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      output += `${line}\n`;
      if (line.startsWith('at ')) resolve(line.slice(3));
    });
    void ended.then(() => reject(new Error('The host has ended')));
  });
  /** @type {NodeJS.Timeout | undefined} */
  let limit;
  try {
    const browser = await openBrowser(await address);
    try {
      const late = new Promise((_resolve, reject) => {
        limit = setTimeout(() => reject(new Error(`it took longer than ${LONGEST_MS / 1000} s`)), LONGEST_MS);
      });
      return await /** @type {Promise<Result>} */ (Promise.race([work(browser, () => output), late]));
    } finally {
      clearTimeout(limit);
      await browser.close();
    }
  } finally {
    child.kill('SIGTERM');
    await ended;
    process.off('exit', end);
  }
}

/** @param {Browser} browser */
async function prepare({ page }) {
  const isThere = '!!(globalThis.overlook && document.querySelector("[data-testid=timeline-canvas]"))';
  // While the page is being loaded there is nothing yet that could answer.
  while (!(await page.evaluate(isThere).catch(() => false))) await sleep(50);
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  await page.evaluate(`${inPage}\n;undefined`);
}

/** @param {Browser} browser @param {Recording} recording @returns {Promise<Measured>} */
async function measure(browser, { operations, rows, file }) {
  const { page, taken } = browser;
  await prepare(browser);
  await page.evaluate('bench.watchOpening("file")');
  await page.ask('Page.enable');
  await page.ask('Page.setInterceptFileChooserDialog', { enabled: true });
  const chooser = page.event('Page.fileChooserOpened');
  await page.evaluate('document.querySelector("[data-testid=open-file]").click()');
  const { backendNodeId } = await chooser;
  // A person takes longer than this to find a file; what begins with the click is done by then.
  await sleep(1000);
  const before = taken();
  const choose = () => page.ask('DOM.setFileInputFiles', { files: [file], backendNodeId });
  const opened = await opening(page, choose, { operations, rows });
  const { mostMb: peakMb, cpuMs } = taken();
  const openingCpuMs = cpuMs - before.cpuMs;
  for (let times = 0; times < 2; times++) await page.ask('HeapProfiler.collectGarbage');
  const settled = await whenSettled(taken);
  const tour = /** @type {Tour} */ (await page.evaluate('bench.tour()'));
  const frameCpuMs = (taken().cpuMs - settled.cpuMs) / tour.whole.frames;
  return { ...opened, peakMb, settledMb: settled.nowMb, openingCpuMs, tour, frameCpuMs };
}

/**
 * The same recording, from the list of the host: the window reads it there.
 *
 * @param {Browser} browser @param {Recording} recording
 */
async function openFromHost(browser, { file, operations, rows }) {
  const { page, taken } = browser;
  const name = basename(file);
  symlinkSync(file, join(folder, name));
  try {
    await prepare(browser);
    await page.evaluate('document.querySelector("[data-testid=mode-recordings]").click()');
    await sleep(1000);
    await page.evaluate('bench.watchOpening("host")');
    const click = () => page.evaluate(`document.querySelector('[data-testid="recording-${name}"]').click()`);
    return { ...(await opening(page, click, { operations, rows })), peakMb: taken().mostMb };
  } finally {
    rmSync(join(folder, name));
  }
}

/**
 * Presses keys while a recording is opened, and checks that all of it is there.
 *
 * @param {Browser['page']} page @param {() => Promise<unknown>} choose
 * @param {{ readonly operations: number, readonly rows: number }} whole
 * @returns {Promise<Opened>}
 */
async function opening(page, choose, { operations, rows }) {
  const keys = setInterval(() => pressKey(page), KEY_MS);
  await choose();
  const opened = /** @type {Opened} */ (await page.evaluate('bench.opened').finally(() => clearInterval(keys)));
  if (opened.operations !== operations || opened.rows !== rows) {
    throw new Error(`it shows ${opened.operations} operations and ${opened.rows} rows of ${operations} and ${rows}`);
  }
  return opened;
}

/** What the renderer has taken as soon as it rests: what it prepares in idle time is no part of a frame. @param {Browser['taken']} taken */
async function whenSettled(taken) {
  for (let before = taken(), turn = 0; ; turn++) {
    await sleep(SETTLED_MS);
    const now = taken();
    // A second at least: the garbage collector gives memory back late.
    if (turn > 0 && now.cpuMs - before.cpuMs < SETTLED_MS * RESTING) return now;
    before = now;
  }
}

/** As a person would, through the browser: how long it waits for the page is measured there. @param {Browser['page']} page */
function pressKey(page) {
  const key = { type: 'rawKeyDown', key: 'F24', code: 'F24', windowsVirtualKeyCode: 0x87 };
  // A page that is gone says so to those who wait for it.
  page.ask('Input.dispatchKeyEvent', key).catch(() => {});
}

async function liveSession() {
  const recording = made(Math.round((LIVE_SECONDS * LIVE_ROWS_A_SECOND) / ROWS_AN_OPERATION), LIVE_PACE);
  const perSecond = recording.rows / (recording.durationNs / 1e9);
  console.log(
    `\nlive: ${count(recording.rows)} rows at ${count(LIVE_ROWS_A_SECOND)} a second (${count(perSecond)} by their own clock)`,
  );
  printLoad();
  try {
    const [live, played] = await withWindow(async (browser, output) => {
      await prepare(browser);
      const shown = /** @type {Live} */ (await browser.page.evaluate(`bench.live(${recording.rows})`));
      return /** @type {const} */ ([shown, output()]);
    }, recording.file);
    const { frames, p50, p95, max, workMean, workP95, rows, lateMs } = live;
    console.log(`  ${/played in .*/.exec(played)?.[0] ?? 'not played to its end'}`);
    line('rows lost or too late', recording.rows - rows, '', 0, 0);
    line('frame p95', p95, 'ms', 20);
    line('frame p50', p50, 'ms');
    line('longest frame', max, 'ms');
    line('work a frame, mean', workMean, 'ms');
    line('work a frame, p95', workP95, 'ms');
    line('frames', frames, '', undefined, 0);
    line('behind at the end', lateMs, 'ms', undefined, 0);
  } catch (error) {
    console.log(`  live: FAILED: ${sentence(error)}`);
  }
}

/** @param {Measured} measured */
function printOpening(measured) {
  const {
    operations,
    usableMs,
    completeMs,
    inputWaitMs,
    longestFrameMs,
    openingCpuMs,
    peakMb,
    settledMb,
    tour,
    frameCpuMs,
  } = measured;
  const target = targets[operations];
  line('usable', usableMs, 'ms', target?.usableMs, 0);
  line('complete', completeMs, 'ms', target?.completeMs, 0);
  line('input waited at most while opening', inputWaitMs, 'ms', target && 50, 0);
  line('longest frame while opening', longestFrameMs, 'ms', undefined, 0);
  line('renderer, processor time of opening', openingCpuMs, 'ms', undefined, 0);
  line('renderer memory, most while opening', peakMb, 'MB', target?.peakMb, 0);
  line('renderer memory, settled', settledMb, 'MB', undefined, 0);
  line('frame p95', tour.whole.p95, 'ms', target && 18);
  line('longest frame', tour.whole.max, 'ms', target && 50);
  line('renderer, processor time of a frame', frameCpuMs, 'ms');
}

/** @param {Opened & { peakMb: number }} opened */
function printFromHost({ usableMs, completeMs, inputWaitMs, longestFrameMs, peakMb }) {
  console.log('  from the host');
  line('usable', usableMs, 'ms', undefined, 0);
  line('complete', completeMs, 'ms', undefined, 0);
  line('input waited at most while opening', inputWaitMs, 'ms', undefined, 0);
  line('longest frame while opening', longestFrameMs, 'ms', undefined, 0);
  line('renderer memory, most while opening', peakMb, 'MB', undefined, 0);
}

/** @param {Tour} tour */
function printTour({ whole, phases }) {
  console.log(`  ${'tour'.padEnd(18)}${['frames', 'p50', 'p95', 'max', 'work mean', 'work p95'].map(right).join('')}`);
  for (const { name, frames, ...times } of [...phases, { name: 'all', ...whole }]) {
    const { p50, p95, max, workMean, workP95 } = times;
    const figures = [String(frames), ...[p50, p95, max, workMean, workP95].map((ms) => ms.toFixed(1))];
    console.log(`  ${name.padEnd(18)}${figures.map(right).join('')}`);
  }
}

/** Figures of a machine that does something else as well say little. */
function printLoad() {
  line('load of this machine before', loadavg()[0] ?? 0, '', undefined, 1);
}

function printRatio() {
  const [small, large] = [all.find(({ operations }) => operations === 10_000), all.at(-1)];
  if (small === undefined || large === undefined || small === large) return;
  console.log(`\n${count(large.operations)} operations against 10,000`);
  line('work a frame', large.tour.whole.workMean / small.tour.whole.workMean, '×', 1.2, 2);
  line('renderer, processor time of a frame', large.frameCpuMs / small.frameCpuMs, '×', 1.2, 2);
}

/**
 * One figure, and what is wanted of it.
 *
 * @param {string} what @param {number} value @param {string} unit @param {number} [most] @param {number} [digits]
 */
function line(what, value, unit, most, digits = 1) {
  const verdict = most === undefined ? '' : `   at most ${most} ${unit}: ${value <= most ? 'yes' : 'NO'}`;
  console.log(`  ${what.padEnd(38)}${value.toFixed(digits).padStart(9)} ${unit.padEnd(3)}${verdict}`);
}

/** @param {string} text */
function right(text) {
  return text.padStart(11);
}

/** @param {number} value */
function count(value) {
  return Math.round(value).toLocaleString('en');
}

/** @param {number} bytes */
function mb(bytes) {
  return (bytes / 2 ** 20).toFixed(0);
}

/** @param {unknown} error */
function sentence(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @param {number} ms */
function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
