import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Browser } from '@playwright/test';
import { built, childEnvironment, waitForEnd, watchChild } from './child.ts';
import type { LaunchOptions, RunningApp } from './running-app.ts';

/** `overlook serve` in a process of its own. */
export interface RunningServer {
  readonly url: string;
  readonly exitCode: Promise<number | null>;
  output(): string;
  close(): Promise<void>;
}

export async function startServer(
  mark: string,
  options: LaunchOptions & { readonly userData: string },
): Promise<RunningServer> {
  const args = [built('app/overlook.cjs'), 'serve', '--port', '0', ...(options.args ?? [])];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: childEnvironment(mark, options.userData),
  });
  const { output, exitCode } = watchChild(child);
  const address = new Promise<string>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      const found = /^Overlook is at (http:\/\/127\.0\.0\.1:\d+\/#t=\S+)/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const ended = exitCode.then((code) => {
    throw new Error(`overlook serve ended with ${code} instead of printing its address:\n${output()}`);
  });
  const url = await Promise.race([address, ended]);
  ended.catch(() => undefined);
  return {
    url,
    exitCode,
    output,
    async close() {
      child.kill('SIGTERM');
      await waitForEnd(child, exitCode);
    },
  };
}

/** A tab at the address of a server, with a storage of its own. Closing it leaves the server as it is. */
export async function openTab(browser: Browser, server: RunningServer): Promise<RunningApp> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(server.url);
  const { exitCode } = server;
  return { carrier: 'browser', page, exitCode, output: () => server.output(), close: () => context.close() };
}

/** The browser mode: a server, and a tab at the address that it prints. */
export async function launchBrowser(
  browser: Browser,
  mark: string,
  options: LaunchOptions & { readonly userData: string },
): Promise<RunningApp> {
  const server = await startServer(mark, options);
  const tab = await openTab(browser, server);
  return {
    ...tab,
    async close() {
      await tab.close();
      await server.close();
    },
  };
}
