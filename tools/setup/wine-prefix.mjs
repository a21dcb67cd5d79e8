// The Windows that Wine shows to Windows Node: a folder of our own, so that nobody's ~/.wine is touched.
import { readFileSync, rmSync, writeFileSync, mkdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { readStamp } from '../fingerprint.mjs';
import { cache, root, winePrefix } from '../paths.mjs';
import { runCommand } from '../run-command.mjs';
import { runInWindowsNode, runWithLogs, toWindowsPath, wineEnvironment } from '../windows-node.mjs';
import { SetupProblem } from './step.mjs';
import { windowsNodeStep } from './windows-node.mjs';

// Written last: a prefix without it was interrupted, and is made again.
const stampFile = join(winePrefix, '.overlook-ready');
const stamp = 'Windows 10, checked\n';

/** @type {import('./step.mjs').Step} */
export const winePrefixStep = {
  name: 'Wine prefix',
  isReady: () => readStamp(stampFile) === stamp,
  async make(say) {
    await removeInterrupted();
    mkdirSync(winePrefix, { recursive: true });
    await runWine('wineboot', ['--init'], say);
    await runWine('reg', ['add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', 'win10', '/f'], say);
    await untilWritten();
    await checkWinsock();
    writeFileSync(stampFile, stamp);
  },
  isOptional: true,
  needs: windowsNodeStep,
};

async function removeInterrupted() {
  if (!existsSync(winePrefix)) return;
  // The wineserver of this prefix, and of no other: it would go on serving the files that are deleted here.
  await runCommand('wineserver', ['-k'], { stdio: 'ignore', timeoutMs: 10_000, env: wineEnvironment() });
  rmSync(winePrefix, { recursive: true, force: true });
}

/** @param {string} program @param {readonly string[]} args @param {(line: string) => void} say */
async function runWine(program, args, say) {
  const log = join(cache, 'logs', program);
  // Without a display there is no window that tells that the prefix is being made.
  const env = { ...wineEnvironment(), DISPLAY: undefined, WAYLAND_DISPLAY: undefined };
  const heartbeat = setInterval(() => say(`  ${program}: still at it`), 5000);
  const { problem } = await runWithLogs('wine', [program, ...args], { log, timeoutMs: 3 * 60_000, env });
  clearInterval(heartbeat);
  if (problem !== undefined) {
    throw new SetupProblem(`Wine could not run ${program} (${problem}). What it said is in ${log}.err.`);
  }
}

/** The registry is on disk when the wineserver has ended, which it does when Wine's own services have. */
async function untilWritten() {
  const { problem } = await runCommand('wineserver', ['-w'], {
    stdio: 'ignore',
    timeoutMs: 30_000,
    env: wineEnvironment(),
  });
  if (problem !== undefined) throw new SetupProblem(`Wine does not come to rest after its set-up: ${problem}.`);
}

/** Reads back what was set, and calls Winsock, in the way in which Overlook will. */
async function checkWinsock() {
  const log = join(cache, 'logs/check-winsock');
  const script = toWindowsPath(join(root, 'tools/setup/check-winsock.cjs'));
  const { problem } = await runInWindowsNode([script], { log, timeoutMs: 60_000 });
  const output = readFileSync(`${log}.out`, 'utf8').trim();
  if (problem !== undefined) {
    throw new SetupProblem(`Windows Node does not run under this Wine (${problem}). What it said is in ${log}.err.`);
  }
  const { windows, wsaStartup } = JSON.parse(output);
  if (!windows.startsWith('10.0.') || wsaStartup !== 0) {
    throw new SetupProblem(`This Wine is not usable: it says ${output}, and not Windows 10 with a working WSAStartup.`);
  }
}
