// The pictures of the documents: the real app with a real recording, in both themes and two sizes.
import { join } from 'node:path';
import { expect, test } from './launch-app.ts';
import { first, OverlookPage } from './overlook-page.ts';

const root = join(import.meta.dirname, '..');
const themes = ['dark', 'light'] as const;
const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];

for (const colorScheme of themes) {
  for (const size of sizes) {
    const name = `first-receive-${colorScheme}-${size.width}x${size.height}.png`;
    test(name, async ({ launchApp }) => {
      const { page } = await launchApp({ args: [join(root, 'recordings/first-receive.ovl')] });
      const window = new OverlookPage(page);
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(size);
      const receive = first(
        (await window.shownOperations()).filter(({ api }) => api === 'WSARecv'),
        'WSARecv',
      );
      // By keys: a click would leave the ring of the focus in the picture.
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('f');
      // The moment to show: the completion has been seen, and the program does not know yet.
      await window.stepTo(receive.signaledAt);
      await expect(window.field('Internal')).toContainText('STATUS_SUCCESS');
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path: join(root, 'docs/images', name), animations: 'disabled', caret: 'hide' });
    });
  }
}
