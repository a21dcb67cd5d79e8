import type { BrowserWindow, MenuItemConstructorOptions } from 'electron';
import { channels, type MenuCommand } from '../protocol/electron.ts';

/** The menu, as data. Its items carry the names of their commands as ids. `isDevelopment` adds what users must not meet. */
export function menuTemplate(window: () => BrowserWindow | undefined, isDevelopment: boolean) {
  const item = (id: MenuCommand, label: string, accelerator?: string): MenuItemConstructorOptions => ({
    id,
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    // A window that is closing takes no commands.
    click: () => void sendCommand(window(), id).catch(() => undefined),
  });
  const development: MenuItemConstructorOptions[] = [
    { type: 'separator' },
    { id: 'reload', label: 'Reload', click: () => window()?.webContents.reload() },
  ];
  const template: MenuItemConstructorOptions[] = [
    {
      label: '&File',
      submenu: [
        item('open', '&Open recording…', 'CmdOrCtrl+O'),
        item('save', '&Save recording…', 'CmdOrCtrl+S'),
        { type: 'separator' },
        { id: 'quit', role: 'quit' },
      ],
    },
    {
      label: '&View',
      submenu: [
        item('zoom-in', 'Zoom &in', 'CmdOrCtrl+Plus'),
        item('zoom-out', 'Zoom &out', 'CmdOrCtrl+-'),
        item('fit', '&Fit', 'CmdOrCtrl+0'),
        { type: 'separator' },
        item('toggle-theme', 'Dark or light &theme'),
        ...(isDevelopment ? development : []),
      ],
    },
    { label: '&Help', submenu: [item('show-keys', '&Keys', 'F1')] },
  ];
  return template;
}

/** Gives a command to the page. To open a file chooser the page needs to be in a user's gesture, and a menu's is none. */
async function sendCommand(window: BrowserWindow | undefined, command: MenuCommand): Promise<void> {
  if (window === undefined) return;
  if (command === 'open') await window.webContents.executeJavaScript('undefined', true);
  window.webContents.send(channels.command, command);
}
