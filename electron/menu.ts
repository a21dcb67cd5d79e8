import type { BrowserWindow, MenuItemConstructorOptions } from 'electron';
import { commandText, type CommandId } from '../protocol/commands.ts';
import { channels } from '../protocol/electron.ts';

/** The menu, as data. Its items carry the names of their commands as ids. `isDevelopment` adds what users must not meet. */
export function menuTemplate(window: () => BrowserWindow | undefined, isDevelopment: boolean) {
  const item = (id: CommandId): MenuItemConstructorOptions => {
    const { title, mnemonic, keys = [], menuKey } = commandText(id);
    // A plain letter is a key of the page: in a menu it could not be typed into a text field any more.
    const key = menuKey ?? keys.find((one) => /^(ctrl\+|F\d)/.test(one));
    return {
      id,
      label: mnemonic === undefined ? title : title.replace(mnemonic, `&${mnemonic}`),
      ...(key === undefined ? {} : { accelerator: acceleratorOf(key) }),
      // A window that is closing takes no commands.
      click: () => void sendCommand(window(), id).catch(() => undefined),
    };
  };
  const development: MenuItemConstructorOptions[] = [
    { type: 'separator' },
    { id: 'reload', label: 'Reload', click: () => window()?.webContents.reload() },
  ];
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const template: MenuItemConstructorOptions[] = [
    { label: '&File', submenu: [item('open'), item('save'), separator, { id: 'quit', role: 'quit' }] },
    {
      label: '&Session',
      submenu: [item('run-lesson'), separator, item('pause-or-resume'), item('step'), item('stop')],
    },
    {
      label: '&View',
      submenu: [
        item('zoom-in'),
        item('zoom-out'),
        item('fit'),
        item('follow'),
        separator,
        item('back'),
        item('forward'),
        item('reset-view'),
        separator,
        item('toggle-left'),
        item('toggle-right'),
        item('toggle-below'),
        item('reset-window'),
        separator,
        item('toggle-theme'),
        ...(isDevelopment ? development : []),
      ],
    },
    { label: '&Help', submenu: [item('palette'), item('show-keys')] },
  ];
  return template;
}

/** `ctrl+k` as Electron writes it. */
function acceleratorOf(key: string): string {
  return key.replace('ctrl', 'CmdOrCtrl').replace(/\+([a-z])$/, (_, letter: string) => `+${letter.toUpperCase()}`);
}

/** Gives a command to the page. To open a file chooser the page needs to be in a user's gesture, and a menu's is none. */
async function sendCommand(window: BrowserWindow | undefined, command: CommandId): Promise<void> {
  if (window === undefined) return;
  if (command === 'open') await window.webContents.executeJavaScript('undefined', true);
  window.webContents.send(channels.command, command);
}
