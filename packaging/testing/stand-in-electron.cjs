// node stand-in-electron.cjs …/app.asar/out/app/main.cjs --self-test: stands for Electron around what was packed.
// Its window asks for the page and the files that this names, and then for the port, as the page's script would.
const { EventEmitter } = require('node:events');
const Module = require('node:module');
const { join } = require('node:path');

const main = process.argv[2];
process.resourcesPath = join(main, '../../../..');

const nothing = () => undefined;
/** What a self-test does not depend on: can be called, made and asked for anything, and does nothing. */
const anything = new Proxy(nothing, {
  get: (_target, name) => (name === 'then' ? undefined : anything),
  apply: () => anything,
  construct: () => anything,
});
/** @template {object} T @param {T} known */
const orAnything = (known) =>
  new Proxy(known, { get: (target, name) => (name in target ? Reflect.get(target, name) : anything) });

const app = Object.assign(new EventEmitter(), {
  isPackaged: true,
  whenReady: async () => undefined,
  getVersion: () => '0.0.0',
  getName: () => 'Overlook',
  exit: (code) => process.exit(code),
});
const ipcMain = new EventEmitter();
let answer;

class BrowserWindow {
  constructor() {
    return orAnything(this);
  }

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

const electron = orAnything({
  app: orAnything(app),
  BrowserWindow,
  ipcMain,
  Menu: {
    buildFromTemplate: (template) => template,
    setApplicationMenu: (template) => console.log(`menu: ${template.at(-1).submenu.at(-1).label}`),
  },
  MessageChannelMain,
  protocol: { registerSchemesAsPrivileged: nothing, handle: (_scheme, handler) => (answer = handler) },
});

const load = Module._load;
Module._load = function (request, ...rest) {
  return request === 'electron' ? electron : load.call(this, request, ...rest);
};

require(main);
