import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findElectron } from './find-electron.mjs';
import { root } from './paths.mjs';

test('Electron’s program is found once it has been downloaded whole', () => {
  const folder = mkdtempSync(join(tmpdir(), 'overlook-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  expect(findElectron(folder)).toBeUndefined();
  writeFileSync(join(folder, 'path.txt'), 'electron.exe');
  expect(findElectron(folder)).toBeUndefined();
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist/electron.exe'), '');
  expect(findElectron(folder)).toBe(join(folder, 'dist/electron.exe'));
});

/** What Playwright says when it is asked which end-to-end tests there are. */
function listSpecs(env: NodeJS.ProcessEnv) {
  const cli = join(root, 'node_modules/@playwright/test/cli.js');
  const args = [cli, 'test', '--list', '--config=e2e/playwright.config.ts'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return { status, said: `${stdout}${stderr}`.trim() };
}

test('end-to-end tests that ask for an Electron that is not there say what to do, and nothing else', () => {
  expect(listSpecs({ OVERLOOK_E2E: 'electron', ELECTRON_BIN: join(root, 'none') })).toEqual({
    status: 1,
    said: `ELECTRON_BIN names ${join(root, 'none')}, and there is no such file. Correct it, or leave it out.`,
  });
});

test('the same specs are chosen for Electron where it is', () => {
  const { status, said } = listSpecs({ OVERLOOK_E2E: 'electron', ELECTRON_BIN: process.execPath });
  expect(status).toBe(0);
  expect(said).toContain('[electron] › first-receive.spec.ts');
});
