import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { BrowserWindow as RealWindow, BrowserWindowConstructorOptions } from 'electron';
import { answerFixture, fixture, record } from './fixture-link.ts';
import { isUnprevented } from './preventable.ts';
import { WebContents } from './web-contents.ts';

const windows = new Map<number, BrowserWindow>();
let nextId = 1;
export const windowEvents = new EventEmitter<{ created: [WebContents]; 'all-closed': [] }>();

type Used =
  | 'loadURL'
  | 'show'
  | 'focus'
  | 'restore'
  | 'isMinimized'
  | 'isFocused'
  | 'close'
  | 'getBounds'
  | 'setProgressBar'
  | 'setOverlayIcon';

export class BrowserWindow extends EventEmitter implements Pick<RealWindow, Used> {
  readonly id = nextId++;
  readonly webContents = new WebContents(this.id);
  private readonly created: Promise<void>;

  constructor(private readonly options: BrowserWindowConstructorOptions) {
    super();
    record('BrowserWindow', options);
    windows.set(this.id, this);
    const { width = 800, height = 600, webPreferences } = options;
    const preload = readFileSync(webPreferences?.preload ?? '', 'utf8');
    this.created = this.webContents.portStream.address.then((ports) =>
      fixture.ask('create', { window: this.id, width, height, preload, ports }),
    );
    windowEvents.emit('created', this.webContents);
  }

  static getAllWindows(): BrowserWindow[] {
    return [...windows.values()];
  }

  async loadURL(address: string): Promise<void> {
    await this.created;
    await fixture.ask('load', { window: this.id, address });
  }

  show(): void {
    record('show');
  }

  focus(): void {
    record('focus');
  }

  restore(): void {
    record('restore');
  }

  isMinimized(): boolean {
    return false;
  }

  /** As if the person looked at something else: then there are notifications. */
  isFocused(): boolean {
    return false;
  }

  getBounds() {
    const { width = 800, height = 600, x = 0, y = 0 } = this.options;
    return { x, y, width, height };
  }

  setProgressBar(part: number): void {
    record('setProgressBar', part);
  }

  setOverlayIcon(icon: unknown, description: string): void {
    record('setOverlayIcon', icon, description);
  }

  close(): void {
    void this.tryToClose().then((closed) => closed && tellIfAllAreClosed());
  }

  /** Whether nobody prevented it. */
  async tryToClose(): Promise<boolean> {
    if (!isUnprevented(this, 'close')) return false;
    await this.created;
    await fixture.ask('close', { window: this.id });
    this.gone();
    return true;
  }

  /** The page is gone, whoever closed it. */
  gone(): void {
    if (!windows.delete(this.id)) return;
    this.webContents.gone();
    this.emit('closed');
  }
}

/** Closes all windows, as quitting does, until one of them stays. */
export async function closeWindows(): Promise<boolean> {
  for (const window of windows.values()) if (!(await window.tryToClose())) return false;
  return true;
}

function tellIfAllAreClosed(): void {
  if (windows.size === 0) windowEvents.emit('all-closed');
}

answerFixture({
  navigate: ({ window, address }) => windows.get(window)?.webContents.mayNavigate(address) ?? false,
  openWindow: ({ window, address }) => windows.get(window)?.webContents.openWindow(address),
  loaded: ({ window }) => void windows.get(window)?.emit('ready-to-show'),
  fromPage: ({ window, message }) => windows.get(window)?.webContents.fromPage(message),
  closed({ window }) {
    windows.get(window)?.gone();
    tellIfAllAreClosed();
  },
});
