// Nobody needs a mouse, or eyes: no violation that axe-core finds in any state, and a way by keys alone.
import { join } from 'node:path';
import { expectAccessible, violations } from './axe.ts';
import { expect, test } from './launch-app.ts';
import { first, OverlookPage } from './overlook-page.ts';

test.use({ sharesApp: true });

const shipped = join(import.meta.dirname, '../recordings/first-receive.ovl');

for (const colorScheme of ['dark', 'light'] as const) {
  test(`no violation in any state, ${colorScheme}`, async ({ page }) => {
    const window = new OverlookPage(page);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    await expectAccessible(page, 'empty');
    await window.open({ name: 'holiday.ovl', mimeType: 'text/plain', buffer: Buffer.from('no recording') });
    await expect(page.getByTestId('problem')).toBeVisible();
    await expectAccessible(page, 'a problem');
    await window.open(shipped);
    await window.shownOperations();
    await expectAccessible(page, 'a recording');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('m');
    await expectAccessible(page, 'an operation is selected and measured');
    for (const tab of ['2', '3']) {
      await page.keyboard.press(tab);
      await expectAccessible(page, `tab ${tab}`);
    }
    await page.getByTestId('mode-recordings').click();
    await expectAccessible(page, 'the recordings');
    await page.keyboard.press('?');
    await expectAccessible(page, 'the keys');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('zoom');
    await expectAccessible(page, 'the palette');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('about what is shown');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: 'About Overlook' })).toBeVisible();
    await expectAccessible(page, 'about Overlook');
  });
}

test('what is checked here would be found: a button without a name', async ({ page }) => {
  await page.evaluate(() => document.body.append(document.createElement('button')));
  expect(first(await violations(page), 'violation')).toContain('button-name');
});

test.describe('a session', () => {
  test.use({ sharesApp: false });

  test('a lesson is run, its failed operation found, its error read and all of it saved, by keys alone', async ({
    page,
  }) => {
    const window = new OverlookPage(page);
    const choose = async (typed: string, option: RegExp) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type(typed);
      await expect(page.getByRole('option', { selected: true })).toHaveText(option);
      await page.keyboard.press('Enter');
    };
    await expect(page.getByTestId('run')).toBeEnabled({ timeout: 45_000 });
    await choose('run live reset', /Run live.*reset/i);
    await window.hasEnded();
    const failed = first(
      (await window.operations()).filter(
        ({ end = 'completed', outcome }) => outcome === 'failed' || end !== 'completed',
      ),
      'operation that failed',
    );
    await page.keyboard.press('n');
    await expect(page.getByTestId('inspector')).toContainText(`operation ${failed.id} `);
    await test.step('what is selected is said', async () => {
      await expect(page.getByTestId('timeline-words')).toContainText(`#${failed.id} ${failed.api}`);
    });
    await test.step('at the end of its life the error has a name', async () => {
      await window.stepTo(failed.completedAt);
      await expect(window.row(failed.id)).toContainText(/STATUS_|WSA/);
      await expect(page.getByTestId('timeline-words')).toContainText(/STATUS_|WSA/);
    });
    await test.step('Tab goes through the window from its top to its bottom and never gets lost', async () => {
      const seen: string[] = [];
      await page.getByTestId('mode-lessons').focus();
      for (let press = 0; press < 80; press++) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate(() => {
          const element = document.activeElement;
          const part = element?.closest(
            'header, [data-testid=left], main, [data-testid=right], .bottom, footer, [role=separator]',
          );
          if (element === document.body || part === null || part === undefined) return '';
          return part.matches('[role=separator]') ? 'edge' : part.id || part.tagName.toLowerCase();
        });
        if (at !== '' && at !== 'edge' && seen.at(-1) !== at) seen.push(at);
        if (at === 'footer') break;
      }
      expect(seen).toEqual(['header', 'left', 'main', 'right', 'section', 'footer']);
    });
    const download = page.waitForEvent('download');
    await page.keyboard.press('Control+s');
    expect((await download).suggestedFilename()).toMatch(/\.ovl$/);
  });
});
