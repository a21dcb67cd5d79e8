import { defineConfig } from '@playwright/test';
import { findChromium } from '../tools/find-chromium.mjs';

const executablePath = findChromium();

// The browser is one that is already installed: Playwright's own is not downloaded.
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../test-results/e2e',
  // One at a time: each starts a host, and the hosts share one wineserver.
  workers: 1,
  timeout: 60_000,
  forbidOnly: true,
  use: {
    launchOptions: executablePath === undefined ? {} : { executablePath },
    trace: 'retain-on-failure',
  },
});
