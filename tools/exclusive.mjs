// One at a time: two commands started together must not build, or set up, the same folder at once.
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The locks that this process holds. @type {Set<string>} */
const held = new Set();

/**
 * Runs `work` while no other process of this machine holds the file `lock`. The file lists the processes that hold
 * it: the one that took it, and what that one started (`holdFor`). When all of them are gone it is free to take.
 *
 * @template T
 * @param {string} lock
 * @param {{ onWait?: (pid: number) => void, timeoutMs?: number }} options
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function exclusively(lock, { onWait, timeoutMs = 20 * 60_000 }, work) {
  mkdirSync(dirname(lock), { recursive: true });
  const deadline = Date.now() + timeoutMs;
  for (let told = false; !tryToTake(lock);) {
    const pids = readIfThere(lock).split('\n').filter(Boolean).map(Number);
    const owner = pids.find(isAlive);
    if (owner === undefined && pids.length > 0) {
      rmSync(lock, { force: true });
      continue;
    }
    if (Date.now() > deadline) {
      throw new Error(`Process ${owner} has held ${lock} for too long. End it, or delete the file.`);
    }
    if (!told && owner !== undefined) {
      onWait?.(owner);
      told = true;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  held.add(lock);
  try {
    return await work();
  } finally {
    held.delete(lock);
    rmSync(lock, { force: true });
  }
}

/**
 * A process that this one has started works under its locks too. When this one is killed, that one may go on (npm
 * ci does): whoever comes next waits for it.
 *
 * @param {number} pid
 */
export function holdFor(pid) {
  for (const lock of held) appendFileSync(lock, `${pid}\n`);
}

/** @param {string} lock */
function tryToTake(lock) {
  try {
    writeFileSync(lock, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // its owner has just finished
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
