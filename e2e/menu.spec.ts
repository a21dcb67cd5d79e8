// The native menu, where there is one: its commands reach the page. Runs in the projects with a main process.
import { copyFileSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './desktop.ts';
import type { DesktopApp } from './launch/running-app.ts';
import { OverlookPage, traceOf } from './overlook-page.ts';

const shipped = join(import.meta.dirname, '../recordings/first-receive.ovl');

test('the commands of the menu are carried out by the page', async ({ app }) => {
  const { page } = app;
  const window = new OverlookPage(page);
  const click = (id: string) => clickItem(app, id);

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
    const source = () => app.evaluate(({ nativeTheme }) => nativeTheme.themeSource);
    await expect.poll(source).toBe(before === 'dark' ? 'light' : 'dark');
    await click('system-theme');
    await expect.poll(source).toBe('system');
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

const clickItem = (app: DesktopApp, id: string) =>
  app.evaluate(({ Menu }, id) => void Menu.getApplicationMenu()?.getMenuItemById(id)?.click(), id);

test.describe('an Overlook of its own', () => {
  test('recent files: what was named at the start, opened again, also after a new start', async ({
    launchApp,
    folder,
  }) => {
    const copy = join(folder, 'a copy.ovl');
    copyFileSync(shipped, copy);
    const recentLabels = (app: DesktopApp) =>
      app.evaluate(({ Menu }) =>
        Menu.getApplicationMenu()
          ?.getMenuItemById('recent')
          ?.submenu?.items.map((item) => (item as { options?: { label?: string } }).options?.label ?? item.label),
      );
    const first = (await launchApp({ args: [copy] })) as DesktopApp;
    await new OverlookPage(first.page).shownOperations();
    expect(await recentLabels(first)).toContainEqual(expect.stringContaining('a copy.ovl in '));
    await first.close();

    const second = (await launchApp()) as DesktopApp;
    await expect(second.page).toHaveTitle('Overlook');
    await clickItem(second, 'recent-0');
    await new OverlookPage(second.page).shownOperations();
    await expect(second.page).toHaveTitle('a copy.ovl – Overlook');
    await test.step('a file that is gone is said to be, and forgotten', async () => {
      rmSync(copy);
      await stubMessages(second, 0);
      await clickItem(second, 'recent-0');
      await expect.poll(() => saidMessages(second)).toEqual([expect.stringContaining('a copy.ovl')]);
      expect(await recentLabels(second)).toEqual(['No recording was opened yet']);
    });
  });

  test('when the last Overlook did not come to its end, it says so and opens what was recorded', async ({
    launchApp,
    page,
    app,
  }) => {
    await page.getByTestId('lesson-echo').click();
    await page.getByTestId('run-stepwise').click();
    await expect(page.getByTestId('session-state')).toContainText('paused', { timeout: 45_000 });
    await app.evaluate(() => void setTimeout(() => process.kill(process.pid, 'SIGKILL')));
    await app.exitCode;
    const second = await launchApp();
    await expect(second.page).toHaveTitle(/echo.ovl – Overlook/);
    await expect(second.page.getByTestId('session-state')).toContainText('recording');
  });

  test('closed while a session runs, it asks first, and goes on if told to', async ({ app, folder }) => {
    await app.page.getByTestId('lesson-echo').click();
    await app.page.getByTestId('run-stepwise').click();
    await expect(app.page.getByTestId('session-state')).toContainText('paused', { timeout: 45_000 });
    await expect(app.page).toHaveTitle('● echo – Overlook');
    await stubMessages(app, 1);
    await clickItem(app, 'quit');
    await expect.poll(() => saidMessages(app)).toEqual(['echo is running. Stop it and close Overlook?']);
    await app.page.getByTestId('step').click();
    await expect(app.page.getByTestId('session-state')).toContainText('paused');

    await stubMessages(app, 0);
    await app.close();
    expect(await app.exitCode).toBe(0);
    const sessions = join(folder, 'user-data/sessions');
    const [file = ''] = readdirSync(sessions).filter((name) => name.endsWith('.ovl'));
    expect(traceOf(readFileSync(join(sessions, file))).ended).toBe(true);
  });
});

/** Messages are answered with this button from now on, instead of being shown. */
function stubMessages(app: DesktopApp, button: number): Promise<void> {
  return app.evaluate(({ dialog }, response) => {
    const said: string[] = [];
    Object.assign(globalThis, { said });
    Object.assign(dialog, {
      showMessageBox: async (...args: unknown[]) => {
        said.push((args.at(-1) as { message: string }).message);
        return { response, checkboxChecked: false };
      },
    });
  }, button);
}

function saidMessages(app: DesktopApp): Promise<string[]> {
  return app.evaluate(() => (globalThis as unknown as { said: string[] }).said);
}
