import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  crashReporter,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeImage,
  nativeTheme,
  Notification,
  protocol,
  screen,
  session,
  shell,
  type MessageBoxOptions,
} from 'electron';
import { createHost, environment, sessionsFolder } from '../host/index.ts';
import { channels } from '../protocol/electron.ts';
import { APP_ID, PRESENTATION_PAGE, SCHEME, START_PAGE } from './app-address.ts';
import { answerFromFolder, appScheme } from './app-protocol.ts';
import { guardClose } from './close-guard.ts';
import { tellOfCrashes } from './crashes.ts';
import { saveByDialog } from './downloads.ts';
import { denyPermissions, guardContents } from './guards.ts';
import { onPageMessage, parseNews } from './ipc.ts';
import { menuTemplate } from './menu.ts';
import { localRecording, openRequestOf, parseOpenRequest, type OpenRequest } from './open-request.ts';
import { carryOverPort } from './port-carrier.ts';
import { closeBeforeQuit } from './quit.ts';
import { RecentFiles } from './recent-files.ts';
import { runSelfTest } from './self-test.ts';
import { SettingsFile } from './settings.ts';
import { redDot, Taskbar } from './taskbar.ts';
import { offerUnfinished } from './unfinished.ts';
import { Updates, whyNoUpdates, type Updater } from './updates.ts';
import { presentationOptions, windowOptions } from './window.ts';

// Both only before the app is ready.
app.enableSandbox();
protocol.registerSchemesAsPrivileged([appScheme]);
app.setAppUserModelId(APP_ID);
// What is left of a process that crashed stays on this machine.
crashReporter.start({ uploadToServer: false });

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
  const preload = join(__dirname, 'preload.cjs');
  let window: BrowserWindow | undefined;
  let presentation: BrowserWindow | undefined;
  /** Over the window, if there is one. */
  const ask = async (message: MessageBoxOptions) =>
    (await (window === undefined ? dialog.showMessageBox(message) : dialog.showMessageBox(window, message))).response;
  const warn = (message: string) => void ask({ type: 'warning', title: 'Overlook', message });

  app.on('web-contents-created', (_event, contents) => guardContents(contents, shell));
  const here = environment();
  const sessions = isSelfTest ? mkdtempSync(join(tmpdir(), 'overlook-self-test-')) : undefined;
  const host = createHost({ environment: here }, sessions);
  closeBeforeQuit(app, host);
  tellOfCrashes(app, ask);
  app.on('window-all-closed', () => app.quit());
  app.on('second-instance', (_event, _argv, _folder, data) => {
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
    void app.whenReady().then(() => open(parseOpenRequest(data).recording));
  });
  await app.whenReady();

  const settings = new SettingsFile(join(sessions ?? app.getPath('userData'), 'settings.json'));
  const unfinished = settings.get().runningSession;
  const recent = new RecentFiles(settings, {
    add: (path) => app.addRecentDocument(path),
    clear: () => app.clearRecentDocuments(),
    changed: () => setMenu(),
  });
  const taskbar = new Taskbar({
    window: () => window,
    dot: nativeImage.createFromBitmap(redDot(16), { width: 16, height: 16 }),
    notification: (options) => new Notification(options),
    now: () => performance.now(),
  });
  let running: string | undefined;
  host.watch(({ session }) => {
    taskbar.session(session);
    running = session?.state === 'ended' || session?.state === 'failed' ? undefined : session?.program;
    const runningSession = running === undefined ? null : (host.sessionRecording ?? null);
    if (runningSession !== settings.get().runningSession) settings.change({ runningSession });
  });

  denyPermissions(session.defaultSession);
  saveByDialog(session.defaultSession, app.getPath('documents'), { saved: (path) => recent.add(path), failed: warn });
  protocol.handle(SCHEME, (question) => answerFromFolder(join(__dirname, 'renderer'), question));
  let pageConnected = () => {};
  const connected = new Promise<void>((resolve) => (pageConnected = resolve));
  onPageMessage(ipcMain, channels.connect, (contents) => {
    pageConnected();
    const { port1, port2 } = new MessageChannelMain();
    carryOverPort(host, port1);
    contents.postMessage(channels.connect, null, [port2]);
  });
  onPageMessage(ipcMain, channels.news, (contents, data) => {
    const news = parseNews(data);
    if (news === undefined || contents !== window?.webContents) return;
    taskbar.news(news);
    nativeTheme.themeSource = news.theme;
  });
  onPageMessage(ipcMain, channels.file, (_contents, data) => {
    const path = localRecording(data);
    if (path !== undefined) recent.add(path);
  });
  onPageMessage(ipcMain, channels.present, () => present());
  const updates = new Updates({
    problem: whyNoUpdates(app.isPackaged, process.execPath, process.resourcesPath),
    setting: {
      isOn: () => settings.get().looksForUpdates,
      set: (looksForUpdates) => settings.change({ looksForUpdates }),
    },
    version: here.version,
    openUpdater,
    ask,
    finish: () => host.close(),
  });

  setMenu();
  open(first.recording);
  window = new BrowserWindow(windowOptions(preload));
  guardClose(window, () => running, ask);
  if (!isSelfTest) showWhenDrawn(window);
  window.once('closed', () => {
    window = undefined;
    presentation?.close();
  });
  await window.loadURL(START_PAGE);
  if (sessions !== undefined) {
    return runSelfTest({ host, sessions, connected, print: console.log, exit: (code) => app.exit(code) });
  }
  void offerUnfinished(unfinished, ask, open);
  void updates.atStart();
  await host.warmUp();

  function setMenu(): void {
    const template = menuTemplate({
      window: () => window,
      isDevelopment: !app.isPackaged,
      recentFiles: recent.paths,
      updates: updates.menuItems(),
      openRecent: open,
      clearRecent: () => recent.clear(),
      showFolder: () => void showFolder(sessionsFolder()),
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }

  /** There is none before the first session. */
  async function showFolder(folder: string): Promise<void> {
    const problem = existsSync(folder) ? await shell.openPath(folder) : `${folder} is made with the first session.`;
    if (problem !== '') warn(problem);
  }

  function open(recording: string | undefined): void {
    if (recording === undefined) return;
    const opened = host.openFile(recording);
    if (opened.ok) return recent.add(recording);
    if (!existsSync(recording)) recent.remove(recording);
    warn(opened.problem);
  }

  function present(): void {
    if (presentation !== undefined) return presentation.focus();
    if (window === undefined) return;
    const own = screen.getDisplayMatching(window.getBounds());
    presentation = new BrowserWindow(presentationOptions(preload, screen.getAllDisplays(), own));
    showWhenDrawn(presentation);
    presentation.once('closed', () => (presentation = undefined));
    void presentation.loadURL(PRESENTATION_PAGE);
  }
}

function showWhenDrawn(window: BrowserWindow): void {
  window.once('ready-to-show', () => window.show());
}

function openUpdater(): Updater {
  const bundle = require(join(__dirname, 'updater.cjs')) as { openUpdater(): Updater };
  return bundle.openUpdater();
}
