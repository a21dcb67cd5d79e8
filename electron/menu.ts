import { basename, dirname } from 'node:path';
import type { BrowserWindow, MenuItemConstructorOptions } from 'electron';
import { commandIds, commandText, type CommandGroup, type CommandId } from '../protocol/commands.ts';
import { channels } from '../protocol/electron.ts';

export interface MenuParts {
  readonly window: () => BrowserWindow | undefined;
  /** Adds what users must not meet. */
  readonly isDevelopment: boolean;
  /** Full paths, the newest first. */
  readonly recentFiles: readonly string[];
  /** What stands at the end of Help: about new versions. */
  readonly updates: readonly MenuItemConstructorOptions[];
  openRecent(path: string): void;
  clearRecent(): void;
  /** Shows the folder in which sessions are kept. */
  showFolder(): void;
}

const separator: MenuItemConstructorOptions = { type: 'separator' };

/** The menu, as data: every command, by its group, with its key. Its items carry the names of their commands as ids. */
export function menuTemplate(parts: MenuParts): MenuItemConstructorOptions[] {
  const { window } = parts;
  const item = (id: CommandId): MenuItemConstructorOptions => {
    const { title, mnemonic, keys = [], menuKey } = commandText(id);
    const key = menuKey ?? keys.find(isForMenus) ?? keys[0];
    return {
      id,
      label: mnemonic === undefined ? title : title.replace(mnemonic, `&${mnemonic}`),
      // A plain letter is a key of the page. The menu shows it, and leaves it to be typed into text fields.
      ...(key === undefined ? {} : { accelerator: acceleratorOf(key), registerAccelerator: isForMenus(key) }),
      // A window that is closing takes no commands.
      click: () => void sendCommand(window(), id).catch(() => undefined),
    };
  };
  const inGroup = (group: CommandGroup) =>
    commandIds.filter((id) => commandText(id).group === group && !HELP.includes(id) && id !== 'open').map(item);
  const file: MenuItemConstructorOptions[] = [
    item('open'),
    { id: 'recent', label: 'Open &recent', submenu: recentItems(parts) },
    ...inGroup('File'),
    separator,
    { id: 'show-folder', label: 'Show the &folder of sessions', click: () => parts.showFolder() },
    separator,
    { id: 'quit', role: 'quit' },
  ];
  return [
    { label: '&File', submenu: file },
    { label: '&Session', submenu: inGroup('Session') },
    { label: '&Move', submenu: inGroup('Move') },
    { label: '&Look', submenu: inGroup('Look') },
    { label: 'M&easure', submenu: inGroup('Measure') },
    { label: 'L&anes', submenu: inGroup('Lanes') },
    { label: '&Window', submenu: [...inGroup('Window'), ...sizes, ...(parts.isDevelopment ? forUs(window) : [])] },
    { label: '&Help', submenu: [...HELP.map(item), separator, ...parts.updates] },
  ];
}

const HELP: readonly CommandId[] = ['palette', 'show-keys', 'show-query-help', 'show-about'];

/** In a browser they are the browser's own. */
const sizes: readonly MenuItemConstructorOptions[] = [
  separator,
  { id: 'larger', role: 'zoomIn', label: 'Everything &larger' },
  { id: 'smaller', role: 'zoomOut', label: 'Everything &smaller' },
  { id: 'usual-size', role: 'resetZoom', label: 'Everything in its &usual size' },
  { id: 'full-screen', role: 'togglefullscreen', label: '&Full screen' },
];

function forUs(window: MenuParts['window']): MenuItemConstructorOptions[] {
  return [separator, { id: 'reload', label: 'Reload', click: () => window()?.webContents.reload() }];
}

function recentItems(parts: MenuParts): MenuItemConstructorOptions[] {
  const { recentFiles } = parts;
  if (recentFiles.length === 0) return [{ label: 'No recording was opened yet', enabled: false }];
  const items = recentFiles.map((path, at): MenuItemConstructorOptions => {
    // An ampersand would underline the letter after it.
    const words = `${basename(path)} in ${dirname(path)}`.replaceAll('&', '&&');
    return { id: `recent-${at}`, label: at < 9 ? `&${at + 1} ${words}` : words, click: () => parts.openRecent(path) };
  });
  return [...items, separator, { id: 'clear-recent', label: '&Clear this list', click: () => parts.clearRecent() }];
}

/** Keys that nobody types into a text field. */
function isForMenus(key: string): boolean {
  return /^(ctrl\+|F\d)/.test(key);
}

/** What Electron calls other keys. */
const names: Readonly<Record<string, string>> = {
  ' ': 'Space',
  Escape: 'Esc',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
};

/** `ctrl+k`, `alt+ArrowUp` as Electron writes them. */
function acceleratorOf(key: string): string {
  const parts = key.split(/\+(?=.)/);
  const last = parts.pop() ?? '';
  const first = parts.map((part) => (part === 'ctrl' ? 'CmdOrCtrl' : part.charAt(0).toUpperCase() + part.slice(1)));
  return [...first, names[last] ?? (last.length === 1 ? last.toUpperCase() : last)].join('+');
}

/** Gives a command to the page. To open a file chooser the page needs to be in a user's gesture, and a menu's is none. */
async function sendCommand(window: BrowserWindow | undefined, command: CommandId): Promise<void> {
  if (window === undefined) return;
  if (command === 'open') await window.webContents.executeJavaScript('undefined', true);
  window.webContents.send(channels.command, command);
}
