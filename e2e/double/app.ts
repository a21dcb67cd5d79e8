import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import type { App } from 'electron';
import { closeWindows, windowEvents } from './browser-window.ts';
import { answerFixture, record } from './fixture-link.ts';
import { takeInstanceLock } from './instance-lock.ts';
import { isUnprevented } from './preventable.ts';

type Used =
  | 'isPackaged'
  | 'enableSandbox'
  | 'whenReady'
  | 'requestSingleInstanceLock'
  | 'quit'
  | 'exit'
  | 'getPath'
  | 'setAppUserModelId'
  | 'addRecentDocument'
  | 'clearRecentDocuments';

export class DoubleApp extends EventEmitter implements Pick<App, Used> {
  readonly isPackaged = false;
  isReady = false;
  private isQuitting = false;
  private readonly ready = new Promise<void>((resolve) => {
    setImmediate(() => {
      this.isReady = true;
      resolve();
    });
  });

  whenReady(): Promise<void> {
    return this.ready;
  }

  enableSandbox(): void {
    if (this.isReady) throw new Error('app.enableSandbox() can only be called before app is ready');
    record('enableSandbox');
  }

  requestSingleInstanceLock(data: object = {}): boolean {
    return takeInstanceLock(data, ({ argv, folder, data: theirs }) =>
      this.emit('second-instance', {}, argv, folder, theirs),
    );
  }

  /** Everything is in the user's folder of the test. */
  getPath(name: string): string {
    return join(process.env['OVERLOOK_DOUBLE_DATA'] ?? '', name);
  }

  setAppUserModelId(id: string): void {
    record('setAppUserModelId', id);
  }

  addRecentDocument(path: string): void {
    record('addRecentDocument', path);
  }

  clearRecentDocuments(): void {
    record('clearRecentDocuments');
  }

  /** before-quit, the windows close, will-quit, quit; each of the first and third can prevent it. */
  quit(): void {
    if (!this.isQuitting) void this.quitInOrder();
  }

  exit(code = 0): void {
    process.exit(code);
  }

  private async quitInOrder(): Promise<void> {
    this.isQuitting = true;
    const goesOn = isUnprevented(this, 'before-quit') && (await closeWindows());
    if (goesOn && isUnprevented(this, 'will-quit')) this.exit(0);
    this.isQuitting = false;
  }
}

export const app = new DoubleApp();
windowEvents.on('created', (contents) => app.emit('web-contents-created', {}, contents));
windowEvents.on('all-closed', () => app.emit('window-all-closed'));
answerFixture({ quit: () => app.quit() });
