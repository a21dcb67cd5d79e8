// Runs a script in Windows Node: under Wine on Linux, in this very Node on Windows.
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { windowsNode, winePrefix } from './paths.mjs';
import { runCommand } from './run-command.mjs';

/** What every process of our Wine needs. @returns {NodeJS.ProcessEnv} */
export function wineEnvironment() {
  return {
    ...process.env,
    WINEPREFIX: winePrefix,
    WINEARCH: 'win64',
    WINEDEBUG: '-all',
    // No offer to install Mono and Gecko, no entries in the desktop's menus.
    WINEDLLOVERRIDES: 'mscoree,mshtml=;winemenubuilder.exe=d',
    NODE_PATH: toWindowsPath(join(windowsNode, 'node_modules')),
    // Options for the Node that runs us are not for the Node that we run.
    NODE_OPTIONS: undefined,
  };
}

/** @param {string} path */
export function toWindowsPath(path) {
  return process.platform === 'win32' ? path : `Z:${path.replaceAll('/', '\\')}`;
}

/**
 * @param {readonly string[]} args of node; paths among them as Windows spells them
 * @param {{ log: string, timeoutMs: number }} options stdout goes to `log`.out, stderr to `log`.err
 */
export async function runInWindowsNode(args, { log, timeoutMs }) {
  if (process.platform === 'win32') return runWithLogs(process.execPath, args, { log, timeoutMs, env: process.env });
  await keepWineserver();
  return runWithLogs('wine', [join(windowsNode, 'node.exe'), ...args], { log, timeoutMs, env: wineEnvironment() });
}

/**
 * Output goes to files because Windows Node under Wine cannot open a pipe (EBADF); stdin is /dev/null.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ log: string, timeoutMs: number, env: NodeJS.ProcessEnv }} options
 */
export async function runWithLogs(command, args, { log, timeoutMs, env }) {
  mkdirSync(dirname(log), { recursive: true });
  const stdout = openSync(`${log}.out`, 'w');
  const stderr = openSync(`${log}.err`, 'w');
  try {
    return await runCommand(command, args, { stdio: ['ignore', stdout, stderr], timeoutMs, env });
  } finally {
    closeSync(stdout);
    closeSync(stderr);
  }
}

/**
 * Makes the wineserver stay for 60 s after its last client. Without it a start that meets the shutdown of the
 * one before can fail. Where one is running already, nothing happens.
 */
export async function keepWineserver() {
  await runCommand('wineserver', ['-p60'], { stdio: 'ignore', timeoutMs: 10_000, env: wineEnvironment() });
}
