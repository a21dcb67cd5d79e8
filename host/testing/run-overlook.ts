import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findRoot } from '../root.ts';

const root = findRoot(import.meta.dirname);

/** What a run of the built command line gave. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
  /** Resolves with stdout when it contains this text. */
  printed(text: string): Promise<string>;
}

/** Starts `overlook …` as people do, from the built bundle, with its sessions in a folder of the test. */
export function startOverlook(args: readonly string[], dataFolder: string, env: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, [join(root, 'out', 'app', 'overlook.cjs'), ...args], {
    cwd: dataFolder,
    env: { ...process.env, OVERLOOK_DATA: dataFolder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  const waiting: { text: string; resolve: (out: string) => void }[] = [];
  const look = () => waiting.filter(({ text }) => out.includes(text)).forEach(({ resolve }) => resolve(out));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<Ran>((resolve) => child.on('close', (code) => resolve({ code, out, err })));
  return {
    child,
    ended,
    printed: (text) =>
      new Promise((resolve, reject) => {
        waiting.push({ text, resolve });
        look();
        void ended.then(() => reject(new Error(`It ended without printing “${text}”: ${out}${err}`)));
      }),
  };
}

export function runOverlook(args: readonly string[], dataFolder: string, env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return startOverlook(args, dataFolder, env).ended;
}

/** The processes that a process started and that are still there (Linux). */
export function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === parent);
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined; // It ended meanwhile.
  }
}

/** One JSON object a line. */
export function jsonLines(out: string): Record<string, unknown>[] {
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
