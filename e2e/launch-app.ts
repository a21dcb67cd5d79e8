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

export interface Options {
  /** Set by the project. */
  carrier: CarrierName;
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

export const test = base.extend<Options & Fixtures>({
  carrier: ['browser', { option: true }],

  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from the pattern
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'overlook-e2e-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  },

  // oxlint-disable-next-line no-empty-pattern
  mark: async ({}, use) => {
    const mark = randomUUID();
    await use(mark);
    try {
      await expect.poll(() => survivors(mark), { message: 'processes that were left behind' }).toEqual([]);
    } finally {
      endSurvivors(mark);
    }
  },

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
          return (await launchDouble(browser, mark, options)).firstWindow();
        case 'electron':
          return launchElectron(mark, options);
      }
    }
  },

  app: async ({ launchApp }, use) => use(await launchApp()),
  page: async ({ app }, use) => {
    const errors: string[] = [];
    app.page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
    await use(app.page);
    expect(errors, 'errors that nothing in the page caught').toEqual([]);
  },
});

export { expect };
