import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Browser } from '@playwright/test';
import { built, childEnvironment, waitForEnd, watchChild } from './child.ts';
import type { LaunchOptions, RunningApp } from './running-app.ts';

/** The browser mode: `overlook serve` in a process of its own, and a tab at the address that it prints. */
export async function launchBrowser(
  browser: Browser,
  mark: string,
  options: LaunchOptions & { readonly userData: string },
): Promise<RunningApp> {
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
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(url);
  return {
    carrier: 'browser',
    page,
    exitCode,
    output,
    async close() {
      await context.close();
      child.kill('SIGTERM');
      await waitForEnd(child, exitCode);
    },
  };
}
