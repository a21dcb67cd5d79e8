import { EventEmitter } from 'node:events';
import type { CrashReporter, Dialog, NativeTheme, Protocol, Screen, Session, Shell } from 'electron';
import { app } from './app.ts';
import { answerFixture, record } from './fixture-link.ts';
import { isUnprevented } from './preventable.ts';

type Answer = Parameters<Protocol['handle']>[1];
const schemes = new Map<string, Answer>();

export const protocol: Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'> = {
  registerSchemesAsPrivileged(list) {
    if (app.isReady) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    record('registerSchemesAsPrivileged', list);
  },
  handle: (scheme, answer) => void schemes.set(scheme, answer),
};

answerFixture({
  async request({ method, address }) {
    const answer = schemes.get(new URL(address).protocol.slice(0, -1));
    if (answer === undefined) return { status: 404, headers: {}, body: new Uint8Array() };
    const response = await answer(new Request(address, { method }));
    const body = new Uint8Array(await response.arrayBuffer());
    return { status: response.status, headers: Object.fromEntries(response.headers), body };
  },
});

/** The handlers are kept for specs to ask; the browser of the tests does not ask them. */
class DefaultSession
  extends EventEmitter
  implements Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>
{
  setPermissionRequestHandler(handler: unknown): void {
    record('permissionRequest', handler);
  }
  setPermissionCheckHandler(handler: unknown): void {
    record('permissionCheck', handler);
  }
  setDevicePermissionHandler(handler: unknown): void {
    record('devicePermission', handler);
  }
}
const defaultSession = new DefaultSession();
export const session = { defaultSession };

/** What a page has to download. The browser of the tests saves it where its spec says; Electron would ask the person. */
class DownloadItem extends EventEmitter {
  path = '';
  constructor(
    private readonly address: string,
    private readonly name: string,
  ) {
    super();
  }
  getURL = () => this.address;
  getFilename = () => this.name;
  getSavePath = () => this.path;
  setSaveDialogOptions = (options: object) => record('setSaveDialogOptions', options);
}
const downloads = new Map<number, DownloadItem>();

answerFixture({
  download({ window, address, name }) {
    const item = new DownloadItem(address, name);
    downloads.set(window, item);
    return isUnprevented(defaultSession, 'will-download', {}, item);
  },
  downloaded({ window, path }) {
    const item = downloads.get(window);
    if (item === undefined) return;
    item.path = path ?? '';
    item.emit('done', {}, path === null ? 'cancelled' : 'completed');
  },
});

export const shell: Pick<Shell, 'openExternal' | 'openPath'> = {
  openExternal: async (address) => record('openExternal', address),
  async openPath(path) {
    record('openPath', path);
    return '';
  },
};

/** Two screens, side by side; windows begin on the first. */
const displays = [0, 1].map((id) => ({ id, bounds: { x: id * 1920, y: 0, width: 1920, height: 1080 } }));
export const screen = {
  getAllDisplays: () => displays,
  getDisplayMatching: ({ x }) => displays[x < 1920 ? 0 : 1],
} as Pick<Screen, 'getAllDisplays' | 'getDisplayMatching'>;

export const crashReporter: Pick<CrashReporter, 'start'> = { start: (options) => record('crashReporter', options) };

export const nativeTheme: Pick<NativeTheme, 'themeSource'> = { themeSource: 'system' };

export const nativeImage = { createFromBitmap: (bitmap: Buffer, size: object) => ({ bytes: bitmap.length, ...size }) };

/** Nobody sees one here: it is recorded, and never clicked. */
export class Notification extends EventEmitter {
  constructor(private readonly options: object) {
    super();
  }
  show(): void {
    record('Notification', this.options);
  }
}

/** Nobody sees a dialog here: it is recorded, printed, and answered with its first button. */
export const dialog: Pick<Dialog, 'showErrorBox' | 'showMessageBox'> = {
  async showMessageBox(...args: readonly unknown[]) {
    record('showMessageBox', ...args);
    return { response: 0, checkboxChecked: false };
  },
  showErrorBox(title, content) {
    record('showErrorBox', title, content);
    console.error(`${title}: ${content}`);
  },
};
