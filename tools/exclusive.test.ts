import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exclusively, holdFor } from './exclusive.mjs';

let folder: string;
let lock: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'overlook-lock-'));
  lock = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A process id that was in use and is no more. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await new Promise((resolve) => child.on('exit', resolve));
  return child.pid ?? 0;
}

test('two pieces of work never overlap', async () => {
  const log: string[] = [];
  const work = (name: string) =>
    exclusively(lock, {}, async () => {
      log.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      log.push(`${name} ends`);
    });
  await Promise.all([work('a'), work('b')]);
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  expect(existsSync(lock)).toBe(false);
});

test('work that throws gives the lock back', async () => {
  await expect(exclusively(lock, {}, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(existsSync(lock)).toBe(false);
});

test('a lock whose processes are all dead is taken over', async () => {
  writeFileSync(lock, `${await deadProcess()}\n`);
  expect(await exclusively(lock, { timeoutMs: 1000 }, () => Promise.resolve('done'))).toBe('done');
});

test('a lock is held by the living child of a dead process', async () => {
  writeFileSync(lock, `${await deadProcess()}\n${process.pid}\n`);
  const waitedFor: number[] = [];
  const options = { timeoutMs: 300, onWait: (pid: number) => waitedFor.push(pid) };
  await expect(exclusively(lock, options, () => Promise.resolve())).rejects.toThrow(`Process ${process.pid} has held`);
  expect(waitedFor).toEqual([process.pid]);
});

test('a child is noted in the lock under which it was started', async () => {
  const text = await exclusively(lock, {}, () => {
    holdFor(4711);
    return Promise.resolve(readFileSync(lock, 'utf8'));
  });
  expect(text).toBe(`${process.pid}\n4711\n`);
});
