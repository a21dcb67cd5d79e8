import { EventEmitter } from 'node:events';
import type { WebContents as RealContents } from 'electron';
import { fixture } from './fixture-link.ts';
import { ipcMain } from './ipc-main.ts';
import type { FromPage, ToPage, ToPort } from './operations.ts';
import { PortStream } from './port-stream.ts';
import type { MessagePortMain, PortOwner } from './ports.ts';
import { isUnprevented } from './preventable.ts';

type OpenHandler = (details: { readonly url: string }) => { readonly action: 'allow' | 'deny' };
type Used = 'send' | 'executeJavaScript' | 'reload' | 'isDestroyed' | 'setWindowOpenHandler';

export class WebContents
  extends EventEmitter
  implements PortOwner, Pick<RealContents, Exclude<Used, 'setWindowOpenHandler'>>
{
  readonly ports = new Map<number, MessagePortMain>();
  readonly portStream = new PortStream();
  private openHandler: OpenHandler | undefined;
  private isGone = false;

  constructor(readonly id: number) {
    super();
  }

  send(channel: string, data: unknown = null): void {
    this.toPage({ channel, data: textOf(data), ports: [] });
  }

  postMessage(channel: string, data: unknown, transfer: readonly MessagePortMain[] = []): void {
    const given = transfer.map((port) => port.giveTo(this));
    this.toPage({ channel, data: textOf(data), ports: given.map(({ number }) => number) });
    for (const port of given) port.flush();
  }

  executeJavaScript(code: string): Promise<unknown> {
    return fixture.ask('run', { window: this.id, code });
  }

  reload(): void {
    void fixture.ask('reload', { window: this.id });
  }

  isDestroyed(): boolean {
    return this.isGone;
  }

  /** Its window is gone. */
  gone(): void {
    this.isGone = true;
    this.closePorts();
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }

  toPort(message: ToPort): void {
    this.portStream.send(message);
  }

  private toPage(message: ToPage): void {
    // The page may close at any moment; then nobody wants the message.
    fixture.ask('toPage', { window: this.id, message }).catch(() => undefined);
  }

  fromPage(message: FromPage): void {
    switch (message.kind) {
      case 'started':
        this.closePorts();
        this.portStream.restart();
        return;
      case 'port':
        this.ports.get(message.port)?.fromPage(message.data);
        return;
      case 'ipc':
        ipcMain.emit(
          message.channel,
          { sender: this, senderFrame: { url: message.address, parent: null } },
          message.data,
        );
    }
  }

  closePorts(): void {
    for (const port of this.ports.values()) port.disconnect();
    this.ports.clear();
  }

  /** Whether nobody prevents the navigation. Frames and redirects do not come here: no page of ours has any. */
  mayNavigate(url: string): boolean {
    return isUnprevented(this, 'will-navigate', { url }, url);
  }

  openWindow(url: string): void {
    if (this.openHandler?.({ url }).action !== 'deny') throw new Error(`The double has no second window, for ${url}`);
  }
}

/** What the product sends through channels is words only. */
function textOf(data: unknown): string | null {
  if (data !== null && typeof data !== 'string') throw new Error('The double carries text only through channels.');
  return data;
}
