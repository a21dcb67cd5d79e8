// How Overlook starts and ends, and that the tests would notice if it did not.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { survivors } from './launch/child.ts';
import { expect, test } from './launch-app.ts';
import { OverlookPage, traceOf } from './overlook-page.ts';

test('the window says what Winsock it has', async ({ page }) => {
  await expect(page).toHaveTitle(/Overlook/);
  await expect(page.getByTestId('winsock-text')).toContainText('WinSock 2', { timeout: 45_000 });
});

test('it ends with 0, and the search for what it left behind would find it', async ({ app, mark }) => {
  if (process.platform === 'linux') expect(survivors(mark)).not.toEqual([]);
  await app.close();
  // Windows has no SIGTERM: there a console program is ended without being asked.
  if (process.platform !== 'win32' || app.carrier !== 'browser') expect(await app.exitCode).toBe(0);
  await expect.poll(() => survivors(mark)).toEqual([]);
});

test('a page that is loaded again is connected again', async ({ page }) => {
  const winsock = page.getByTestId('winsock-text');
  await expect(winsock).toContainText('WinSock 2', { timeout: 45_000 });
  await page.reload();
  await expect(winsock).toContainText('WinSock 2', { timeout: 45_000 });
  await expect(page.getByTestId('connection')).toBeHidden();
});

test('ended while a session runs, it keeps what was recorded', async ({ app, folder }) => {
  const window = new OverlookPage(app.page);
  await window.start('echo');
  await window.shownOperations();
  await app.close();
  const sessions = join(folder, 'user-data/sessions');
  const files = readdirSync(sessions).filter((name) => name.endsWith('.ovl'));
  expect(files).toHaveLength(1);
  expect(traceOf(readFileSync(join(sessions, files[0] ?? ''))).operations).not.toEqual([]);
});

test('the theme is the system’s until one is chosen, and the choice stays', async ({ page }) => {
  const root = page.locator('html');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(root).toHaveAttribute('data-theme', 'light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await page.getByTestId('theme').click();
  await expect(root).toHaveAttribute('data-theme', 'light');
  await page.reload();
  await expect(root).toHaveAttribute('data-theme', 'light');
});
