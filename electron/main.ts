import { join } from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, Menu, MessageChannelMain, protocol, session, shell } from 'electron';
import { createHost, environment } from '../host/index.ts';
import { channels } from '../protocol/electron.ts';
import { SCHEME, START_PAGE } from './app-address.ts';
import { answerFromFolder, appScheme } from './app-protocol.ts';
import { tellOfCrashes } from './crashes.ts';
import { denyPermissions, guardContents } from './guards.ts';
import { onPageMessage } from './ipc.ts';
import { menuTemplate } from './menu.ts';
import { openRequestOf, parseOpenRequest, type OpenRequest } from './open-request.ts';
import { carryOverPort } from './port-carrier.ts';
import { closeBeforeQuit } from './quit.ts';
import { windowOptions } from './window.ts';

// Both only before the app is ready.
app.enableSandbox();
protocol.registerSchemesAsPrivileged([appScheme]);

const request = openRequestOf(process.argv.slice(1), process.cwd());
if (app.requestSingleInstanceLock(request)) {
  run(request).catch((error: unknown) => {
    dialog.showErrorBox('Overlook could not start', error instanceof Error ? (error.stack ?? '') : String(error));
    app.exit(1);
  });
} else {
  // The Overlook that runs has been told what to open, and shows its window.
  app.quit();
}

async function run(first: OpenRequest): Promise<void> {
  const currentWindow = () => BrowserWindow.getAllWindows()[0];
  app.on('web-contents-created', (_event, contents) => guardContents(contents, shell));
  const host = createHost({ environment: environment() });
  closeBeforeQuit(app, host);
  tellOfCrashes(app, async (message) => (await dialog.showMessageBox(message)).response);
  app.on('window-all-closed', () => app.quit());
  app.on('second-instance', (_event, _argv, _folder, data) => {
    const window = currentWindow();
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
    void app.whenReady().then(() => open(parseOpenRequest(data)));
  });
  await app.whenReady();

  denyPermissions(session.defaultSession);
  protocol.handle(SCHEME, (question) => answerFromFolder(join(__dirname, 'renderer'), question));
  onPageMessage(ipcMain, channels.connect, (contents) => {
    const { port1, port2 } = new MessageChannelMain();
    carryOverPort(host, port1);
    contents.postMessage(channels.connect, null, [port2]);
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(currentWindow, !app.isPackaged)));
  open(first);
  const window = new BrowserWindow(windowOptions(join(__dirname, 'preload.cjs')));
  window.once('ready-to-show', () => window.show());
  await window.loadURL(START_PAGE);
  await host.warmUp();

  function open({ recording }: OpenRequest): void {
    if (recording === undefined) return;
    const opened = host.openFile(recording);
    if (!opened.ok) void dialog.showMessageBox({ type: 'warning', title: 'Overlook', message: opened.problem });
  }
}
