import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base, type Page } from '@playwright/test';
import { launchBrowser } from './launch/browser.ts';
import { endSurvivors, survivors } from './launch/child.ts';
import { launchDouble } from './launch/double.ts';
import { launchElectron } from './launch/electron.ts';
import type { CarrierName, LaunchOptions, RunningApp } from './launch/running-app.ts';
import { shareApp, type SharedApp } from './launch/shared-app.ts';

export interface Options {
  /**
   * Set by specs whose tests run no session and have the host show nothing: those of one worker share an Overlook, which
   * starts in seconds, and each has a window of its own.
   */
  sharesApp: boolean;
}

export interface WorkerOptions {
  /** Set by the project. */
  carrier: CarrierName;
}

export interface WorkerFixtures {
  /** The Overlook that tests share: it starts when the first of them needs it, and must leave no process behind. */
  sharedApp: () => Promise<SharedApp>;
}

export interface Fixtures {
  /** A folder for this test's files. */
  folder: string;
  /** Marks all processes of the test. */
  mark: string;
  /** Starts Overlook on the project's carrier. It is closed after the test, and must leave no process behind. */
  launchApp: (options?: LaunchOptions) => Promise<RunningApp>;
  app: RunningApp;
  /** Its window. What goes wrong in it unnoticed fails the test. */
  page: Page;
}

/** A folder that is gone afterwards. */
async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'overlook-e2e-'));
  await use(folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** A mark for processes, none of which may run afterwards. */
async function withMark(use: (mark: string) => Promise<void>): Promise<void> {
  const mark = randomUUID();
  await use(mark);
  try {
    await expect.poll(() => survivors(mark), { message: 'processes that were left behind' }).toEqual([]);
  } finally {
    endSurvivors(mark);
  }
}

export const test = base.extend<Options & Fixtures, WorkerOptions & WorkerFixtures>({
  carrier: ['browser', { option: true, scope: 'worker' }],
  sharesApp: [false, { option: true }],

  sharedApp: [
    async ({ carrier, browser }, use) =>
      withFolder((folder) =>
        withMark(async (mark) => {
          let app: Promise<SharedApp> | undefined;
          await use(() => (app ??= shareApp(carrier, browser, mark, join(folder, 'user-data'))));
          await (await app)?.close();
        }),
      ),
    { scope: 'worker' },
  ],

  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from the pattern
  folder: async ({}, use) => withFolder(use),
  // oxlint-disable-next-line no-empty-pattern
  mark: async ({}, use) => withMark(use),

  launchApp: async ({ carrier, browser, folder, mark }, use, testInfo) => {
    const apps: RunningApp[] = [];
    await use(async (options = {}) => {
      const userData = options.userData ?? join(folder, 'user-data');
      const app = await start({ ...options, userData });
      apps.push(app);
      return app;
    });
    const isFailed = testInfo.status !== testInfo.expectedStatus;
    for (const app of apps) {
      await app.close();
      if (isFailed) await testInfo.attach('output', { body: app.output(), contentType: 'text/plain' });
    }

    async function start(options: LaunchOptions & { userData: string }): Promise<RunningApp> {
      switch (carrier) {
        case 'browser':
          return launchBrowser(browser, mark, options);
        case 'double':
        case 'wine':
          return (await launchDouble(carrier, browser, mark, options)).firstWindow();
        case 'electron':
          return launchElectron(mark, options);
      }
    }
  },

  app: async ({ launchApp, sharedApp, sharesApp }, use) => {
    if (!sharesApp) return use(await launchApp());
    const app = await (await sharedApp()).window();
    await use(app);
    await app.close();
  },
  page: async ({ app }, use) => {
    const errors: string[] = [];
    const note = (error: Error) => errors.push(error.stack ?? error.message);
    app.page.on('pageerror', note);
    await use(app.page);
    app.page.off('pageerror', note);
    expect(errors, 'errors that nothing in the page caught').toEqual([]);
  },
});

export { expect };
