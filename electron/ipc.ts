import type { IpcMain, WebContents, WebFrameMain } from 'electron';
import { windowNews, type WindowNews } from '../protocol/index.ts';
import { isInApp } from './app-address.ts';

type Sender = Pick<WebFrameMain, 'url' | 'parent'>;

/**
 * Listens to a channel, for messages of our own page only: its top frame, at an address inside the app. All that comes
 * from pages comes through here.
 */
export function onPageMessage(
  ipc: Pick<IpcMain, 'on'>,
  channel: string,
  listener: (contents: WebContents, data: unknown) => void,
) {
  ipc.on(channel, (event, data: unknown) => {
    if (isOurPage(event.senderFrame)) listener(event.sender, data);
    else console.error(`Refused ${channel} from ${event.senderFrame?.url ?? 'a frame that is gone'}`);
  });
}

export function isOurPage(frame: Sender | null): boolean {
  return frame !== null && frame.parent === null && isInApp(frame.url);
}

/** What a page says of itself. Undefined: it makes no sense, and says nothing. */
export function parseNews(data: unknown): WindowNews | undefined {
  return windowNews.safeParse(parseJson(data)).data;
}

/** Undefined for what is not JSON. */
export function parseJson(data: unknown): unknown {
  if (typeof data !== 'string') return undefined;
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
