import type { Browser, Page } from '@playwright/test';
import { Link } from '../double/link.ts';
import type { FixtureOperations, MainLink } from '../double/operations.ts';
import { waitForEnd } from './child.ts';
import { DoubleWindow } from './double-window.ts';
import { startMain } from './main-process.ts';
import type { DesktopApp, LaunchOptions } from './running-app.ts';

/** A main process on the double. Not every one opens a window. */
export interface LaunchedDouble {
  firstWindow(): Promise<DesktopApp>;
  readonly exitCode: Promise<number | null>;
}

/**
 * Electron's double: the unchanged main.cjs and preload.cjs on plain Node, with a page of Chromium as the window. On the
 * carrier `wine` that Node is Windows Node.
 */
export async function launchDouble(
  carrier: 'double' | 'wine',
  browser: Browser,
  mark: string,
  options: LaunchOptions & { readonly userData: string },
): Promise<LaunchedDouble> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const started = await startMain(carrier, mark, options);
  const { child, output } = started;
  const windows = new Map<number, DoubleWindow>();
  const windowOf = ({ window }: { window: number }) => {
    const found = windows.get(window);
    if (found === undefined) throw new Error(`There is no window ${window}`);
    return found;
  };
  let pageLoaded: (page: Page) => void;
  const firstPage = new Promise<Page>((resolve) => (pageLoaded = resolve));
  const operations: FixtureOperations = {
    create: async (args) => void windows.set(args.window, await DoubleWindow.open(context, await link, args)),
    async load(args) {
      await windowOf(args).load(args.address);
      pageLoaded(windowOf(args).page);
    },
    reload: (args) => windowOf(args).reload(),
    run: (args) => windowOf(args).page.evaluate(args.code),
    close: (args) => windowOf(args).page.close(),
    toPage: (args) => windowOf(args).send(args.message),
  };
  const link = started.channel.then((channel): MainLink => new Link(channel, operations));
  // A page that no window made: window.open, or a link with a target. Main decides; the double has no second window.
  await context.route('**/*', async (route) => {
    const main = await link;
    // A page may still ask for something while the main process ends.
    await main.ask('openWindow', { window: 1, address: route.request().url() }).catch(() => undefined);
    await route.abort();
  });
  context.on('page', async (page) => {
    if ((await page.opener()) !== null) await page.close();
  });

  const exitCode = started.exitCode.then(async (code) => {
    await context.close();
    return code;
  });
  const ended = exitCode.then((code) => {
    throw new Error(`The main process ended with ${code}:\n${output()}`);
  });
  ended.catch(() => undefined);
  const firstWindow = async (): Promise<DesktopApp> => {
    const page = await Promise.race([firstPage, ended]);
    const main = await link;
    return {
      carrier,
      page,
      exitCode,
      output,
      evaluate: async (run, arg) => (await main.ask('evaluate', { source: run.toString(), arg })) as never,
      async close() {
        // It may have ended by itself.
        await main.ask('quit', {}).catch(() => undefined);
        await waitForEnd(child, exitCode);
      },
    };
  };
  return { firstWindow, exitCode };
}
