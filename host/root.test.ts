import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { findRoot, shippedRecordings } from './root.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'overlook-test-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** The folder of the bundles, below one with a package.json. */
function installed(name: string): string {
  const app = join(folder, name, 'out', 'app');
  mkdirSync(app, { recursive: true });
  writeFileSync(join(folder, name, 'package.json'), '{}');
  return app;
}

it('is the folder with the package.json, and its recordings are in it', () => {
  const root = findRoot(installed('overlook'));
  expect([root, shippedRecordings(root)]).toEqual([join(folder, 'overlook'), join(folder, 'overlook', 'recordings')]);
});

it('is the archive, and its recordings are beside it', () => {
  const root = findRoot(installed('app.asar'));
  expect([root, shippedRecordings(root)]).toEqual([join(folder, 'app.asar'), join(folder, 'recordings')]);
});

it('can be named elsewhere by who runs it from its sources', () => {
  vi.stubEnv('OVERLOOK_ROOT', '/elsewhere');
  expect(findRoot(installed('overlook'))).toBe('/elsewhere');
});

it('can be named by nobody in an archive: its threads would be loaded from there', () => {
  vi.stubEnv('OVERLOOK_ROOT', '/elsewhere');
  expect(findRoot(installed('app.asar'))).toBe(join(folder, 'app.asar'));
});
