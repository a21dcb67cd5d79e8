import type { BrowserWindow, MenuItemConstructorOptions } from 'electron';
import { commandIds, commandText, type CommandGroup, type CommandId } from '../protocol/commands.ts';
import { channels } from '../protocol/electron.ts';

/**
 * The menu, as data: every command, by its group, with its key. Its items carry the names of their commands as ids.
 * `isDevelopment` adds what users must not meet; `helpItems` stand at the end of Help.
 */
export function menuTemplate(
  window: () => BrowserWindow | undefined,
  isDevelopment: boolean,
  helpItems: readonly MenuItemConstructorOptions[] = [],
) {
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
  const development: MenuItemConstructorOptions[] = [
    { type: 'separator' },
    { id: 'reload', label: 'Reload', click: () => window()?.webContents.reload() },
  ];
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const inGroup = (group: CommandGroup) =>
    commandIds.filter((id) => commandText(id).group === group && !HELP.includes(id)).map(item);
  const template: MenuItemConstructorOptions[] = [
    { label: '&File', submenu: [...inGroup('File'), separator, { id: 'quit', role: 'quit' }] },
    { label: '&Session', submenu: inGroup('Session') },
    { label: '&Move', submenu: inGroup('Move') },
    { label: '&Look', submenu: inGroup('Look') },
    { label: 'M&easure', submenu: inGroup('Measure') },
    { label: 'L&anes', submenu: inGroup('Lanes') },
    { label: '&Window', submenu: [...inGroup('Window'), ...(isDevelopment ? development : [])] },
    { label: '&Help', submenu: [...HELP.map(item), ...(helpItems.length > 0 ? [separator, ...helpItems] : [])] },
  ];
  return template;
}

const HELP: readonly CommandId[] = ['palette', 'show-keys', 'show-query-help', 'show-about'];

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
