import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  protocol,
  session,
  shell,
  type MessageBoxOptions,
} from 'electron';
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
import { runSelfTest } from './self-test.ts';
import { Updates, whyNoUpdates, type Updater } from './updates.ts';
import { windowOptions } from './window.ts';

// Both only before the app is ready.
app.enableSandbox();
protocol.registerSchemesAsPrivileged([appScheme]);

const request = openRequestOf(process.argv.slice(1), process.cwd());
const isSelfTest = process.argv.includes('--self-test');
// An Overlook that runs is no business of a self-test.
if (isSelfTest || app.requestSingleInstanceLock(request)) {
  run(request).catch((error: unknown) => {
    if (isSelfTest) console.error(error);
    else dialog.showErrorBox('Overlook could not start', error instanceof Error ? (error.stack ?? '') : String(error));
    app.exit(1);
  });
} else {
  // The Overlook that runs has been told what to open, and shows its window.
  app.quit();
}

async function run(first: OpenRequest): Promise<void> {
  const currentWindow = () => BrowserWindow.getAllWindows()[0];
  app.on('web-contents-created', (_event, contents) => guardContents(contents, shell));
  const here = environment();
  const sessions = isSelfTest ? mkdtempSync(join(tmpdir(), 'overlook-self-test-')) : undefined;
  const host = createHost({ environment: here }, sessions);
  closeBeforeQuit(app, host);
  tellOfCrashes(app, ask);
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
  let pageConnected = () => {};
  const connected = new Promise<void>((resolve) => (pageConnected = resolve));
  onPageMessage(ipcMain, channels.connect, (contents) => {
    pageConnected();
    const { port1, port2 } = new MessageChannelMain();
    carryOverPort(host, port1);
    contents.postMessage(channels.connect, null, [port2]);
  });
  let looksAtStart = false;
  const updates = new Updates({
    problem: whyNoUpdates(app.isPackaged, process.execPath, process.resourcesPath),
    setting: { isOn: () => looksAtStart, set: (isOn) => void (looksAtStart = isOn) },
    version: here.version,
    openUpdater,
    ask,
    finish: () => host.close(),
  });
  const template = menuTemplate(currentWindow, !app.isPackaged, updates.menuItems());
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  open(first);
  const window = new BrowserWindow(windowOptions(join(__dirname, 'preload.cjs')));
  if (!isSelfTest) window.once('ready-to-show', () => window.show());
  await window.loadURL(START_PAGE);
  if (sessions !== undefined) {
    return runSelfTest({ host, sessions, connected, print: console.log, exit: (code) => app.exit(code) });
  }
  void updates.atStart();
  await host.warmUp();

  function open({ recording }: OpenRequest): void {
    if (recording === undefined) return;
    const opened = host.openFile(recording);
    if (!opened.ok) void dialog.showMessageBox({ type: 'warning', title: 'Overlook', message: opened.problem });
  }
}

async function ask(message: MessageBoxOptions): Promise<number> {
  return (await dialog.showMessageBox(message)).response;
}

function openUpdater(): Updater {
  const bundle = require(join(__dirname, 'updater.cjs')) as { openUpdater(): Updater };
  return bundle.openUpdater();
}
