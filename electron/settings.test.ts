import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RecentFiles } from './recent-files.ts';
import { MOST_RECENT, SettingsFile } from './settings.ts';

const atFirst = { recentFiles: [], runningSession: null, looksForUpdates: false };
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'overlook-settings-'));
  path = join(folder, 'user data', 'settings.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('what was changed is there at the next start', () => {
  new SettingsFile(path).change({ recentFiles: ['/a.ovl'] });
  expect(new SettingsFile(path).get()).toEqual({ ...atFirst, recentFiles: ['/a.ovl'] });
});

test.each(['', '{"recentFiles": ["/a.ovl"', '7', 'null'])('a file with %j is put aside', (text) => {
  mkdirSync(join(folder, 'user data'));
  writeFileSync(path, text);
  expect(new SettingsFile(path).get()).toEqual(atFirst);
  expect(readFileSync(`${path}.broken`, 'utf8')).toBe(text);
  expect(existsSync(path)).toBe(false);
});

test.each([{}, { recentFiles: 'a' }, { recentFiles: [7], runningSession: {}, looksForUpdates: 1 }, { other: true }])(
  'of %j nothing is believed',
  (json) => {
    mkdirSync(join(folder, 'user data'));
    writeFileSync(path, JSON.stringify(json));
    expect(new SettingsFile(path).get()).toEqual(atFirst);
  },
);

test('settings that cannot be written hold all the same', () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  writeFileSync(join(folder, 'user data'), 'a file where the folder should be');
  const settings = new SettingsFile(path);
  settings.change({ recentFiles: ['/a.ovl'] });
  expect(settings.get().recentFiles).toEqual(['/a.ovl']);
  expect(said).toHaveBeenCalledOnce();
  said.mockRestore();
});

test('the newest recent file comes first, each once, and the oldest is forgotten', () => {
  const told: (readonly string[])[] = [];
  const system: string[] = [];
  const recent = new RecentFiles(new SettingsFile(path), {
    add: (file) => system.push(file),
    clear: () => (system.length = 0),
    changed: () => told.push(recent.paths),
  });
  const files = Array.from({ length: MOST_RECENT + 1 }, (_, number) => `/${number}.ovl`);
  for (const file of files) recent.add(file);
  expect(recent.paths).toEqual(files.slice(1).toReversed());
  recent.add('/5.ovl');
  expect(recent.paths.slice(0, 2)).toEqual(['/5.ovl', `/${MOST_RECENT}.ovl`]);
  expect(recent.paths).toHaveLength(MOST_RECENT);
  recent.remove('/5.ovl');
  expect(recent.paths).not.toContain('/5.ovl');
  expect(system).toEqual([...files, '/5.ovl']);
  expect(told).toHaveLength(files.length + 2);
  recent.clear();
  expect([recent.paths, system]).toEqual([[], []]);
});
