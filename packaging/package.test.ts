// Packs Overlook with a made-up Electron, looks at what came out, and runs it.
import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  rmSync,
  statSync,
  closeSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildInfo } from '../tools/build-info.mjs';
import { root } from '../tools/paths.mjs';
import { keepWineserver, runWithLogs, toWindowsPath, wineEnvironment } from '../tools/windows-node.mjs';
import { machineOf } from './check-package.mjs';
import { architectures, configuration, fuses, type Architecture } from './configuration.mjs';
import { readFuses } from './fuses.mjs';
import { notices } from './notices.mjs';
import { pack } from './pack.mjs';
import { makeUpElectron } from './testing/made-up-electron.mjs';

const load = createRequire(import.meta.url);
const asar = load('@electron/asar') as {
  listPackage(archive: string, options: { isPack: boolean }): string[];
  extractAll(archive: string, folder: string): void;
};
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

let folder = '';
let electronDist = '';
const packed = (architecture: Architecture, output = 'first') =>
  join(folder, output, architecture === 'x64' ? 'win-unpacked' : `win-${architecture}-unpacked`);
const archive = (architecture: Architecture, output?: string) =>
  join(packed(architecture, output), 'resources/app.asar');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'overlook-packaging-'));
  electronDist = join(folder, 'electron');
  makeUpElectron(electronDist);
  await packInto('first', architectures);
});
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 5 }));

async function packInto(output: string, chosen: readonly Architecture[], updateUrl?: string): Promise<void> {
  const place = { electronDist, output: join(folder, output), ...(updateUrl === undefined ? {} : { updateUrl }) };
  await pack({ architectures: chosen, isFolderOnly: true, config: configuration(place), say: () => undefined });
}

test.each(architectures)('the %s archive holds what runs, and nothing else', (architecture) => {
  const names = asar.listPackage(archive(architecture), { isPack: false }).map((name) => name.replaceAll('\\', '/'));
  const folders = new Set(names.map((name) => name.slice(0, name.lastIndexOf('/'))));
  const files = names.filter((name) => !folders.has(name) && !name.endsWith('.woff2'));
  const hash = /-[\w-]{8}\./;
  expect(files.map((name) => name.replace(hash, '-….')).toSorted()).toEqual([
    `/node_modules/@koromix/koffi-win32-${architecture}/index.js`,
    `/node_modules/@koromix/koffi-win32-${architecture}/package.json`,
    `/node_modules/@koromix/koffi-win32-${architecture}/win32_${architecture}/koffi.node`,
    '/node_modules/koffi/LICENSE.txt',
    '/node_modules/koffi/index.cjs',
    '/node_modules/koffi/package.json',
    '/node_modules/koffi/src/koffi/index.cjs',
    '/node_modules/koffi/src/koffi/src/static.cjs',
    '/out/app/actor-thread.cjs',
    '/out/app/footer-thread.cjs',
    '/out/app/main.cjs',
    '/out/app/observer-thread.cjs',
    '/out/app/preload.cjs',
    '/out/app/renderer/assets/index-….css',
    '/out/app/renderer/assets/index-….js',
    '/out/app/renderer/assets/trace-worker-….js',
    '/out/app/renderer/icon.svg',
    '/out/app/renderer/index.html',
    '/out/app/session-thread.cjs',
    '/out/app/updater.cjs',
    '/package.json',
  ]);
});

test.each(architectures)(
  'beside the %s archive are koffi’s module, the recordings and the licenses',
  (architecture) => {
    const files = filesIn(packed(architecture)).map(({ name }) => name);
    const module = `node_modules/@koromix/koffi-win32-${architecture}/win32_${architecture}/koffi.node`;
    expect(files).toEqual([
      'LICENSE.Overlook.txt',
      'LICENSE.electron.txt',
      'LICENSES.chromium.html',
      'LICENSES.packages.txt',
      'Overlook.exe',
      'resources/app.asar',
      `resources/app.asar.unpacked/${module}`,
      'resources/recordings/datagram.ovl',
      'resources/recordings/echo.ovl',
      'resources/recordings/first-receive.ovl',
      'version',
    ]);
    const native = readFileSync(join(packed(architecture), 'resources/app.asar.unpacked', module));
    expect(machineOf(native)).toBe(architecture === 'x64' ? 0x8664 : 0xaa64);
  },
);

test('the licenses of what is bundled go along, with their texts', () => {
  const text = readFileSync(join(packed('x64'), 'LICENSES.packages.txt'), 'utf8');
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const missing = Object.entries(dependencies).filter(([name, at]) => !text.includes(`${name} ${at} (`));
  expect(missing).toEqual([]);
  const withoutText = notices().filter(({ text: own }) => own === '');
  // Its package names the MIT license, and brings no text.
  expect(withoutText.map(({ name }) => name)).toEqual(['lazy-val']);
});

