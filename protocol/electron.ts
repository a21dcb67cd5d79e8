import type { CommandId } from './commands.ts';
import type { WindowNews } from './window-news.ts';

/**
 * The few things that pass between Electron's main process and its page outside the MessagePort: which channels exist,
 * and what the preload script puts into the page as `window.overlookShell`.
 */
export const channels = {
  /** Page → main: "I am ready for the port". Main → page: the MessagePort of this window, with this name. */
  connect: 'overlook:connect',
  /** Main → page: a menu command. */
  command: 'overlook:command',
  /** Page → main: a `WindowNews` as JSON. */
  news: 'overlook:news',
  /** Page → main: the full path of a file that the person chose or dropped. */
  file: 'overlook:file',
  /** Page → main: the person wants a window to present with. */
  present: 'overlook:present',
} as const;

/** `window.overlookShell`; absent in browser mode. */
export interface OverlookShell {
  /** Asks for the port; it arrives as a window message `{ type: 'overlook:port' }` with one MessagePort. */
  connect(): void;
  onCommand(listener: (command: CommandId) => void): void;
  tell(news: WindowNews): void;
  /** The person chose or dropped this `File`: it is one of the recent files from now on. */
  opened(file: object): void;
  /** Opens the window to present with, or brings it to the front. */
  present(): void;
}
export const PORT_MESSAGE = 'overlook:port';
