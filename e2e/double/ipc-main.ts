import { EventEmitter } from 'node:events';

/** Electron's is an event emitter too; `handle` is left out, because nothing here uses it. */
export const ipcMain = new EventEmitter();
