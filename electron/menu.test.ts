import type { BrowserWindow, MenuItemConstructorOptions } from 'electron';
import { expect, test, vi } from 'vitest';
import { commandIds, commandText, type CommandId } from '../protocol/commands.ts';
import { menuTemplate } from './menu.ts';

const itemsOf = (template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  template.flatMap((item) => (Array.isArray(item.submenu) ? itemsOf(item.submenu) : [item]));
const ids = (isDevelopment: boolean) => itemsOf(menuTemplate(() => undefined, isDevelopment)).map(({ id }) => id);

test('its items are commands of the one table, by their titles and keys', () => {
  const items = itemsOf(menuTemplate(() => undefined, false)).filter(({ id }) => id !== undefined && id !== 'quit');
  for (const { id, label } of items) {
    expect(commandIds).toContain(id);
    expect(label?.replace('&', '')).toBe(commandText(id as CommandId).title);
  }
  const keyOf = (id: CommandId) => items.find((item) => item.id === id)?.accelerator;
  expect([keyOf('open'), keyOf('zoom-in'), keyOf('show-keys'), keyOf('palette')]).toEqual([
    'CmdOrCtrl+O',
    'CmdOrCtrl+Plus',
    'F1',
    'CmdOrCtrl+K',
  ]);
  expect(ids(false)).toContain('quit');
});

test('every command is in it once', () => {
  const named = ids(false).filter((id) => id !== undefined && id !== 'quit');
  expect(named).toHaveLength(commandIds.length);
  expect(new Set(named)).toEqual(new Set(commandIds));
});

test('keys are called as Electron calls them', () => {
  const keys = new Map(itemsOf(menuTemplate(() => undefined, false)).map(({ id, accelerator }) => [id, accelerator]));
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
    'zoom-in': 'CmdOrCtrl+Plus',
  };
  for (const [id, key] of Object.entries(expected)) expect([id, keys.get(id)]).toEqual([id, key]);
});

test('a key that may be typed is shown, and left to the page', () => {
  const taken = itemsOf(menuTemplate(() => undefined, true)).flatMap(({ accelerator, registerAccelerator }) =>
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
  const keys = itemsOf(menuTemplate(() => undefined, true)).flatMap(({ accelerator }) => accelerator ?? []);
  expect(new Set(keys).size).toBe(keys.length);
});

test('Open comes to the page as in a gesture of the user, so that it may show a file chooser', async () => {
  const said: unknown[] = [];
  const webContents = {
    executeJavaScript: async (...args: unknown[]) => void said.push(args),
    send: (...args: unknown[]) => void said.push(args),
  };
  const template = menuTemplate(() => ({ webContents }) as unknown as BrowserWindow, false);
  const click = itemsOf(template).find(({ id }) => id === 'open')?.click as (() => void) | undefined;
  click?.();
  await vi.waitFor(() => expect(said).toHaveLength(2));
  expect(said).toEqual([
    ['undefined', true],
    ['overlook:command', 'open'],
  ]);
});
