// node stand-in-electron.cjs …/app.asar/out/app/main.cjs --self-test: stands for Electron around what was packed.
// Its window asks for the page and the files that this names, and then for the port, as the page's script would.
const { EventEmitter } = require('node:events');
const Module = require('node:module');
const { join } = require('node:path');

const main = process.argv[2];
process.resourcesPath = join(main, '../../../..');

const nothing = () => undefined;
const app = Object.assign(new EventEmitter(), {
  isPackaged: true,
  enableSandbox: nothing,
  whenReady: async () => undefined,
  getVersion: () => '0.0.0',
  getName: () => 'Overlook',
  exit: (code) => process.exit(code),
});
const ipcMain = new EventEmitter();
let answer;

class BrowserWindow {
  static getAllWindows = () => [];
  once = nothing;

  async loadURL(address) {
    const page = await (await ask(address)).text();
    const named = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, name]) => new URL(name, address).href);
    for (const file of named) await ask(file);
    console.log(`page: ${named.length} files`);
    const { openUpdater } = require(join(main, '../updater.cjs'));
    console.log(`updater: ${Object.keys(openUpdater()).join(', ')}`);
    ipcMain.emit('overlook:connect', { senderFrame: { url: address, parent: null }, sender: { postMessage: nothing } });
  }
}

async function ask(address) {
  const response = await answer(new Request(address));
  if (!response.ok) throw new Error(`${address} was answered with ${response.status}`);
  return response;
}

class MessageChannelMain {
  port1 = Object.assign(new EventEmitter(), { postMessage: nothing, start: nothing });
  port2 = {};
}

const electron = {
  app,
  BrowserWindow,
  dialog: {},
  ipcMain,
  Menu: {
    buildFromTemplate: (template) => template,
    setApplicationMenu: (template) => console.log(`menu: ${template.at(-1).submenu.at(-1).label}`),
  },
  MessageChannelMain,
  protocol: { registerSchemesAsPrivileged: nothing, handle: (_scheme, handler) => (answer = handler) },
  session: {
    defaultSession: {
      setPermissionRequestHandler: nothing,
      setPermissionCheckHandler: nothing,
      setDevicePermissionHandler: nothing,
    },
  },
  shell: {},
};

const load = Module._load;
Module._load = function (request, ...rest) {
  return request === 'electron' ? electron : load.call(this, request, ...rest);
};

require(main);
