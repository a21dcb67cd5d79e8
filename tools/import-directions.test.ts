import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { allowedFolders, forbiddenImports } from './import-directions.mjs';
import { root } from './paths.mjs';

const allowed = {
  winsock: [],
  trace: ['winsock'],
  protocol: ['trace', 'winsock'],
  lessons: ['trace', 'winsock'],
  'native-bridge': ['lessons', 'protocol', 'trace', 'winsock'],
  host: ['native-bridge', 'lessons', 'protocol', 'trace', 'winsock'],
  electron: ['host', 'protocol', 'trace'],
  renderer: ['lessons', 'protocol', 'trace', 'winsock'],
};

describe('the folders of this project', () => {
  test('reference just what the design allows them to import', () => {
    const found = Object.keys(allowed).map((folder) => [folder, allowedFolders(root, folder).slice(1)]);
    expect(Object.fromEntries(found)).toEqual(allowed);
  });

  test('import nothing else', () => {
    expect(Object.keys(allowed).flatMap((folder) => forbiddenImports(root, folder))).toEqual([]);
  });
});

describe('a planted mistake', () => {
  let copy: string;

  /** The project's tsconfig files and no sources, but for those that a test writes. */
  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'overlook-directions-'));
    for (const folder of Object.keys(allowed)) plantCopy(`${folder}/tsconfig.json`);
    plantCopy('tsconfig.base.json');
    plantCopy('tools/types');
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
    plant('winsock/a.ts', 'export const a: number = 1;\n');
    plant('host/h.ts', "import { a } from '../winsock/a.ts';\nexport const h = a + process.pid;\n");
  });
  afterEach(() => rmSync(copy, { recursive: true, force: true }));

  test('is none when the import is allowed', () => {
    expect(compile('host')).toEqual({ status: 0, output: '' });
  });

  test('in the direction of an import fails to compile', () => {
    plant('trace/t.ts', "import { h } from '../host/h.ts';\nexport const t = h;\n");
    expect(compile('trace')).toEqual({ status: 2, output: expect.stringContaining('TS6307') as string });
  });

  test('past a folder in between is found', () => {
    plant('electron/e.ts', "import { a } from '../winsock/a.ts';\nexport const e = a;\n");
    expect(forbiddenImports(copy, 'electron')).toEqual(['electron/e.ts imports winsock/']);
  });

  test.each([
    ['process', 'trace'],
    ['window', 'trace'],
    ['window', 'host'],
    ['process', 'renderer'],
  ])('naming %s in %s/ fails to compile, even beside a package whose types want it', (name, folder) => {
    plant(`${folder}/p.ts`, `import { Table } from 'apache-arrow';\nexport const p = [Table, ${name}];\n`);
    expect(compile(folder)).toEqual({
      status: 2,
      output: expect.stringContaining(`Cannot find name '${name}'`) as string,
    });
  });

  function plant(file: string, text: string): void {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    writeFileSync(join(copy, file), text);
  }

  function plantCopy(name: string): void {
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }

  function compile(folder: string): { status: number | null; output: string } {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const { status, stdout } = spawnSync(process.execPath, [tsc, '-b', folder], { cwd: copy, encoding: 'utf8' });
    return { status, output: stdout };
  }
});
