// The palette: everything that can be done, found by a few letters.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './launch-app.ts';
import { OverlookPage, traceOf } from './overlook-page.ts';

const shipped = join(import.meta.dirname, '../recordings/first-receive.ovl');
const recorded = traceOf(readFileSync(shipped));

test('a recording, a lesson, an operation and a command are found and done, by keys alone', async ({ page }) => {
  const window = new OverlookPage(page);
  const palette = page.getByRole('dialog', { name: 'Search or command' });
  const choose = async (typed: string, option: RegExp) => {
    await page.keyboard.press('Control+k');
    await expect(palette.getByRole('combobox')).toBeFocused();
    await page.keyboard.type(typed);
    await expect(palette.getByRole('option', { selected: true })).toHaveText(option);
    await page.keyboard.press('Enter');
    await expect(palette).toBeHidden();
  };
  await choose('first-rec', /first-receive\.ovl/);
  expect((await window.shownOperations()).length).toBe(recorded.operations.length);
  await choose('#2', /Operation#2/);
  await expect(page.getByTestId('inspector')).toContainText('operation 2');
  await choose('lesson echo', /hundred messages/);
  await expect(page.getByTestId('lesson-echo')).toHaveAttribute('aria-current', 'true');
  await choose('about', /About Overlook, and about what is shown/);
  const about = page.getByRole('dialog', { name: 'About Overlook' });
  for (const fact of [
    recorded.info.startedAt,
    recorded.info.system.name,
    `process ${recorded.info.system.processId}`,
  ]) {
    await expect(about).toContainText(fact);
  }
  await expect(about).toContainText(/Chromium \d/);
  await page.keyboard.press('Escape');
  await expect(about).toBeHidden();
  await choose('show rows', /Show the rows/);
  await expect(page.getByRole('tab', { name: 'Rows' })).toHaveAttribute('aria-selected', 'true');
  const theme = await page.locator('html').getAttribute('data-theme');
  await choose('theme', /Dark or light theme/);
  await expect(page.locator('html')).not.toHaveAttribute('data-theme', theme ?? '');
});

test('it keeps the focus, gives it back, and offers only what is possible', async ({ page }) => {
  const palette = page.getByRole('dialog', { name: 'Search or command' });
  const save = page.getByTestId('save');
  await save.focus();
  await page.keyboard.press('Control+k');
  const typed = palette.getByRole('combobox');
  await typed.fill('save recording');
  // There is nothing to save, and so only the filter is left.
  await expect(palette.getByRole('option')).toHaveText([/Filter the tables by “save recording”/]);
  const isInside = () =>
    page.evaluate(() => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null);
  for (let press = 0; press < 4; press++) {
    await page.keyboard.press('Tab');
    expect(await isInside()).toBe(true);
  }
  await typed.focus();
  await page.keyboard.press('Escape');
  await expect(palette).toBeHidden();
  await expect(save).toBeFocused();
});

test('what it offers follows a session that begins and ends meanwhile, and what is chosen stays so', async ({
  page,
}) => {
  const window = new OverlookPage(page);
  const palette = page.getByRole('dialog', { name: 'Search or command' });
  // It stands still until it is told to stop.
  await page.getByTestId('lesson-first-receive').click();
  await page.getByTestId('run-stepwise').click();
  await expect(page.getByTestId('session-state')).toContainText('paused', { timeout: 45_000 });
  await page.keyboard.press('Control+k');
  await palette.getByRole('combobox').fill('first');
  const recording = palette.getByRole('option', { name: /^Recording .*first-receive\.ovl/ }).first();
  const lesson = palette.getByRole('option', { name: /^Lesson/ }).first();
  await expect(lesson).toBeVisible();
  await expect(recording).toBeHidden();
  await lesson.hover();
  await expect(lesson).toHaveAttribute('aria-selected', 'true');
  // The dialog is in front of the button.
  await page.getByTestId('stop').dispatchEvent('click');
  await expect(recording).toBeVisible({ timeout: 45_000 });
  await expect(lesson).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Escape');
  await window.hasEnded();
});
