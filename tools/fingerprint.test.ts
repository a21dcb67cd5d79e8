import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fingerprint } from './fingerprint.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'overlook-fingerprint-'));
  mkdirSync(join(folder, 'src/deep'), { recursive: true });
  writeFileSync(join(folder, 'src/deep/a.ts'), 'a');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const now = () => fingerprint(folder, ['src', 'not-there']);

test('nothing changed, same fingerprint', () => {
  expect(now()).toBe(now());
});

test.each([
  ['a file is added', () => writeFileSync(join(folder, 'src/b.ts'), '')],
  ['a file is removed', () => rmSync(join(folder, 'src/deep/a.ts'))],
  ['a file grows', () => writeFileSync(join(folder, 'src/deep/a.ts'), 'ab')],
  ['a file is written again', () => utimesSync(join(folder, 'src/deep/a.ts'), 1, 1)],
])('the fingerprint changes when %s', (_, change) => {
  const before = now();
  change();
  expect(now()).not.toBe(before);
});

test('the fingerprint depends on the other text too', () => {
  expect(fingerprint(folder, ['src'], ['v1'])).not.toBe(fingerprint(folder, ['src'], ['v2']));
});
