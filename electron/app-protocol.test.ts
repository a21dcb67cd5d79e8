import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerFromFolder } from './app-protocol.ts';

let root: string;
let renderer: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'overlook-app-'));
  renderer = join(root, 'renderer');
  mkdirSync(join(renderer, 'assets'), { recursive: true });
  mkdirSync(join(root, 'renderer-not'));
  writeFileSync(join(renderer, 'index.html'), '<!doctype html>');
  writeFileSync(join(renderer, 'assets/index.js'), 'export {};');
  writeFileSync(join(root, 'secret.txt'), 'secret');
  writeFileSync(join(root, 'renderer-not/secret.txt'), 'secret');
});
afterAll(() => rmSync(root, { recursive: true }));

const get = (url: string, method = 'GET') => answerFromFolder(renderer, { url, method });

test('answers with the file, its type and what isolates the page', async () => {
  const answer = await get('app://overlook/assets/index.js');
  expect(await answer.text()).toBe('export {};');
  expect(Object.fromEntries(answer.headers)).toEqual({
    'content-type': 'text/javascript; charset=utf-8',
    'content-security-policy': expect.stringMatching(/^default-src 'none'; script-src 'self'; /),
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
  });
});

test.each([
  'app://overlook/../secret.txt',
  'app://overlook/%2e%2e/secret.txt',
  'app://overlook/%2e%2e%2fsecret.txt',
  'app://overlook/assets/..%2f..%2fsecret.txt',
  'app://overlook/..%2frenderer-not%2fsecret.txt',
  'app://overlook/..%5csecret.txt',
  'app://overlook/%00',
  'app://overlook/%E0%A4%A',
  'app://overlook/assets',
  'app://overlook/none.js',
  'app://other/index.html',
  'file:///etc/hostname',
])('refuses %s', async (url) => {
  const answer = await get(url);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(await answer.text()).toBe('');
});

test('refuses what is not a GET', async () => {
  expect((await get('app://overlook/index.html', 'POST')).status).toBe(405);
});
