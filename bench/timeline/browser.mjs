// A Chromium of the bench's own, and the few things that it is asked: as little as possible, so that asking costs nothing.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { findChromium } from '../../tools/find-chromium.mjs';

const WIDTH = 1600;
const HEIGHT = 900;
const FLAGS = [
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--remote-debugging-port=0',
  `--window-size=${WIDTH},${HEIGHT}`,
];
const START_MS = 30_000;
const END_MS = 10_000;

/** A page, and what can be asked of it. Everything fails when its process is gone. */
export class Page {
  #next = 1;
  /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
  #waiting = new Map();
  /** @type {Map<string, (params: any) => void>} */
  #expected = new Map();
  #socket;

  /** @param {WebSocket} socket */
  constructor(socket) {
    this.#socket = socket;
    socket.on('message', (/** @type {Buffer} */ data) => this.#take(JSON.parse(data.toString('utf8'))));
    socket.on('close', () => this.#end('the browser is gone'));
    socket.on('error', () => {});
  }

  /** @param {string} method @param {object} [params] @returns {Promise<any>} */
  ask(method, params = {}) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  /** The value of an expression, or what its promise resolves to. @param {string} expression @returns {Promise<any>} */
  async evaluate(expression) {
    const answer = await this.ask('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
    });
    const { exceptionDetails: wrong, result } = answer;
    if (wrong !== undefined) throw new Error(wrong.exception?.description ?? wrong.text);
    return result.value;
  }

  /** @param {string} event @returns {Promise<any>} */
  event(event) {
    return new Promise((resolve) => this.#expected.set(event, resolve));
  }

  /** @param {{ id?: number, result?: unknown, error?: { message: string }, method?: string, params?: unknown }} message */
  #take({ id, result, error, method, params }) {
    if (method === 'Inspector.targetCrashed') return this.#end('the page has crashed: out of memory, most likely');
    if (method !== undefined) return this.#expected.get(method)?.(params);
    const waiting = this.#waiting.get(id ?? 0);
    this.#waiting.delete(id ?? 0);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(error.message));
  }

  /** @param {string} why */
  #end(why) {
    for (const { reject } of this.#waiting.values()) reject(new Error(why));
    this.#waiting.clear();
  }
}

/**
 * Starts a Chromium with a profile of its own, and opens an address in a window whose inside is 1600 × 900.
 *
 * @param {string} url
 */
export async function openBrowser(url) {
  const program = findChromium();
  if (program === undefined) throw new Error('There is no Chromium on this machine: install it, then run this again.');
  const profile = mkdtempSync(join(tmpdir(), 'overlook-bench-'));
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(program, [...FLAGS, ...asRoot, `--user-data-dir=${profile}`, url], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // A group of its own: a browser that is killed does not end its helpers.
    detached: true,
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const endAll = () => endGroup(child.pid);
  process.once('exit', endAll);
  const close = async () => {
    const limit = setTimeout(endAll, END_MS);
    child.kill('SIGTERM');
    await ended;
    clearTimeout(limit);
    endAll();
    process.off('exit', endAll);
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  try {
    const page = await attach(child, url);
    return { page, taken: () => takenByRenderer(child.pid ?? 0), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @param {number | undefined} leader */
function endGroup(leader) {
  if (leader === undefined) return;
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    // Nobody of it is left, as it should be.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** @param {import('node:child_process').ChildProcess} child @param {string} url */
async function attach(child, url) {
  const endpoint = await new Promise((resolve, reject) => {
    let output = '';
    const limit = setTimeout(() => reject(new Error(`Chromium does not start: ${output}`)), START_MS);
    child.stderr?.on('data', (/** @type {Buffer} */ data) => {
      output += data.toString('utf8');
      const found = /DevTools listening on ws:\/\/(\S+?)\//.exec(output)?.[1];
      if (found === undefined) return;
      clearTimeout(limit);
      resolve(found);
    });
  });
  for (;;) {
    const targets = /** @type {{ url: string, webSocketDebuggerUrl: string }[]} */ (
      await (await fetch(`http://${endpoint}/json/list`)).json()
    );
    const target = targets.find((one) => one.url.startsWith(new URL(url).origin));
    if (target === undefined) continue;
    const socket = new WebSocket(target.webSocketDebuggerUrl, { perMessageDeflate: false });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const page = new Page(socket);
    await page.ask('Inspector.enable');
    await page.ask('Emulation.setDeviceMetricsOverride', {
      width: WIDTH,
      height: HEIGHT,
      deviceScaleFactor: 1,
      mobile: false,
    });
    return page;
  }
}

/**
 * What the largest renderer below a browser takes now and has taken at most, in MB; and its processor time until now, in
 * milliseconds, which says more than a clock where others are busy as well.
 *
 * @param {number} browser
 */
function takenByRenderer(browser) {
  const parents = new Map(
    readdirSync('/proc')
      .filter(isNumber)
      .map((pid) => [Number(pid), parentOf(pid)]),
  );
  /** @param {number | undefined} pid @returns {boolean} */
  const isBelow = (pid) => pid !== undefined && pid > 1 && (pid === browser || isBelow(parents.get(pid)));
  const renderers = [...parents.keys()].filter(
    (pid) => isBelow(pid) && read(pid, 'cmdline').includes('--type=renderer'),
  );
  const taken = renderers.map((pid) => {
    const status = read(pid, 'status');
    const mb = (/** @type {string} */ name) =>
      Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0) / 1024;
    // After the name in brackets: utime and stime are the 12th and the 13th, in hundredths of a second.
    const [user = 0, system = 0] = (read(pid, 'stat').split(') ').at(-1) ?? '').split(' ').slice(11, 13).map(Number);
    return { nowMb: mb('VmRSS'), mostMb: mb('VmHWM'), cpuMs: (user + system) * 10 };
  });
  return taken.sort((a, b) => b.mostMb - a.mostMb)[0] ?? { nowMb: 0, mostMb: 0, cpuMs: 0 };
}

/** @param {string} name */
function isNumber(name) {
  return /^\d+$/.test(name);
}

/** @param {string} pid */
function parentOf(pid) {
  return Number(/^PPid:\s+(\d+)/m.exec(read(pid, 'status'))?.[1]);
}

/** @param {string | number} pid @param {string} file */
function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // It has ended meanwhile.
  }
}
