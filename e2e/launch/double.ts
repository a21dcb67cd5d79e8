import { spawn } from 'node:child_process';
import type { Browser, Page } from '@playwright/test';
import { Link } from '../double/link.ts';
import type { FixtureOperations, MainLink } from '../double/operations.ts';
import { built, childEnvironment, waitForEnd, watchChild } from './child.ts';
import { DoubleWindow } from './double-window.ts';
import type { DesktopApp, LaunchOptions } from './running-app.ts';

/** A main process on the double. Not every one opens a window. */
export interface LaunchedDouble {
  firstWindow(): Promise<DesktopApp>;
  readonly exitCode: Promise<number | null>;
}

/** Electron's double: the unchanged main.cjs and preload.cjs on plain Node, with a page of Chromium as the window. */
export async function launchDouble(
  browser: Browser,
  mark: string,
  options: LaunchOptions & { readonly userData: string },
): Promise<LaunchedDouble> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const args = ['--require', built('double/register.cjs'), built('app/main.cjs'), ...(options.args ?? [])];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced',
    env: { ...childEnvironment(mark, options.userData), OVERLOOK_DOUBLE_DATA: options.userData },
  });
  const { output, exitCode: exited } = watchChild(child);
  const windows = new Map<number, DoubleWindow>();
  const windowOf = ({ window }: { window: number }) => {
    const found = windows.get(window);
    if (found === undefined) throw new Error(`There is no window ${window}`);
    return found;
  };
  let pageLoaded: (page: Page) => void;
  const firstPage = new Promise<Page>((resolve) => (pageLoaded = resolve));
  const operations: FixtureOperations = {
    create: async (args) => void windows.set(args.window, await DoubleWindow.open(context, main, args)),
    async load(args) {
      await windowOf(args).load(args.address);
      pageLoaded(windowOf(args).page);
    },
    reload: (args) => windowOf(args).reload(),
    run: (args) => windowOf(args).page.evaluate(args.code),
    close: (args) => windowOf(args).page.close(),
    toPage: (args) => windowOf(args).send(args.message),
  };
  const main: MainLink = new Link(child, operations);
  // A page that no window made: window.open, or a link with a target. Main decides; the double has no second window.
  await context.route('**/*', async (route) => {
    // A page may still ask for something while the main process ends.
    await main.ask('openWindow', { window: 1, address: route.request().url() }).catch(() => undefined);
    await route.abort();
  });
  context.on('page', async (page) => {
    if ((await page.opener()) !== null) await page.close();
  });

  const exitCode = exited.then(async (code) => {
    main.end('The main process has ended');
    await context.close();
    return code;
  });
  const ended = exitCode.then((code) => {
    throw new Error(`The main process ended with ${code}:\n${output()}`);
  });
  ended.catch(() => undefined);
  const firstWindow = async (): Promise<DesktopApp> => ({
    carrier: 'double',
    page: await Promise.race([firstPage, ended]),
    exitCode,
    output,
    evaluate: async (run, arg) => (await main.ask('evaluate', { source: run.toString(), arg })) as never,
    async close() {
      if (!main.isOver) await main.ask('quit', {}).catch(() => undefined);
      await waitForEnd(child, exitCode);
    },
  });
  return { firstWindow, exitCode };
}
