import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { APP_ID } from '../electron/app-address.ts';
import { root } from '../tools/paths.mjs';
import { checkNativeModule } from './check-package.mjs';
import { architectures, configuration } from './configuration.mjs';
import { sizes, svgHash } from './icon.mjs';

const load = createRequire(import.meta.url);

async function validate(config: object): Promise<void> {
  const { validateConfiguration } = load('app-builder-lib/out/util/config/config.js') as {
    validateConfiguration: (config: object, log: object) => Promise<void>;
  };
  await validateConfiguration(config, { isEnabled: false });
}

test('electron-builder’s schema has nothing against the configuration, with and without a place for updates', async () => {
  await validate(configuration());
  await validate(configuration({ updateUrl: 'https://example.org/overlook/', isFused: false }));
  // It would have.
  await expect(validate({ ...configuration(), nsis: { oneclick: false } })).rejects.toThrow('configuration.nsis');
});

test('neither the year nor the number of a CI run is in it', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const expected = { buildVersion: version, copyright: 'Copyright © 2026 The Overlook developers' };
  expect(configuration()).toMatchObject(expected);
});

test('Windows knows the installed program by the name that the running one gives itself', () => {
  expect(configuration().appId).toBe(APP_ID);
});

test('every file that it names is there', () => {
  const { win, nsis, extraResources, extraFiles, files } = configuration();
  const sources = [...extraResources, ...extraFiles, ...files]
    .flatMap((entry) => (typeof entry === 'string' ? [] : entry.from))
    .filter((from) => !/^(\.cache|out)\//.test(from));
  const named = [win.icon, nsis.installerIcon, nsis.uninstallerIcon, nsis.license, ...sources];
  expect(named).toHaveLength(7);
  expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test('koffi is of one version everywhere, and its modules are in package-lock.json for each architecture', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; integrity: string } | undefined>;
  };
  for (const architecture of architectures) {
    const found = packages[`node_modules/@koromix/koffi-win32-${architecture}`];
    expect(found).toMatchObject({
      version: packages['node_modules/koffi']?.version,
      integrity: expect.stringMatching(/^sha512-/) as string,
    });
  }
});

test('new versions are fetched over https, from a place that is given when Overlook is packed, by signed packages only', () => {
  expect(configuration()).toMatchObject({ publish: null, forceCodeSigning: false });
  const updateUrl = 'https://example.org/overlook/';
  const publish = [{ provider: 'generic', url: updateUrl }];
  expect(configuration({ updateUrl })).toMatchObject({ publish, forceCodeSigning: true });
  for (const wrong of ['http://example.org/', 'example.org', 'https:///', '']) {
    expect(() => configuration({ updateUrl: wrong })).toThrow('over https only');
  }
});

test('the icon is the one of the window, in every size', () => {
  expect(svgHash(), 'icon.svg has changed: run node packaging/icon.mjs').toBe(
    readFileSync(join(import.meta.dirname, 'icon.sha256'), 'utf8').trim(),
  );
  const icon = readFileSync(join(import.meta.dirname, 'icon.ico'));
  const pictures = Array.from({ length: icon.readUInt16LE(4) }, (_, index) => {
    const entry = icon.subarray(6 + 16 * index);
    const [length, offset] = [entry.readUInt32LE(8), entry.readUInt32LE(12)];
    return { said: entry.readUInt8(0) || 256, content: icon.subarray(offset, offset + length) };
  });
  expect(pictures.map(({ said }) => said)).toEqual(sizes);
  expect(pictures.map(({ content }) => widthOf(content))).toEqual(sizes);
  const hashes = pictures.map(({ content }) => createHash('sha256').update(content).digest('hex'));
  expect(new Set(hashes).size).toBe(sizes.length);
  expect(pictures.at(-1)?.content).toEqual(readFileSync(join(import.meta.dirname, 'icon.png')));
});

/** Of a PNG, or of a bitmap, whose pixels must be as many as it says. */
function widthOf(picture: Buffer): number {
  if (picture.toString('latin1', 1, 4) === 'PNG') return picture.readUInt32BE(16);
  const width = picture.readInt32LE(4);
  expect(picture.length).toBe(40 + 4 * width * width + 4 * Math.ceil(width / 32) * width);
  return width;
}

test('a package without koffi’s module for its architecture is refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'overlook-packaging-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const modules = join(folder, 'resources/app.asar.unpacked/node_modules/@koromix');
  expect(() => checkNativeModule(folder, 'x64')).toThrow('must have one native module of koffi, and has 0');
  plant('koffi-win32-arm64/koffi.node', 0xaa64);
  expect(() => checkNativeModule(folder, 'arm64')).not.toThrow();
  expect(() => checkNativeModule(folder, 'x64')).toThrow('is for another machine (0xaa64)');
  plant('koffi-win32-x64/koffi.node', 0x8664);
  expect(() => checkNativeModule(folder, 'x64')).toThrow('and has 2');

  function plant(name: string, machine: number): void {
    const program = Buffer.alloc(0x80);
    program.writeUInt32LE(0x40, 0x3c);
    program.write('PE\0\0', 0x40, 'latin1');
    program.writeUInt16LE(machine, 0x44);
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    writeFileSync(join(modules, name), program);
  }
});

test('what the workflow for Windows runs is there', () => {
  const workflow = readFileSync(join(root, '.github/workflows/windows.yml'), 'utf8');
  const files = [...workflow.matchAll(/packaging\/[\w/-]+\.(?:mjs|ps1|json)/g)].map(([file]) => file);
  expect(files.length).toBeGreaterThan(5);
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
  const commands = [...workflow.matchAll(/npm run (\w+)/g)].map(([, name]) => name);
  expect(new Set(commands)).toEqual(new Set(['package']));
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(commands));
  const specs = [...workflow.matchAll(/playwright test --config=\S+ (.+)/g)].flatMap(([, names]) => names!.split(' '));
  expect(specs).toHaveLength(4);
  expect(specs.filter((name) => !existsSync(join(root, `e2e/${name}.spec.ts`)))).toEqual([]);
});
