// What only the double can show: it records what the main process asked of Electron. Runs in the project `double`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../tools/paths.mjs';
import { expect, test } from './desktop.ts';
import type { DesktopApp } from './launch/running-app.ts';
import { OverlookPage } from './overlook-page.ts';

test.use({ sharesApp: true });

const address = 'http://overlook.app.localhost';

test('the page is sandboxed, isolated and without Node', async ({ app }) => {
  const calls = await app.evaluate(({ recorded }) =>
    recorded
      .filter(({ api }) => ['BrowserWindow', 'enableSandbox', 'registerSchemesAsPrivileged'].includes(api))
      .map(({ api, args }) => [api, structuredClone(args[0])]),
  );
  expect(calls).toMatchObject([
    ['enableSandbox', undefined],
    ['registerSchemesAsPrivileged', [{ scheme: 'app', privileges: { standard: true, secure: true } }]],
    [
      'BrowserWindow',
      {
        show: false,
        webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false },
      },
    ],
  ]);
  const globals = await app.page.evaluate(() =>
    ['require', 'process', 'module', 'Buffer'].filter((name) => name in self),
  );
  expect(globals).toEqual([]);
  await expect.poll(() => app.evaluate(({ recorded }) => recorded.some(({ api }) => api === 'show'))).toBe(true);
});

test('the page shares nothing with others, and so a file is read by a thread of its own', async ({ app }) => {
  const { page } = app;
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  const worker = page.waitForEvent('worker');
  const window = new OverlookPage(page);
  await window.open(join(root, 'recordings', 'echo.ovl'));
  expect((await worker).url()).toContain(`${address}/assets/trace-worker`);
  expect((await window.shownOperations()).length).toBeGreaterThan(0);
});

test('the preload gives the page overlookShell, which it cannot change, and nothing else', async ({ app, browser }) => {
  // What the contextBridge makes cannot be deleted; what the page's scripts make can.
  const fixed = () =>
    Object.entries(Object.getOwnPropertyDescriptors(self)).flatMap(([name, { configurable }]) =>
      configurable === true ? [] : [name],
    );
  const plain = await browser.newPage();
  await plain.route('**/*', (route) => route.fulfill({ body: '' }));
  await plain.goto(app.page.url());
  const usual = new Set(await plain.evaluate(fixed));
  await plain.close();
  expect((await app.page.evaluate(fixed)).filter((name) => !usual.has(name))).toEqual(['overlookShell']);
  const shell = await app.page.evaluate(() => {
    const { overlookShell } = self as unknown as { overlookShell: object };
    return { names: Object.keys(overlookShell), isFrozen: Object.isFrozen(overlookShell) };
  });
  expect(shell).toEqual({ names: ['connect', 'onCommand', 'tell', 'opened', 'present'], isFrozen: true });
});

