// A second window that shows to an audience what the first one looks at. Runs on every carrier.
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './launch-app.ts';
import { OverlookPage } from './overlook-page.ts';

const recordings = join(import.meta.dirname, '../recordings');

async function presentation(page: Page): Promise<OverlookPage> {
  const opened = page.context().waitForEvent('page');
  await page.keyboard.press('Control+K');
  await page.getByRole('combobox').fill('second window');
  await page.keyboard.press('Enter');
  const second = await opened;
  const window = new OverlookPage(second);
  await expect(window.timeline).toBeVisible();
  return window;
}

test('shows the file of the first window, looks where that one looks, and has nothing to operate', async ({ page }) => {
  const window = new OverlookPage(page);
  await window.open(join(recordings, 'echo.ovl'));
  const operations = await window.shownOperations();
  const second = await presentation(page);
  await expect.poll(async () => (await second.operations()).length).toBe(operations.length);
  await expect(second.page).toHaveTitle('echo.ovl – Overlook');
  await expect(second.page.getByTestId('run')).toHaveCount(0);

  await window.row(operations[0]!.id).click();
  await expect(second.page.getByTestId('inspector')).toContainText(operations[0]!.api);
  await page.keyboard.press('w');
  await page.keyboard.press(']');
  await expect.poll(() => second.view()).toEqual(await window.view());
  await page.getByTestId('theme').click();
  const theme = (await page.locator('html').getAttribute('data-theme')) ?? '';
  await expect(second.page.locator('html')).toHaveAttribute('data-theme', theme);

  await test.step('another file', async () => {
    await window.open(join(recordings, 'first-receive.ovl'));
    await expect(second.page).toHaveTitle('first-receive.ovl – Overlook');
    await expect.poll(async () => (await second.operations()).length).toBe((await window.shownOperations()).length);
  });
  await test.step('loaded again, it shows the same', async () => {
    await second.page.reload();
    await expect(second.page).toHaveTitle('first-receive.ovl – Overlook');
    await expect.poll(() => second.view()).toEqual(await window.view());
  });
});

test('shows the session that runs, and then the file that is opened', async ({ page }) => {
  const window = new OverlookPage(page);
  const second = await presentation(page);
  await window.run('first-receive');
  const operations = await window.shownOperations();
  await expect.poll(() => second.operations()).toEqual(operations);
  await expect(second.page).toHaveTitle('first-receive – Overlook');
  await window.open(join(recordings, 'echo.ovl'));
  await expect(second.page).toHaveTitle('echo.ovl – Overlook');
  await window.run('first-receive');
  await expect(second.page).toHaveTitle('first-receive – Overlook');
});
