import { spawn } from 'node:child_process';
import { findOnPath } from './wine.ts';

/** Opens an address in the person's browser, where there is a screen and a command for it. Otherwise nothing happens. */
export function openInBrowser(url: string): void {
  const command = browserCommand();
  if (command === undefined) return;
  const [program, ...args] = command;
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => {}); // The address has been printed: the person can open it.
  child.unref();
}

function browserCommand(): readonly [string, ...string[]] | undefined {
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  if (process.platform === 'darwin') return ['open'];
  const hasScreen = Boolean(process.env['DISPLAY']) || Boolean(process.env['WAYLAND_DISPLAY']);
  const opener = findOnPath('xdg-open', process.env['PATH'] ?? '');
  return hasScreen && opener !== undefined ? [opener] : undefined;
}
