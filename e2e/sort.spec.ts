// The table of operations in other orders than that of their issue. No Winsock is needed: the recordings are those shipped.
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { root } from '../tools/paths.mjs';
import { expect, test } from './launch-app.ts';
import { first, OverlookPage } from './overlook-page.ts';

test.beforeEach(async ({ page }) => {
  const window = new OverlookPage(page);
  await window.open(join(root, 'recordings', 'echo.ovl'));
  await window.shownOperations();
});

/** The operations in the order of the table, as far as they are in the page: of these recordings all. */
async function shownIds(page: Page): Promise<number[]> {
  const rows = page.getByTestId('operations-table').locator('.table-row');
  const ids = await rows.evaluateAll((all) =>
    all
      .toSorted((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')))
      .map((row) => Number(row.getAttribute('data-testid')?.replace('operation-row-', ''))),
  );
  return ids;
}

test('a head sorts by its column: most first, least first, and back to the order of issue', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 2000 });
  await page.getByRole('separator', { name: 'Size of the tables' }).press('Home');
  const operations = await new OverlookPage(page).shownOperations();
  const issued = operations.map(({ id }) => id);
  const bytesOf = new Map(operations.map(({ id, transferred }) => [id, transferred]));
  const head = page.getByRole('columnheader', { name: 'bytes' });
  const note = page.getByTestId('operations-table').getByRole('status');
  await expect(head).toHaveAttribute('aria-sort', 'none');

  await head.getByRole('button').click();
  await expect(head).toHaveAttribute('aria-sort', 'descending');
  await expect(note).toContainText('By bytes, most first.');
  const known = (ids: readonly number[]) => ids.flatMap((id) => bytesOf.get(id) ?? []);
  const down = known(await shownIds(page));
  expect(down).toEqual(down.toSorted((a, b) => b - a));
  expect(new Set(down).size).toBeGreaterThan(1);

  // The same by keys.
  await head.getByRole('button').focus();
  await page.keyboard.press('Enter');
  await expect(head).toHaveAttribute('aria-sort', 'ascending');
  const up = known(await shownIds(page));
  expect(up).toEqual(up.toSorted((a, b) => a - b));
  await page.keyboard.press('Space');
  await expect(head).toHaveAttribute('aria-sort', 'none');
  await expect(note).toBeHidden();
  const shown = await shownIds(page);
  expect(shown).toEqual(issued.slice(0, shown.length));
});

test('a sorted table is in step with the timeline, and goes with the query', async ({ page }) => {
  const window = new OverlookPage(page);
  const operations = await window.shownOperations();
  const receives = operations.filter(({ api }) => api === 'WSARecv');
  const longest = first(
    receives.filter(({ outcome }) => outcome === 'pending').toSorted((a, b) => waited(b) - waited(a)),
    'WSARecv that was pending',
  );
  const table = page.getByTestId('operations-table');
  await page.getByRole('searchbox').fill('api:WSARecv');
  await page.getByRole('columnheader', { name: 'in flight' }).getByRole('button').click();
  await expect(table).toHaveAttribute('aria-rowcount', String(receives.length + 1));
  await expect(table.locator('[aria-rowindex="2"]')).toHaveAttribute('data-testid', `operation-row-${longest.id}`);

  await table.locator('[aria-rowindex="2"]').click();
  await expect(window.row(longest.id)).toHaveAttribute('aria-selected', 'true');
  await expect.poll(() => window.cursorNs()).toBe(longest.issuedAt);
  // The cursor stands before the end of the wait: what it is sorted by is shown all the same.
  await expect(window.row(longest.id)).toContainText((waited(longest) / 1e6).toFixed(3));
  await table.getByLabel('arrow keys choose a row').press('ArrowDown');
  await expect(table.locator('[aria-rowindex="3"]')).toHaveAttribute('aria-selected', 'true');

  await table.getByRole('button', { name: 'Back to the order of issue' }).click();
  await expect(table.locator('[aria-rowindex="2"]')).toHaveAttribute('data-testid', `operation-row-${receives[0]?.id}`);
});

function waited({ completedAt = NaN, returnedAt = NaN }: { completedAt?: number; returnedAt?: number }): number {
  return Math.max(completedAt - returnedAt, 0);
}
