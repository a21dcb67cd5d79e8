import { defineConfig } from '@playwright/test';
import type { Options, WorkerOptions } from './launch-app.ts';
import base from './playwright.config.ts';

// Takes the pictures of docs/images/ again: npx playwright test -c e2e/screenshots.config.ts
export default defineConfig<Options, WorkerOptions>({
  ...base,
  testMatch: 'screenshots.ts',
  reporter: 'list',
  projects: [{ name: 'browser', use: { carrier: 'browser' } }],
});