test('the Content-Security-Policy blocks inline script, eval and what comes from outside', async ({ app }) => {
  await app.page.evaluate(() => {
    const violated: string[] = [];
    Object.assign(self, { violated });
    addEventListener('securitypolicyviolation', (event) => violated.push(event.effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'self.inlineRan = true';
    const frame = document.createElement('iframe');
    frame.src = 'https://learn.microsoft.com/';
    document.body.append(script, frame);
    fetch('https://learn.microsoft.com/').catch(() => undefined);
    // Later: in the test's own call the debugger would allow it.
    // oxlint-disable-next-line typescript/no-implied-eval -- it must not work
    setTimeout(() => new Function('self.evalRan = true')());
  });
  const seen = () => app.page.evaluate(() => (self as unknown as { violated: string[] }).violated.toSorted());
  await expect.poll(seen).toEqual(['connect-src', 'frame-src', 'script-src', 'script-src-elem']);
  expect(await app.page.evaluate(() => 'inlineRan' in self || 'evalRan' in self)).toBe(false);
});

test('nothing navigates the window away', async ({ app }) => {
  const { page } = app;
  const before = page.url();
  const outside = 'https://learn.microsoft.com/';
  // The double asks will-navigate first, and answers a navigation that was prevented with "no content".
  const answer = page.waitForResponse(outside);
  await page.evaluate((address) => location.assign(address), outside);
  expect((await answer).status()).toBe(204);
  expect(page.url()).toBe(before);
  expect(await page.evaluate(() => 'overlookShell' in self)).toBe(true);
});

test('links to Microsoft’s reference go to the system’s browser, all others nowhere', async ({ app }) => {
  const { page } = app;
  const links = [
    'https://example.org/',
    'http://learn.microsoft.com/',
    'https://learn.microsoft.com.example.org/',
    'https://user@learn.microsoft.com/',
    'https://learn.microsoft.com:444/',
    'https://learn.microsoft.com/en-us/windows/win32/api/winsock2/nf-winsock2-wsarecv',
  ];
  for (const link of links) {
    const closed = page
      .context()
      .waitForEvent('page')
      .then(async (opened) => void (opened.isClosed() || (await opened.waitForEvent('close'))));
    await page.evaluate((link) => void window.open(link), link);
    await closed;
  }
  const opened = await app.evaluate(({ recorded }) =>
    recorded.filter(({ api }) => api === 'openExternal').map(({ args }) => args[0]),
  );
  expect(opened).toEqual([links.at(-1)]);
  expect(page.context().pages()).toEqual([page]);
});

test('permissions are denied, but to write to the clipboard', async ({ app }) => {
  const answers = await app.evaluate(({ recorded }) => {
    const handler = (name: string) =>
      recorded.find(({ api }) => api === name)?.args[0] as (...args: unknown[]) => unknown;
    const requested = (permission: string) => {
      let answer: unknown;
      handler('permissionRequest')(null, permission, (granted: boolean) => (answer = granted));
      return answer;
    };
    const names = [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'openExternal',
      'clipboard-sanitized-write',
    ];
    return {
      requested: names.filter((name) => requested(name) !== false),
      checked: names.filter((name) => handler('permissionCheck')(null, name) !== false),
      device: handler('devicePermission')({}),
    };
  });
  expect(answers).toEqual({
    requested: ['clipboard-sanitized-write'],
    checked: ['clipboard-sanitized-write'],
    device: false,
  });
});

test('app:// serves the page’s own files and nothing beside them', async ({ app }) => {
  const statuses = await app.page.evaluate(async () => {
    const paths = ['/index.html', '/none.js', '/%2e%2e%2fmain.cjs', '/..%5Cmain.cjs', '/%00', '/%E0%A4%A'];
    return Promise.all(paths.map(async (path) => [path, (await fetch(path)).status]));
  });
  const [[, first], ...others] = statuses as [[string, number], ...[string, number][]];
  expect(first).toBe(200);
  expect(others.filter(([, status]) => status < 400)).toEqual([]);
  const headers = await app.page.evaluate(async () => Object.fromEntries((await fetch('/index.html')).headers));
  expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'x-content-type-options': 'nosniff' });
  expect(app.page.url()).toBe(`${address}/index.html`);
});

