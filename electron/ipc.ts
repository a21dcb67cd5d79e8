import type { IpcMain, WebContents, WebFrameMain } from 'electron';
import { isInApp } from './app-address.ts';

type Sender = Pick<WebFrameMain, 'url' | 'parent'>;

/**
 * Listens to a channel, for messages of our own page only: its top frame, at an address inside the app. All that comes
 * from pages comes through here.
 */
export function onPageMessage(ipc: Pick<IpcMain, 'on'>, channel: string, listener: (contents: WebContents) => void) {
  ipc.on(channel, (event) => {
    if (isOurPage(event.senderFrame)) listener(event.sender);
    else console.error(`Refused ${channel} from ${event.senderFrame?.url ?? 'a frame that is gone'}`);
  });
}

export function isOurPage(frame: Sender | null): boolean {
  return frame !== null && frame.parent === null && isInApp(frame.url);
}
