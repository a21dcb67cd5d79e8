// What require('electron') gives to a main process on the double.
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

export const electron = {
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

answerFixture({
  evaluate: ({ source, arg }) => {
    // oxlint-disable-next-line no-eval -- the text of a function of our own spec
    const run = (0, eval)(`(${source})`) as (module: typeof electron, arg: unknown) => unknown;
    return run(electron, arg);
  },
});