test.describe('an Overlook of its own', () => {
  test.use({ sharesApp: false });

  test('a window whose process is gone is loaded again, and nothing that was recorded is lost', async ({ app }) => {
    const { page } = app;
    const window = new OverlookPage(page);
    await window.run('first-receive');
    const before = await window.shownOperations();
    expect(before.length).toBeGreaterThan(0);
    const loaded = page.waitForEvent('load');
    await app.evaluate(({ app: main, BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      main.emit('render-process-gone', {}, contents, { reason: 'crashed', exitCode: 1 });
    });
    await loaded;
    const said = await app.evaluate(({ recorded }) =>
      recorded.filter(({ api }) => api === 'showMessageBox').map(({ args }) => args.at(-1)),
    );
    expect(said).toMatchObject([{ message: 'The window has ended: it crashed.' }]);
    await expect.poll(async () => (await window.shownOperations()).length).toBe(before.length);
  });

  test('while a file is read, the taskbar shows how much of it', async ({ app }) => {
    await new OverlookPage(app.page).open(join(root, 'recordings', 'echo.ovl'));
    const parts = () => calls(app, 'setProgressBar').then((all) => all.map(([part]) => Number(part)));
    await expect.poll(async () => (await parts()).filter((part) => part >= 0 && part <= 1)).not.toEqual([]);
    await expect.poll(async () => (await parts()).at(-1)).toBe(-1);
  });

  test('a session that runs puts a red dot on the taskbar’s button, until it ends', async ({ app }) => {
    const window = new OverlookPage(app.page);
    await window.run('first-receive');
    const icons = () => calls(app, 'setOverlayIcon').then((all) => all.map(([, words]) => words));
    await expect.poll(icons).toEqual(['Recording first-receive', '']);
    expect(await calls(app, 'Notification')).toEqual([]);
  });

  test('what is saved goes where a dialog says, and is a recent file', async ({ app }) => {
    const window = new OverlookPage(app.page);
    await window.open(join(root, 'recordings', 'echo.ovl'));
    await window.shownOperations();
    await window.save();
    expect(await calls(app, 'setSaveDialogOptions')).toMatchObject([
      [{ defaultPath: expect.stringMatching(/documents.echo\.ovl$/), filters: [{ extensions: ['ovl'] }, {}] }],
    ]);
    await expect.poll(() => calls(app, 'addRecentDocument')).toHaveLength(1);
  });

  test('the window to present with fills the other screen, and goes with the first', async ({ app }) => {
    const second = app.page.context().waitForEvent('page');
    await app.evaluate(({ Menu }) => void Menu.getApplicationMenu()?.getMenuItemById('present')?.click());
    await expect((await second).getByTestId('timeline-canvas')).toBeVisible();
    expect(await calls(app, 'BrowserWindow')).toMatchObject([
      [{ name: 'main', windowStatePersistence: true }],
      [{ x: 1920, y: 0, fullscreen: true, webPreferences: { sandbox: true, contextIsolation: true } }],
    ]);
    await app.page.close();
    expect(await app.exitCode).toBe(0);
  });

  test('a self-test starts the page, runs a lesson on a real Winsock, tells what worked and ends with 0', async ({
    launchApp,
  }) => {
    const app = await launchApp({ args: ['--self-test'] });
    expect([await app.exitCode, app.output()]).toEqual([0, expect.stringContaining('all of it works')]);
    expect(app.output()).toMatch(
      /^window: .*\nrecordings: datagram\.ovl, echo\.ovl, first-receive\.ovl\nWinsock: .*WinSock 2.*\nfirst-receive: WSARecv completed, WSASend completed\nall/m,
    );
  });

  test('closing the last window ends the process with 0', async ({ app }) => {
    await app.page.close();
    expect(await app.exitCode).toBe(0);
  });

  test('Quit in the menu ends the process with 0', async ({ app }) => {
    // The process may end before it has answered.
    const answer = app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('quit')?.click());
    const problem = answer.then(
      () => undefined,
      (error: Error) => error.message,
    );
    expect(await app.exitCode).toBe(0);
    expect([undefined, 'The other process has ended']).toContain(await problem);
  });

  test('a second Overlook hands over its recording and ends', async ({ app, launchSecond, folder }) => {
    const file = join(folder, 'handed over.ovl');
    writeFileSync(file, 'no recording at all');
    expect(await launchSecond([file])).toBe(0);
    const shown = () =>
      app.evaluate(({ recorded }) =>
        recorded
          .filter(({ api }) => ['focus', 'showMessageBox'].includes(api))
          .map(({ api, args }) => [api, args.at(-1)]),
      );
    await expect.poll(shown).toEqual([
      ['focus', undefined],
      ['showMessageBox', expect.objectContaining({ message: expect.stringContaining('handed over.ovl') })],
    ]);
  });
});

/** What a function of Electron was called with, each time. */
function calls(app: DesktopApp, name: string): Promise<unknown[][]> {
  return app.evaluate(
    ({ recorded }, name) =>
      recorded.filter(({ api }) => api === name).map(({ args }) => structuredClone(args) as unknown[]),
    name,
  );
}
