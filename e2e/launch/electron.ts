import { spawn } from 'node:child_process';
import { _electron } from '@playwright/test';
import { findElectron } from '../../tools/find-electron.mjs';
import { built, childEnvironment, exitCodeOf, waitForEnd, watchChild } from './child.ts';
import type { DesktopApp, LaunchOptions } from './running-app.ts';

type Options = LaunchOptions & { readonly userData: string };

/** Electron itself, from node_modules or wherever ELECTRON_BIN says; or an Overlook that was packed without fuses, OVERLOOK_BIN. */
function commandOf({ userData, args = [] }: Options) {
  const { OVERLOOK_BIN, ELECTRON_BIN } = process.env;
  // Left to find it himself, Playwright would have it downloaded.
  const executablePath = OVERLOOK_BIN ?? ELECTRON_BIN ?? findElectron();
  if (executablePath === undefined) throw new Error('There is no program of Electron');
  // What was packed knows its own main.
  const main = OVERLOOK_BIN === undefined ? [built('app/main.cjs')] : [];
  return { executablePath, args: [...main, `--user-data-dir=${userData}`, ...args] };
}

/** Another Overlook of the same user, which opens no window: how it ends. */
export function runSecondElectron(mark: string, options: Options): Promise<number | null> {
  const { executablePath, args } = commandOf(options);
  return exitCodeOf(spawn(executablePath, args, { env: childEnvironment(mark, options.userData), stdio: 'ignore' }));
}

export async function launchElectron(mark: string, options: Options): Promise<DesktopApp> {
  const app = await _electron.launch({
    ...commandOf(options),
    env: childEnvironment(mark, options.userData) as Record<string, string>,
  });
  const child = app.process();
  const { output, exitCode } = watchChild(child);
  // The window, and not app.whenReady(): the app may be ready before Playwright listens.
  const page = await app.firstWindow();
  return {
    carrier: 'electron',
    page,
    exitCode,
    output,
    evaluate: (run, arg) => app.evaluate(run as never, arg) as never,
    async close() {
      // As on the double: what Overlook asks before it ends is answered with the first button.
      await app.evaluate(({ dialog }) => {
        dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false });
      });
      await app.close();
      await waitForEnd(child, exitCode);
    },
  };
}
