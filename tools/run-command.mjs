// Runs another program, for a bounded time, without a shell.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { holdFor } from './exclusive.mjs';

/**
 * @typedef {{ code: number | null, stdout: string, stderr: string, problem: string | undefined }} Outcome
 *   problem: a sentence without a full stop, undefined after exit code 0
 */

/**
 * Never throws: that the program is missing, failed or took too long is the `problem`.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {object} options
 * @param {number} options.timeoutMs when it has passed, the program and all that it started are ended
 * @param {import('node:child_process').StdioOptions} [options.stdio]
 * @param {NodeJS.ProcessEnv} [options.env] instead of this process's environment
 * @param {string} [options.cwd]
 * @param {{ say: (line: string) => void, what: string }} [options.progress] says every 5 s that it goes on
 * @returns {Promise<Outcome>}
 */
export function runCommand(command, args, { timeoutMs, stdio = ['ignore', 'pipe', 'pipe'], env, cwd, progress }) {
  return new Promise((resolve) => {
    const startMs = performance.now();
    const seconds = () => Math.round((performance.now() - startMs) / 1000);
    const ownGroup = process.platform !== 'win32';
    const child = spawn(command, args, { stdio, env: env ?? process.env, cwd, detached: ownGroup, windowsHide: true });
    if (child.pid !== undefined) holdFor(child.pid);
    let stdout = '';
    let stderr = '';
    let isTooLate = false;
    child.stdout?.on('data', (data) => (stdout += data));
    child.stderr?.on('data', (data) => (stderr += data));

    const endAll = () => {
      const { pid } = child;
      if (!ownGroup || pid === undefined) {
        child.kill();
        return;
      }
      signalGroup(pid, 'SIGTERM');
      setTimeout(() => child.exitCode === null && child.signalCode === null && signalGroup(pid, 'SIGKILL'), 3000);
    };
    const onSignal = () => {
      endAll();
      process.exit(130);
    };
    const limit = setTimeout(() => {
      isTooLate = true;
      endAll();
    }, timeoutMs);
    const heartbeat = setInterval(() => progress?.say(`  ${progress.what}: still at it after ${seconds()} s`), 5000);
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal);

    /** @param {number | null} code @param {string | undefined} problem */
    const finish = (code, problem) => {
      clearTimeout(limit);
      clearInterval(heartbeat);
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
      resolve({ code, stdout, stderr, problem });
    };
    child.on('error', (error) => finish(null, `${command} could not be started: ${error.message}`));
    child.on('close', (code, signal) => finish(code, problemOf(code, signal)));
    // A background process that inherited the pipes would keep them open, and `close` away, for as long as it lives.
    child.on('exit', (code, signal) => setTimeout(() => finish(code, problemOf(code, signal)), 500).unref());

    /** @param {number | null} code @param {NodeJS.Signals | null} signal */
    function problemOf(code, signal) {
      if (isTooLate) return `${command} was ended because it took more than ${Math.round(timeoutMs / 1000)} s`;
      if (code === 0) return undefined;
      return `${command} ended with ${signal === null ? `exit code ${code}` : signal}${lastLine(stderr)}`;
    }
  });
}

/** @param {number} leader @param {NodeJS.Signals} signal */
function signalGroup(leader, signal) {
  try {
    process.kill(-leader, signal);
  } catch {
    // All of it has ended by itself.
  }
}

/** @param {string} text */
function lastLine(text) {
  const line = text.trim().split('\n').at(-1);
  return line ? `: ${line}` : '';
}

/**
 * The full name of a program on the PATH.
 *
 * @param {readonly string[]} names the first that exists wins
 */
export function findProgram(...names) {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file));
}

/**
 * npm's command line, on every system: the npm that runs this script, otherwise the one beside Node or on the PATH.
 *
 * @param {string[]} args
 * @returns {[command: string, args: string[]]}
 */
export function npm(...args) {
  const cli = process.env['npm_execpath'];
  if (cli !== undefined && /\bnpm-cli\.js$/.test(cli)) return [process.execPath, [cli, ...args]];
  if (process.platform !== 'win32') return ['npm', args];
  return [process.execPath, [join(process.execPath, '../node_modules/npm/bin/npm-cli.js'), ...args]];
}
