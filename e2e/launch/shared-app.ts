import type { Browser } from '@playwright/test';
import { openTab, startServer } from './browser.ts';
import { launchDouble } from './double.ts';
import { launchElectron } from './electron.ts';
import type { CarrierName, RunningApp } from './running-app.ts';

/** One Overlook for many tests that run no session: each gets a window that knows nothing of those before. */
export interface SharedApp {
  /** A new window. Closing it ends nothing else. */
  window(): Promise<RunningApp>;
  close(): Promise<void>;
}

export async function shareApp(
  carrier: CarrierName,
  browser: Browser,
  mark: string,
  userData: string,
): Promise<SharedApp> {
  switch (carrier) {
    case 'browser': {
      const server = await startServer(mark, { userData });
      return { window: () => openTab(browser, server), close: () => server.close() };
    }
    case 'double':
    case 'wine':
      return oneWindow(await (await launchDouble(carrier, browser, mark, { userData })).firstWindow());
    case 'electron':
      return oneWindow(await launchElectron(mark, { userData }));
  }
}

/** A desktop app ends with its last window: the same one is loaded again, without what it has remembered. */
function oneWindow(app: RunningApp): SharedApp {
  const { page } = app;
  return {
    async window() {
      // What the page before writes while it goes is there before it is forgotten.
      await page.reload();
      await page.evaluate(() => [localStorage, sessionStorage].forEach((storage) => storage.clear()));
      await page.emulateMedia({ colorScheme: null, reducedMotion: null });
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.mouse.move(0, 0);
      await page.reload();
      return { ...app, close: () => Promise.resolve() };
    },
    close: () => app.close(),
  };
}
