import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
export const built = (name: string) => join(root, 'out', name);

/** The variable that tells the processes of one launch from all others. They hand it on to those that they start. */
const MARK = 'OVERLOOK_E2E_LAUNCH';
const CLOSE_MS = 20_000;

/** The environment for a new process: marked, and with its files in a folder of the test. */
export function childEnvironment(mark: string, userData: string, base = process.env): NodeJS.ProcessEnv {
  return { ...base, [MARK]: mark, OVERLOOK_DATA: userData };
}

/** Collects what a process prints, and its end. */
export function watchChild(child: ChildProcess) {
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output += text));
  return { output: () => output, exitCode: exitCodeOf(child) };
}

export function exitCodeOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
}

/** Waits for a process that was asked to end; one that does not is killed, and that is an error. */
export async function waitForEnd(child: ChildProcess, exitCode: Promise<number | null>): Promise<void> {
  let isLate = false;
  const limit = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, CLOSE_MS);
  await exitCode;
  clearTimeout(limit);
  if (isLate) throw new Error(`Overlook did not end within ${CLOSE_MS / 1000} s and was killed`);
}

/**
 * The Node processes of a launch that still run, as `pid command line`. Wine's own services stay for a while by
 * design. Where there is no /proc nothing is found, and the exit of the main process has to be enough.
 */
export function survivors(mark: string): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => readProc(pid, 'environ').split('\0').includes(`${MARK}=${mark}`))
    .map((pid) => `${pid} ${readProc(pid, 'cmdline').replaceAll('\0', ' ')}`)
    .filter((line) => /\bnode(\.exe)?\b/i.test(line));
}

/** Ends what should have ended by itself, so that one failure does not become the next test's. */
export function endSurvivors(mark: string): void {
  for (const line of survivors(mark)) process.kill(Number.parseInt(line, 10), 'SIGKILL');
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // It has ended meanwhile, or is somebody else's.
    return '';
  }
}