test.each(architectures)('the fuses of the %s program are set', async (architecture) => {
  expect(await readFuses(join(electronDist, 'electron.exe'))).not.toEqual(fuses);
  expect(await readFuses(join(packed(architecture), 'Overlook.exe'))).toEqual(fuses);
});

test('the program says what it is, and knows the hash of its archive', () => {
  const { NtExecutable, NtExecutableResource, Resource } = load('resedit') as Resedit;
  const program = NtExecutable.from(readFileSync(join(packed('x64'), 'Overlook.exe')));
  const { entries } = NtExecutableResource.from(program);
  const [info] = Resource.VersionInfo.fromEntries(entries);
  expect(info?.getStringValues(info.getAllLanguagesForStringValues()[0]!)).toMatchObject({
    ProductName: 'Overlook',
    CompanyName: 'The Overlook developers',
    FileVersion: version,
    ProductVersion: `${version}.0`,
    LegalCopyright: 'Copyright © 2026 The Overlook developers',
  });
  expect(Resource.IconGroupEntry.fromEntries(entries)[0]?.icons).toHaveLength(9);
  const integrity = entries.find(({ type, id }) => type === 'INTEGRITY' && id === 'ELECTRONASAR');
  expect(JSON.parse(Buffer.from(integrity?.bin ?? new ArrayBuffer()).toString())).toEqual([
    { file: 'resources\\app.asar', alg: 'SHA256', value: headerHash(archive('x64')) },
  ]);
});

interface Resedit {
  NtExecutable: { from(program: Buffer): unknown };
  NtExecutableResource: { from(program: unknown): { entries: { type: unknown; id: unknown; bin: ArrayBuffer }[] } };
  Resource: {
    VersionInfo: {
      fromEntries(entries: object): {
        getAllLanguagesForStringValues(): object[];
        getStringValues(language: object): Record<string, string>;
      }[];
    };
    IconGroupEntry: { fromEntries(entries: object): { icons: object[] }[] };
  };
}

/** The header is text behind four numbers, the last of which is its length. */
function headerHash(file: string): string {
  const fd = openSync(file, 'r');
  const numbers = Buffer.alloc(16);
  readSync(fd, numbers, 0, 16, 0);
  const header = Buffer.alloc(numbers.readUInt32LE(12));
  readSync(fd, header, 0, header.length, 16);
  closeSync(fd);
  return createHash('sha256').update(header).digest('hex');
}

test('packing the same commit again gives the same bytes, with the time of the commit', async () => {
  await packInto('second', ['x64']);
  const first = filesIn(packed('x64'));
  expect(filesIn(packed('x64', 'second'))).toEqual(first);
  const { date } = buildInfo();
  if (date !== null) expect(new Set(first.map(({ mtimeMs }) => mtimeMs))).toEqual(new Set([Date.parse(date)]));
});

test('what is in the package runs: its page, its menu, its recordings, koffi, and a lesson on Winsock', async () => {
  const resources = join(folder, 'running/resources');
  // A folder in the place of the archive: Windows Node does not look into archives.
  asar.extractAll(archive('x64'), join(resources, 'app.asar'));
  cpSync(join(packed('x64'), 'resources/recordings'), join(resources, 'recordings'), { recursive: true });
  const program = join(packed('x64'), 'Overlook.exe');
  const args = [
    toWindowsPath(join(import.meta.dirname, 'testing/stand-in-electron.cjs')),
    toWindowsPath(join(resources, 'app.asar/out/app/main.cjs')),
    '--self-test',
  ];
  const log = join(folder, 'self-test');
  // Without it koffi is found in the package or not at all.
  const env = { ...wineEnvironment(), NODE_PATH: undefined };
  if (process.platform !== 'win32') await keepWineserver();
  const { code } = await (process.platform === 'win32'
    ? runWithLogs(program, args, { log, timeoutMs: 170_000, env: process.env })
    : runWithLogs('wine', [program, ...args], { log, timeoutMs: 170_000, env }));
  const [out, err] = [readFileSync(`${log}.out`, 'utf8'), readFileSync(`${log}.err`, 'utf8')];
  expect({ code, out: out.trimEnd().split(/\r?\n/), err }).toEqual({
    code: 0,
    out: [
      'menu: No updates: this build has no place to look for them',
      'page: 3 files',
      'updater: look, download, install',
      'window: its page has asked for its port',
      'recordings: datagram.ovl, echo.ovl, first-receive.ovl',
      expect.stringMatching(/^Winsock: WinSock 2/),
      'first-receive: WSARecv completed, WSASend completed',
      'all of it works',
    ],
    err: '',
  });
});

test('with a place for updates, and nobody’s signature, nothing is packed', async () => {
  await expect(packInto('unsigned', ['x64'], 'https://example.org/overlook/')).rejects.toThrow(/forceCodeSigning/);
});

/** Every file below a folder, by name. */
function filesIn(place: string) {
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const hash = createHash('sha256').update(readFileSync(file)).digest('hex');
      return { name: file.slice(place.length + 1).replaceAll('\\', '/'), hash, mtimeMs: statSync(file).mtimeMs };
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
