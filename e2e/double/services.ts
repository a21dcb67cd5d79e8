import type { Dialog, Protocol, Session, Shell } from 'electron';
import { app } from './app.ts';
import { answerFixture, record } from './fixture-link.ts';

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
const defaultSession: Pick<
  Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
> = {
  setPermissionRequestHandler: (handler) => record('permissionRequest', handler),
  setPermissionCheckHandler: (handler) => record('permissionCheck', handler),
  setDevicePermissionHandler: (handler) => record('devicePermission', handler),
};
export const session = { defaultSession };

export const shell: Pick<Shell, 'openExternal'> = {
  openExternal: async (address) => record('openExternal', address),
};

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
