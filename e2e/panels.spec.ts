// The panels around the timeline: resized, hidden, brought back, and as they were when the window is opened again.
import { join } from 'node:path';
import { expect, test } from './launch-app.ts';
import { OverlookPage } from './overlook-page.ts';

test.use({ sharesApp: true });

const shipped = join(import.meta.dirname, '../recordings/first-receive.ovl');

test('panels are resized and hidden, remember it, and are reset', async ({ page }) => {
  const window = new OverlookPage(page);
  await window.open(shipped);
  await window.shownOperations();
  const widthOf = async (id: string) => Math.round((await page.locator(`#${id}`).boundingBox())?.width ?? 0);
  const heightOf = async (id: string) => Math.round((await page.locator(`#${id}`).boundingBox())?.height ?? 0);
  const usual = { left: await widthOf('left'), below: await heightOf('below') };
  const edge = page.getByRole('separator', { name: 'Size of the left panel' });

  await test.step('dragged', async () => {
    const box = await edge.boundingBox();
    const [x, y] = [box?.x ?? 0, (box?.y ?? 0) + 200];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 40, y);
    await page.mouse.move(x + 80, y);
    await page.mouse.up();
    await expect.poll(() => widthOf('left')).toBeGreaterThan(usual.left + 70);
  });
  const wide = await widthOf('left');
  await test.step('hidden by a key, and shown where it is needed', async () => {
    await page.keyboard.press('Control+j');
    await expect.poll(() => heightOf('below')).toBe(0);
    await expect(page.getByRole('button', { name: 'Show the tables' })).toHaveAttribute('aria-pressed', 'false');
    await page.keyboard.press('/');
    await expect(page.getByRole('searchbox')).toBeFocused();
    await expect.poll(() => heightOf('below')).toBe(usual.below);
    await page.keyboard.press('Escape');
  });
  await test.step('hidden by a double click on the edge of the inspector', async () => {
    const box = await page.getByRole('separator', { name: 'Size of the inspector' }).boundingBox();
    await page.mouse.dblclick(box?.x ?? 0, (box?.y ?? 0) + 200);
    await expect.poll(() => widthOf('right')).toBe(0);
  });
  await test.step('the same when the page is opened again, with its tab', async () => {
    await page.keyboard.press('2');
    // Sizes are written a moment after they have changed.
    await expect
      .poll(() => page.evaluate(() => Object.values(localStorage).some((text) => String(text).includes('"right":0'))))
      .toBe(true);
    await page.reload();
    await expect.poll(() => widthOf('left')).toBe(wide);
    expect(await widthOf('right')).toBe(0);
    await expect(page.getByRole('tab', { name: 'Rows' })).toHaveAttribute('aria-selected', 'true');
  });
  await test.step('brought back by its button, and all reset', async () => {
    await page.getByRole('button', { name: 'Show the inspector' }).click();
    await expect.poll(() => widthOf('right')).toBeGreaterThan(200);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('panels at first');
    await page.keyboard.press('Enter');
    await expect.poll(() => widthOf('left')).toBe(usual.left);
  });
});
