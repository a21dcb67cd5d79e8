import { contextBridge, ipcRenderer, webUtils } from 'electron';
// Not from the folder's index: what is imported here runs in every page.
import type { CommandId } from '../protocol/commands.ts';
import { channels, PORT_MESSAGE, type OverlookShell } from '../protocol/electron.ts';

/** All of the DOM that this file needs. The other files of this folder run where there is none. */
declare const window: { postMessage(message: unknown, targetOrigin: string, transfer: readonly unknown[]): void };
declare const location: { readonly origin: string };

const shell: OverlookShell = {
  connect: () => ipcRenderer.send(channels.connect),
  onCommand: (listener) => {
    ipcRenderer.on(channels.command, (_event, command: CommandId) => listener(command));
  },
  tell: (news) => ipcRenderer.send(channels.news, JSON.stringify(news)),
  opened: (file) => ipcRenderer.send(channels.file, webUtils.getPathForFile(file as File)),
  present: () => ipcRenderer.send(channels.present),
};
contextBridge.exposeInMainWorld('overlookShell', shell);

// A port cannot pass through the contextBridge. To the page's own origin only.
ipcRenderer.on(channels.connect, ({ ports }) => window.postMessage({ type: PORT_MESSAGE }, location.origin, ports));
