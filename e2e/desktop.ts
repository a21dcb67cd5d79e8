import { join } from 'node:path';
import { expect, test as base } from './launch-app.ts';
import { launchDouble } from './launch/double.ts';
import { runSecondElectron } from './launch/electron.ts';
import type { DesktopApp } from './launch/running-app.ts';

interface Fixtures {
  /** On the double and on Electron every app has a main process. */
  app: DesktopApp;
  /** Starts another Overlook of the same user, which opens no window, and gives its exit code. */
  launchSecond: (args: readonly string[]) => Promise<number | null>;
}

/** Tests of what only a main process has. */
export const test = base.extend<Fixtures>({
  app: ({ app }, use) => use(app),

  launchSecond: async ({ carrier, browser, mark, folder }, use) =>
    use(async (args) => {
      if (carrier === 'electron') return runSecondElectron(mark, { args, userData: join(folder, 'user-data') });
      const double = carrier === 'wine' ? 'wine' : 'double';
      const second = await launchDouble(double, browser, mark, { args, userData: join(folder, 'user-data') });
      return second.exitCode;
    }),
});

export { expect };
