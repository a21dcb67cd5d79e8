// What the stage shows when it has no timeline to show: never nothing.
import type { Page } from '@playwright/test';
import { join } from 'node:path';
import { expectAccessible } from './axe.ts';
import { expect, test } from './launch-app.ts';
import { OverlookPage } from './overlook-page.ts';

test.use({ sharesApp: true });

/** The states of opening that a test cannot bring about at will are set: see renderer/state/session-slice.ts. */
declare const overlook: {
  readonly store: {
    getState(): {
      readonly setProgress: (progress: { part?: number; sentence: string; onCancel?: () => void } | undefined) => void;
      readonly setTooBig: (tooBig: { name: string; bytes: number; most: number } | undefined) => void;
      readonly setProblem: (problem: string) => void;
    };
  };
};

const shipped = join(import.meta.dirname, '../recordings/first-receive.ovl');

const setProgress = (page: Page, part: number | undefined) =>
  page.evaluate((part) => {
    const { setProgress, setProblem } = overlook.store.getState();
    const cancel = () => {
      setProgress(undefined);
      setProblem('The recording was not opened: you have stopped it.');
    };
    setProgress({
      sentence: '1.2 of 4.8 million rows are read.',
      onCancel: cancel,
      ...(part === undefined ? {} : { part }),
    });
  }, part);

for (const colorScheme of ['dark', 'light'] as const) {
  test(`empty, loading, a problem and too big say what is, and what to do, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    const window = new OverlookPage(page);
    await test.step('empty', async () => {
      const empty = page.getByTestId('empty');
      await expect(empty).toContainText('Nothing is simulated');
      await expect(empty.getByRole('listitem')).toHaveCount(6);
      const chooser = page.waitForEvent('filechooser');
      await empty.getByRole('button', { name: /Open a recording/ }).click();
      await chooser;
      await expectAccessible(page, 'empty');
    });
    await test.step('loading, which can be cancelled', async () => {
      await setProgress(page, undefined);
      const bar = page.getByRole('progressbar', { name: /million rows/ });
      await expect(bar).not.toHaveAttribute('aria-valuenow');
      await setProgress(page, 0.254);
      await expect(bar).toHaveAttribute('aria-valuenow', '25');
      await expectAccessible(page, 'loading');
      await page.getByTestId('loading').getByRole('button', { name: 'Cancel' }).click();
      await expect(page.getByTestId('problem')).toContainText('you have stopped it');
      await expectAccessible(page, 'a problem');
    });
    await test.step('a problem leads on', async () => {
      await page.getByRole('button', { name: 'Show the recordings' }).click();
      await expect(page.getByTestId('recording-first-receive.ovl')).toBeVisible();
    });
    await test.step('too big, and back to what was shown', async () => {
      await window.open(shipped);
      await window.shownOperations();
      await page.evaluate(() => overlook.store.getState().setTooBig({ name: 'huge.ovl', bytes: 5e9, most: 2e9 }));
      await expect(page.getByTestId('too-big')).toContainText('huge.ovl has 5.0 GB');
      await expectAccessible(page, 'too big');
      await page.getByRole('button', { name: /Back to first-receive/ }).click();
      await expect(page.getByTestId('too-big')).toBeHidden();
    });
  });
}
