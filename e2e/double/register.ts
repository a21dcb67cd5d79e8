// node --require register.cjs main.cjs: there, require('electron') gives the double.
import Module from 'node:module';
import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { answerFixture, recorded } from './fixture-link.ts';
import { ipcMain } from './ipc-main.ts';
import { Menu } from './menu.ts';
import { MessageChannelMain } from './ports.ts';
import {
  crashReporter,
  dialog,
  nativeImage,
  nativeTheme,
  Notification,
  protocol,
  screen,
  session,
  shell,
} from './services.ts';

const electron = {
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
  recorded,
};

type Load = (this: unknown, request: string, ...rest: unknown[]) => unknown;
const loader = Module as unknown as { _load: Load };
const load = loader._load;
loader._load = function (request, ...rest) {
  return request === 'electron' ? electron : load.call(this, request, ...rest);
};

answerFixture({
  evaluate: ({ source, arg }) => {
    // oxlint-disable-next-line no-eval -- the text of a function of our own spec
    const run = (0, eval)(`(${source})`) as (module: typeof electron, arg: unknown) => unknown;
    return run(electron, arg);
  },
});
