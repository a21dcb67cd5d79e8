// The native menu, where there is one: its commands reach the page. Runs in the projects with a main process.
import { join } from 'node:path';
import { expect, test } from './desktop.ts';
import { OverlookPage } from './overlook-page.ts';

const shipped = join(import.meta.dirname, '../recordings/first-receive.ovl');

test('the commands of the menu are carried out by the page', async ({ app }) => {
  const { page } = app;
  const window = new OverlookPage(page);
  const click = (id: string) =>
    app.evaluate(({ Menu }, id) => void Menu.getApplicationMenu()?.getMenuItemById(id)?.click(), id);

  await test.step('Open shows the file chooser', async () => {
    const chooser = page.waitForEvent('filechooser');
    await click('open');
    await (await chooser).setFiles(shipped);
    expect(await window.shownOperations()).not.toEqual([]);
  });
  await test.step('Save downloads the recording', async () => {
    const download = page.waitForEvent('download');
    await click('save');
    expect((await download).suggestedFilename()).toBe('first-receive.ovl');
  });
  await test.step('Zoom in, out and Fit change what is in view', async () => {
    const span = async () => {
      const { startNs, endNs } = await window.view();
      return endNs - startNs;
    };
    await click('fit');
    const whole = await span();
    await click('zoom-in');
    await expect.poll(span).toBeLessThan(whole);
    await click('zoom-out');
    await expect.poll(span).toBeCloseTo(whole, 0);
  });
  await test.step('the theme changes', async () => {
    const root = page.locator('html');
    const before = await root.getAttribute('data-theme');
    await click('toggle-theme');
    await expect(root).not.toHaveAttribute('data-theme', before ?? '');
  });
  await test.step('the keys are shown', async () => {
    await click('show-keys');
    await expect(page.getByRole('dialog')).toBeVisible();
    await click('clear');
    await expect(page.getByRole('dialog')).toBeHidden();
  });
  await test.step('what this Overlook is, is told', async () => {
    await click('show-about');
    await expect(page.getByRole('dialog', { name: 'About Overlook' })).toContainText(/Version.*\d+\.\d+\.\d+/);
  });
  await test.step('that new versions are not looked for here, is told', async () => {
    const item = await app.evaluate(({ Menu }) => {
      const { label, enabled } = Menu.getApplicationMenu()?.getMenuItemById('no-updates') ?? {};
      return { label, enabled };
    });
    expect(item).toEqual({ label: expect.stringMatching(/^No updates: this (Overlook|build) /), enabled: false });
  });
});
