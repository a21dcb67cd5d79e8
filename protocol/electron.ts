import type { CommandId } from './commands.ts';

/**
 * The few things that pass between Electron's main process and its page outside the MessagePort: which channels exist,
 * and what the preload script puts into the page as `window.overlookShell`.
 */
export const channels = {
  /** Page → main: "I am ready for the port". Main → page: the MessagePort of this window, with this name. */
  connect: 'overlook:connect',
  /** Main → page: a menu command. */
  command: 'overlook:command',
} as const;

/** `window.overlookShell`; absent in browser mode. */
export interface OverlookShell {
  /** Asks for the port; it arrives as a window message `{ type: 'overlook:port' }` with one MessagePort. */
  connect(): void;
  onCommand(listener: (command: CommandId) => void): void;
}
export const PORT_MESSAGE = 'overlook:port';
