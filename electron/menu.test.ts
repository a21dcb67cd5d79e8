import type { BrowserWindow, MenuItemConstructorOptions } from 'electron';
import { expect, test, vi } from 'vitest';
import { commandIds, commandText, type CommandId } from '../protocol/commands.ts';
import { menuTemplate, type MenuParts } from './menu.ts';

const itemsOf = (template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  template.flatMap((item) => (Array.isArray(item.submenu) ? itemsOf(item.submenu) : [item]));
const parts: MenuParts = {
  window: () => undefined,
  isDevelopment: false,
  recentFiles: [],
  updates: [],
  openRecent: () => undefined,
  clearRecent: () => undefined,
  showFolder: () => undefined,
};
const items = (changed: Partial<MenuParts> = {}) => itemsOf(menuTemplate({ ...parts, ...changed }));
const ids = (isDevelopment: boolean) => items({ isDevelopment }).map(({ id }) => id);
/** What is done by the shell itself. */
const ofTheShell = ['recent', 'show-folder', 'quit', 'larger', 'smaller', 'usual-size', 'full-screen'];
const isCommand = (id: string | undefined) => id !== undefined && !ofTheShell.includes(id);

test('its items are commands of the one table, by their titles and keys', () => {
  const commands = items().filter(({ id }) => isCommand(id));
  for (const { id, label } of commands) {
    expect(commandIds).toContain(id);
    expect(label?.replace('&', '')).toBe(commandText(id as CommandId).title);
  }
  const keyOf = (id: CommandId) => commands.find((item) => item.id === id)?.accelerator;
  expect([keyOf('open'), keyOf('zoom-in'), keyOf('show-keys'), keyOf('palette')]).toEqual([
    'CmdOrCtrl+O',
    'W',
    'F1',
    'CmdOrCtrl+K',
  ]);
});

test('what the shell does is in it, too', () => {
  const others = ids(false).filter((id) => id !== undefined && !isCommand(id));
  expect(new Set(others)).toEqual(new Set(ofTheShell.filter((id) => id !== 'recent')));
  const file = menuTemplate(parts)[0]?.submenu;
  expect(file).toContainEqual(
    expect.objectContaining({ id: 'recent', submenu: [{ label: 'No recording was opened yet', enabled: false }] }),
  );
});

test('recent files are named with their folders, have a letter each, and are opened by their whole path', () => {
  const opened: string[] = [];
  const clearRecent = vi.fn<() => void>();
  const recentFiles = Array.from({ length: 10 }, (_, number) => `/home/me & you/${number}.ovl`);
  const all = items({ recentFiles, clearRecent, openRecent: (path) => opened.push(path) });
  const recent = all.filter(({ id }) => id?.startsWith('recent-'));
  expect(recent.map(({ label }) => label)).toEqual([
    ...recentFiles.slice(0, 9).map((_, number) => `&${number + 1} ${number}.ovl in /home/me && you`),
    '9.ovl in /home/me && you',
  ]);
  const clickOf = (item: MenuItemConstructorOptions | undefined) => (item?.click as (() => void) | undefined)?.();
  for (const item of recent) clickOf(item);
  expect(opened).toEqual(recentFiles);
  clickOf(all.find(({ id }) => id === 'clear-recent'));
  expect(clearRecent).toHaveBeenCalledOnce();
});

test('every command is in it once', () => {
  const named = ids(false).filter(isCommand);
  expect(named).toHaveLength(commandIds.length);
  expect(new Set(named)).toEqual(new Set(commandIds));
});

test('keys are called as Electron calls them', () => {
  const keys = new Map(items().map(({ id, accelerator }) => [id, accelerator]));
  const expected = {
    back: 'Alt+Left',
    'next-lane': 'Down',
    'previous-failure': 'Shift+N',
    'fold-all': 'Shift+G',
    play: 'Space',
    clear: 'Esc',
    'next-step': ']',
    'lanes-page-up': 'PageUp',
    'run-lesson': 'CmdOrCtrl+Enter',
    present: 'F5',
  };
  for (const [id, key] of Object.entries(expected)) expect([id, keys.get(id)]).toEqual([id, key]);
});

test('a key that may be typed is shown, and left to the page', () => {
  const taken = items({ isDevelopment: true }).flatMap(({ accelerator, registerAccelerator }) =>
    accelerator === undefined || registerAccelerator === false ? [] : accelerator,
  );
  expect(taken.filter((key) => !/^(CmdOrCtrl\+|F\d)/.test(key))).toEqual([]);
  expect(taken).toContain('F10');
});

test('only developers can reload', () => {
  expect(ids(false)).not.toContain('reload');
  expect(ids(true)).toContain('reload');
});

test('no two items share a key', () => {
  const keys = items({ isDevelopment: true }).flatMap(({ accelerator }) => accelerator ?? []);
  expect(new Set(keys).size).toBe(keys.length);
});

test('Open comes to the page as in a gesture of the user, so that it may show a file chooser', async () => {
  const said: unknown[] = [];
  const webContents = {
    executeJavaScript: async (...args: unknown[]) => void said.push(args),
    send: (...args: unknown[]) => void said.push(args),
  };
  const window = () => ({ webContents }) as unknown as BrowserWindow;
  const click = items({ window }).find(({ id }) => id === 'open')?.click as (() => void) | undefined;
  click?.();
  await expect.poll(() => said).toHaveLength(2);
  expect(said).toEqual([
    ['undefined', true],
    ['overlook:command', 'open'],
  ]);
});
