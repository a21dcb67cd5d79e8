import type { BrowserWindow, NativeImage, Notification, NotificationConstructorOptions } from 'electron';
import type { SessionState, WindowNews } from '../protocol/index.ts';

/** Work that took longer than this is told of when it ends, if its window is not being looked at. */
const LONG_MS = 10_000;

/** What the taskbar needs of the window: the overlay icon is there on Windows only. */
export type TaskbarWindow = Pick<BrowserWindow, 'setProgressBar' | 'isFocused' | 'show' | 'focus'> &
  Partial<Pick<BrowserWindow, 'setOverlayIcon'>>;

export interface TaskbarParts {
  readonly window: () => TaskbarWindow | undefined;
  /** A red dot: something is being recorded. */
  readonly dot: NativeImage;
  notification(options: NotificationConstructorOptions): Pick<Notification, 'show' | 'on'>;
  /** Milliseconds. */
  now(): number;
}

/**
 * What can be seen of Overlook when its window is not: on its taskbar button how much of a file has been read and that a
 * session runs; and a notification when one of them ends after a long time.
 */
export class Taskbar {
  private reading: { readonly name: string; readonly sinceMs: number } | undefined;
  private running: { readonly source: number; readonly sinceMs: number } | undefined;

  constructor(private readonly parts: TaskbarParts) {}

  /** The page says how far it is with a file. */
  news({ reading }: WindowNews): void {
    const before = this.reading;
    this.parts.window()?.setProgressBar(reading === null ? -1 : reading.part);
    if (reading !== null) {
      if (before?.name !== reading.name) this.reading = { name: reading.name, sinceMs: this.parts.now() };
      return;
    }
    this.reading = undefined;
    if (before !== undefined) this.tell(before.sinceMs, `${before.name} has been read`, 'It can be looked at.');
  }

  /** The host says how its session stands. */
  session(session: SessionState | undefined): void {
    const isOver = session === undefined || session.state === 'ended' || session.state === 'failed';
    const before = this.running;
    if (!isOver && before?.source !== session.source) {
      this.running = { source: session.source, sinceMs: this.parts.now() };
      this.parts.window()?.setOverlayIcon?.(this.parts.dot, `Recording ${session.program}`);
    }
    if (!isOver || before === undefined) return;
    this.running = undefined;
    this.parts.window()?.setOverlayIcon?.(null, '');
    if (session === undefined) return;
    const words = session.state === 'failed' ? 'has failed' : 'has ended';
    this.tell(before.sinceMs, `${session.program} ${words}`, session.text || 'What it recorded is kept.');
  }

  private tell(sinceMs: number, title: string, body: string): void {
    const window = this.parts.window();
    if (window === undefined || window.isFocused() || this.parts.now() - sinceMs < LONG_MS) return;
    const notification = this.parts.notification({ title, body });
    notification.on('click', () => {
      window.show();
      window.focus();
    });
    notification.show();
  }
}

/** A filled circle as BGRA, `size` pixels wide, for NativeImage. */
export function redDot(size: number): Buffer {
  const pixels = Buffer.alloc(size * size * 4);
  const middle = (size - 1) / 2;
  for (let at = 0; at < size * size; at++) {
    const distance = Math.hypot((at % size) - middle, Math.floor(at / size) - middle);
    const alpha = Math.min(Math.max(size / 2 - distance, 0), 1);
    // Premultiplied, as Skia keeps its bitmaps.
    pixels.set(
      [0x44, 0x44, 0xef, 0xff].map((value) => Math.round(value * alpha)),
      at * 4,
    );
  }
  return pixels;
}
