import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const document = readFileSync(join(root, 'docs/security.md'), 'utf8');

/** Each would take a wall away. `will-attach-webview` and `webviewTag: false` are what keeps a webview out. */
const weakening = [
  /\bwebSecurity\b/,
  /\ballowRunningInsecureContent\b/,
  /\bexperimentalFeatures\b/,
  /\b(enable|disable)BlinkFeatures\b/,
  /\ballowpopups\b/,
  /<webview/,
  /\bloadFile\(/,
  /\bcontextIsolation: false\b/,
  /\bsandbox: false\b/,
  /\bnodeIntegration(InWorker|InSubFrames)?: true\b/,
  /\bwebviewTag: true\b/,
  /\bdangerouslySetInnerHTML\b/,
  /\.(inner|outer)HTML\s*=/,
];

test('no setting that weakens a window is in the code', () => {
  const sources = ['electron', 'renderer', 'host'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(tsx?|html)$/.test(name) && !name.includes('.test.'))
      .map((name) => join(folder, name)),
  );
  expect(sources.length).toBeGreaterThan(100);
  const found = sources.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return weakening.filter((pattern) => pattern.test(text)).map((pattern) => `${file}: ${pattern}`);
  });
  expect(found).toEqual([]);
});

test('the preload says what its verbs say, on the channels that there are, and gives the page nothing else', () => {
  const preload = readFileSync(join(root, 'electron/preload.ts'), 'utf8');
  expect(preload.match(/exposeInMainWorld\(/g)).toHaveLength(1);
  const uses = [...preload.matchAll(/(ipcRenderer|webUtils)\.\w+\(([\w.]+)/g)].map(([use]) => use);
  expect(uses.toSorted()).toEqual([
    'ipcRenderer.on(channels.command',
    'ipcRenderer.on(channels.connect',
    'ipcRenderer.send(channels.connect',
    'ipcRenderer.send(channels.file',
    'ipcRenderer.send(channels.news',
    'ipcRenderer.send(channels.present',
    'webUtils.getPathForFile(file',
  ]);
  expect(preload.match(/\b(ipcRenderer|webUtils)\b/g)).toHaveLength(uses.length + 2);
});

test('Electron is of one exact version, a release', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies: { electron: string };
  };
  expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/);
});

test('every file and test that docs/security.md names is there', () => {
  const files = [...document.matchAll(/`((?:[\w-]+\/)+[\w.-]*|package\.json)`/g)].map(([, file]) => file!);
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  const tests = [...document.matchAll(/`([\w/-]+\.(?:test|spec)\.ts)`: “(.+?)”(?=[,\s]*(?:`|\|))/g)];
  expect(tests.length).toBeGreaterThan(18);
  const missing = tests.filter(([, file, title]) => !readFileSync(join(root, file!), 'utf8').includes(title!));
  expect(missing.map(([, file, title]) => `${file}: ${title}`)).toEqual([]);
});

test('docs/security.md has a line for each of Electron’s twenty items', () => {
  const numbers = [...document.matchAll(/^\| (\d+) +\|/gm)].map(([, number]) => Number(number));
  expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
});
