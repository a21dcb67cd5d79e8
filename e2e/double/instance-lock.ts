import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface SecondInstance {
  readonly argv: readonly string[];
  readonly folder: string;
  readonly data: unknown;
}

/**
 * True for the first process of this user folder. A later one leaves its arguments in a file for the first to find, and
 * gets false.
 */
export function takeInstanceLock(data: unknown, onSecond: (second: SecondInstance) => void): boolean {
  const folder = process.env['OVERLOOK_DOUBLE_DATA'] ?? '';
  mkdirSync(folder, { recursive: true });
  const lock = join(folder, 'lock');
  const message = join(folder, 'second-instance.json');
  if (existsSync(lock) && isAlive(Number(readFileSync(lock, 'utf8')))) {
    const second: SecondInstance = { argv: process.argv, folder: process.cwd(), data };
    // Whole before it can be found.
    writeFileSync(`${message}.new`, JSON.stringify(second));
    renameSync(`${message}.new`, message);
    return false;
  }
  writeFileSync(lock, String(process.pid));
  setInterval(() => {
    if (!existsSync(message)) return;
    const second = JSON.parse(readFileSync(message, 'utf8')) as SecondInstance;
    rmSync(message);
    onSecond(second);
  }, 50).unref();
  return true;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
