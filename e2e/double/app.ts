import { EventEmitter } from 'node:events';
import type { App } from 'electron';
import { closeWindows, windowEvents } from './browser-window.ts';
import { answerFixture, record } from './fixture-link.ts';
import { takeInstanceLock } from './instance-lock.ts';

type Used = 'isPackaged' | 'enableSandbox' | 'whenReady' | 'requestSingleInstanceLock' | 'quit' | 'exit';

class DoubleApp extends EventEmitter implements Pick<App, Used> {
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

  /** before-quit, the windows close, will-quit, quit; each of the first and third can prevent it. */
  quit(): void {
    if (!this.isQuitting) void this.quitInOrder();
  }

  exit(code = 0): void {
    process.exit(code);
  }

  private async quitInOrder(): Promise<void> {
    this.isQuitting = true;
    const goesOn = this.emitPreventable('before-quit') && (await closeWindows().then(() => true));
    if (goesOn && this.emitPreventable('will-quit')) this.exit(0);
    this.isQuitting = false;
  }

  private emitPreventable(name: string): boolean {
    const event = { defaultPrevented: false, preventDefault: () => void (event.defaultPrevented = true) };
    this.emit(name, event);
    return !event.defaultPrevented;
  }
}

export const app = new DoubleApp();
windowEvents.on('created', (contents) => app.emit('web-contents-created', {}, contents));
windowEvents.on('all-closed', () => app.emit('window-all-closed'));
answerFixture({ quit: () => app.quit() });
