// Asking for operations, and counting them. No Winsock is needed: the recordings are those that are shipped.
import { join } from 'node:path';
import { root } from '../tools/paths.mjs';
import { violations } from './axe.ts';
import { expect, test } from './launch-app.ts';
import { OverlookPage } from './overlook-page.ts';

test.use({ sharesApp: true });

const echo = join(root, 'recordings', 'echo.ovl');

test.beforeEach(async ({ page }) => {
  const window = new OverlookPage(page);
  await window.open(echo);
  await window.shownOperations();
});

test('a query is completed by keyboard, and leaves what fits', async ({ page }) => {
  const operations = await new OverlookPage(page).shownOperations();
  const fitting = operations.filter(({ api, outcome }) => api === 'WSARecv' && outcome === 'pending');
  const box = page.getByRole('searchbox', { name: 'Search operations' });
  await page.keyboard.press('/');
  await expect(box).toBeFocused();
  await page.keyboard.type('ap');
  await expect(page.getByRole('option').first()).toContainText('api:');
  await page.keyboard.press('Tab');
  await expect(box).toHaveValue('api:');
  await expect(page.getByRole('option', { name: 'WSARecv' })).toBeVisible();
  await page.keyboard.type('wsar');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(box).toHaveValue('api:WSARecv ');
  await page.keyboard.type('outcome:pend');
  await page.keyboard.press('Tab');
  await expect(box).toHaveValue('api:WSARecv outcome:pending ');
  await expect(page.getByTestId('query-hits')).toHaveText(`${fitting.length} of ${operations.length}`);
  const table = page.getByTestId('operations-table');
  await expect(table).toHaveAttribute('aria-rowcount', String(fitting.length + 1));
  await page.getByRole('button', { name: 'Only these' }).click();
  await expect(table).toHaveAttribute('aria-rowcount', String(operations.length + 1));
  await expect(table.locator('.is-marked').first()).toBeVisible();
});

test('the empty box says what can be asked; all of it is in a dialog', async ({ page }) => {
  const box = page.getByRole('searchbox', { name: 'Search operations' });
  const hints = page.getByRole('group', { name: 'What can be asked' });
  await page.keyboard.press('/');
  await expect(hints).toBeVisible();
  await expect(box).toHaveAccessibleDescription(/Side by side: both/);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(hints).toBeHidden();
  await expect(box).toBeFocused();
  await box.click();
  await hints.getByRole('button', { name: 'inflight>5ms' }).click();
  await expect(box).toHaveValue('inflight>5ms ');
  await expect(box).toBeFocused();
  await expect(hints).toBeHidden();
  await box.fill('');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'All that can be asked' })).toBeFocused();
  await page.keyboard.press('Enter');
  const help = page.getByRole('dialog', { name: 'How to ask for operations' });
  await expect(help.getByRole('row', { name: /^unfetched/ })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();
  await expect(box).toBeFocused();
});

test('what is wrong is said at the box, the rest is looked for, and nothing is lost', async ({ page }) => {
  const operations = await new OverlookPage(page).shownOperations();
  const pending = operations.filter(({ outcome }) => outcome === 'pending').length;
  const box = page.getByRole('searchbox', { name: 'Search operations' });
  await box.fill('inflight>5 outcome:pending');
  await expect(page.getByRole('alert')).toContainText('Write the unit: 5ns, 5us, 5ms or 5s.');
  await expect(box).toHaveAttribute('aria-invalid', 'true');
  const table = page.getByTestId('operations-table');
  await expect(table).toHaveAttribute('aria-rowcount', String(pending + 1));
  await box.fill('inflight>1h');
  await expect(table).toHaveAttribute('aria-rowcount', String(operations.length + 1));
  await box.fill('total>10min');
  await expect(page.getByRole('alert')).toBeHidden();
  await expect(table).toHaveAttribute('aria-rowcount', '1');
  await box.fill('');
  await expect(table).toHaveAttribute('aria-rowcount', String(operations.length + 1));
});

test('Enter goes from one operation that fits to the next', async ({ page }) => {
  const window = new OverlookPage(page);
  const sends = (await window.shownOperations()).filter(({ api }) => api === 'WSASend');
  await page.keyboard.press('/');
  await page.keyboard.type('api:WSASend ');
  for (const { issuedAt } of sends.slice(0, 2)) {
    await page.keyboard.press('Enter');
    await expect.poll(() => window.cursorNs()).toBe(issuedAt);
  }
  await page.keyboard.press('Shift+Enter');
  await expect.poll(() => window.cursorNs()).toBe(sends[0]?.issuedAt);
});

test('statistics count what fits, and a bar asks for its operations', async ({ page }) => {
  const window = new OverlookPage(page);
  const operations = await window.shownOperations();
  await page.getByRole('tab', { name: 'Statistics' }).click();
  const statistics = page.getByTestId('statistics');
  await expect(statistics).toContainText(`${operations.length} operations`);
  await statistics.getByRole('button', { name: 'WSARecv', exact: true }).click();
  const receives = operations.filter(({ api }) => api === 'WSARecv').length;
  await expect(statistics).toContainText(`${receives} operations`);
  const bar = statistics.getByRole('toolbar', { name: 'In flight' }).locator('button:enabled').last();
  const count = Number(/: (\d+) operation/.exec((await bar.getAttribute('aria-label')) ?? '')?.[1]);
  await bar.click();
  await expect(page.getByTestId('query-hits')).toHaveText(`${count} of ${operations.length}`);
  await expect(page.getByRole('searchbox')).toHaveValue(/^api:WSARecv inflight>=\S+ inflight<\S+$/);
});

test('rows and calls are those about operations that fit; a word is looked for in their text', async ({ page }) => {
  const operations = await new OverlookPage(page).shownOperations();
  const sends = operations.filter(({ api }) => api === 'WSASend').length;
  const box = page.getByRole('searchbox', { name: 'Search operations' });
  await page.getByRole('tab', { name: 'Transcript' }).click();
  await box.fill('SleepEx');
  await expect(page.getByText('No call fits the query, as far as was looked.')).toBeVisible();
  await box.fill('wsasend');
  const transcript = page.getByTestId('transcript');
  await expect(transcript).toHaveAttribute('aria-rowcount', String(sends + 1));
  await box.fill('op:1');
  await expect(transcript.getByRole('row').nth(1)).toBeVisible();
  for (const row of await transcript.getByRole('row').all()) await expect(row).not.toContainText('WSASocketW');
});
