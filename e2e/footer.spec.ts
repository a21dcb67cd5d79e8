// Long recordings carry what their rows make, and open by it.
import { copyFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { appendFooter } from '../host/append-footer.ts';
import { TRAILER_BYTES, readTrailer } from '../trace/index.ts';
import { expect, test } from './launch-app.ts';
import { first, OverlookPage, traceOf } from './overlook-page.ts';

const shipped = join(import.meta.dirname, '../recordings/echo.ovl');
const hasFooter = (bytes: Uint8Array) => readTrailer(bytes.subarray(-TRAILER_BYTES), bytes.length) !== undefined;

test('a recording opens by its footer, and by its rows where that is damaged', async ({ page, folder }) => {
  const window = new OverlookPage(page);
  const { operations } = traceOf(readFileSync(shipped));
  const path = join(folder, 'long.ovl');
  copyFileSync(shipped, path);
  expect(appendFooter(path, 0).ok).toBe(true);
  const bytes = readFileSync(path);
  expect(hasFooter(bytes)).toBe(true);
  const rowsEnd = readFileSync(shipped).length;
  const damaged = Buffer.from(bytes).fill(0xff, rowsEnd + 300_000, rowsEnd + 301_000);
  for (const [name, buffer] of Object.entries({ 'long.ovl': bytes, 'damaged.ovl': damaged })) {
    await window.open({ name, mimeType: 'application/octet-stream', buffer });
    await expect(page).toHaveTitle(`${name} – Overlook`);
    expect(await window.shownOperations()).toEqual([...operations]);
    await expect(page.getByTestId('problem')).toBeHidden();
    await expect(page.getByTestId('loss')).toBeHidden();
    // The 32 bytes are in a row, which is read from the file now.
    await window.row(first([...operations], 'operation').id).click();
    await window.stepTo(first([...operations], 'operation').completedAt);
    await expect(window.field('InternalHigh')).toContainText(String(first([...operations], 'operation').transferred));
  }
});

test.describe('an Overlook of its own', () => {
  test.use({ sharesApp: false });

  for (const is of ['whole', 'damaged']) {
    test(`a recording of the host’s whose footer is ${is} is opened, looked at and saved`, async ({
      launchApp,
      folder,
    }) => {
      const path = join(folder, `${is}.ovl`);
      copyFileSync(shipped, path);
      expect(appendFooter(path, 0).ok).toBe(true);
      const rowsEnd = readFileSync(shipped).length;
      if (is === 'damaged') writeFileSync(path, readFileSync(path).fill(0xff, rowsEnd + 300_000, rowsEnd + 301_000));
      const bytes = readFileSync(path);
      const { operations } = traceOf(bytes);
      const operation = first([...operations], 'operation');
      const { page } = await launchApp({ args: [path] });
      const window = new OverlookPage(page);
      await expect(page).toHaveTitle(`${is}.ovl – Overlook`);
      expect(await window.shownOperations()).toEqual([...operations]);
      await expect(page.getByTestId('problem')).toBeHidden();
      await expect(page.getByTestId('loss')).toBeHidden();
      await window.row(operation.id).click();
      await window.stepTo(operation.completedAt);
      await expect(window.field('InternalHigh')).toContainText(String(operation.transferred));
      expect(Buffer.compare((await window.save()).bytes, bytes)).toBe(0);
      // The page that is loaded again shows it again.
      await page.reload();
      await expect(page).toHaveTitle(`${is}.ovl – Overlook`);
      expect(await window.shownOperations()).toEqual([...operations]);
    });
  }

  test('a long session gets a footer when it has ended', async ({ page, folder }) => {
    const window = new OverlookPage(page);
    const option = (name: string) => page.getByTestId(`option-${name}`);
    await page.getByTestId('lesson-load').click();
    await option('connections').fill('8');
    await option('seconds').fill('60');
    await option('operations').fill('18000');
    await option('model').selectOption('port');
    await page.getByTestId('run').click();
    await window.hasEnded();
    const sessions = join(folder, 'user-data/sessions');
    const recording = join(sessions, first(readdirSync(sessions), 'recording'));
    await expect.poll(() => hasFooter(readFileSync(recording)), { timeout: 30_000 }).toBe(true);
    const table = page.getByTestId('operations-table');
    // And a row of heads.
    const shown = String(traceOf(readFileSync(recording)).operations.length + 1);
    await expect(table).toHaveAttribute('aria-rowcount', shown);
    // What the window saves has the same.
    expect(Buffer.compare((await window.save()).bytes, readFileSync(recording))).toBe(0);
    await window.open(recording);
    await expect(page).toHaveTitle(/ load\.ovl – Overlook$/);
    await expect(table).toHaveAttribute('aria-rowcount', shown);
  });
});
