// How Overlook starts and ends, and that the tests would notice if it did not.
import { survivors } from './launch/child.ts';
import { expect, test } from './launch-app.ts';

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
