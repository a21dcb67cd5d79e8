import { _electron } from '@playwright/test';
import { built, childEnvironment, waitForEnd, watchChild } from './child.ts';
import type { DesktopApp, LaunchOptions } from './running-app.ts';

/** Electron itself, from node_modules or wherever ELECTRON_BIN says; or an Overlook that was packed without fuses, OVERLOOK_BIN. */
export async function launchElectron(
  mark: string,
  options: LaunchOptions & { readonly userData: string },
): Promise<DesktopApp> {
  const { OVERLOOK_BIN, ELECTRON_BIN } = process.env;
  const executablePath = OVERLOOK_BIN ?? ELECTRON_BIN;
  // What was packed knows its own main.
  const main = OVERLOOK_BIN === undefined ? [built('app/main.cjs')] : [];
  const app = await _electron.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [...main, `--user-data-dir=${options.userData}`, ...(options.args ?? [])],
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
      await app.close();
      await waitForEnd(child, exitCode);
    },
  };
}
