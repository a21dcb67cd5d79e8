import { readFileSync } from 'node:fs';
import type { BrowserContext, CDPSession, Download, Page, Route } from '@playwright/test';
import type { Carried, FromPage, MainLink, ToPage } from '../double/operations.ts';
import { built } from './child.ts';

/** app://overlook/x in the product is http://overlook.app.localhost/x here: Chromium knows no scheme of ours. */
export const toHttp = (address: string) => address.replace(/^app:\/\/([^/]+)/, 'http://$1.app.localhost');
export const fromHttp = (address: string) => address.replace(/^(blob:)?http:\/\/([^/]+)\.app\.localhost/, '$1app://$2');

/**
 * A page of the test's browser that is a BrowserWindow to the main process: its requests are answered by
 * protocol.handle, its preload runs in a world of its own, its navigations are asked about.
 */
export class DoubleWindow {
  private isLoading = false;
  private preloadWorld: number | undefined;

  private constructor(
    private readonly number: number,
    readonly page: Page,
    private readonly devtools: CDPSession,
    private readonly main: MainLink,
  ) {}

  static async open(
    context: BrowserContext,
    main: MainLink,
    { window, width, height, preload }: { window: number; width: number; height: number; preload: string },
  ): Promise<DoubleWindow> {
    const page = await context.newPage();
    await page.setViewportSize({ width, height });
    const opened = new DoubleWindow(window, page, await context.newCDPSession(page), main);
    await opened.installPreload(preload);
    await page.route('**/*', (route) => opened.answer(route));
    page.on('load', () => void main.ask('loaded', { window }).catch(() => undefined));
    page.on('close', () => void main.ask('closed', { window }).catch(() => undefined));
    page.on('download', (download) => void opened.save(download).catch(() => undefined));
    return opened;
  }

  async load(address: string): Promise<void> {
    await this.ordered(() => this.page.goto(toHttp(address)));
  }

  async reload(): Promise<void> {
    await this.ordered(() => this.page.reload());
  }

  async send(message: ToPage): Promise<void> {
    const expression = `doubleTake(${JSON.stringify('data' in message ? { ...message, data: text(message.data) } : message)})`;
    if (this.preloadWorld === undefined) throw new Error('No document has been loaded');
    await this.devtools.send('Runtime.evaluate', { expression, contextId: this.preloadWorld });
  }

  private async save(download: Download): Promise<void> {
    const { number: window } = this;
    const address = fromHttp(download.url());
    const isAllowed = await this.main.ask('download', { window, address, name: download.suggestedFilename() });
    if (!isAllowed) return download.cancel();
    const isSaved = (await download.failure()) === null;
    await this.main.ask('downloaded', { window, path: isSaved ? await download.path() : null });
  }

  /** A navigation that main ordered is not asked about. */
  private async ordered(navigate: () => Promise<unknown>): Promise<void> {
    this.isLoading = true;
    try {
      await navigate();
    } finally {
      this.isLoading = false;
    }
  }

  private async installPreload(preload: string): Promise<void> {
    const world = 'preload';
    const { devtools } = this;
    devtools.on('Runtime.bindingCalled', ({ payload, executionContextId }) => {
      const message = JSON.parse(payload) as FromPage;
      if (message.kind === 'started') this.preloadWorld = executionContextId;
      void this.main.ask('fromPage', { window: this.number, message: inApp(message) }).catch(() => undefined);
    });
    await devtools.send('Page.enable');
    await devtools.send('Runtime.enable');
    await devtools.send('Runtime.addBinding', { name: 'doubleSend', executionContextName: world });
    const mainWorld = readFileSync(built('double/mainworld.js'), 'utf8');
    const page = readFileSync(built('double/page.js'), 'utf8');
    const start = `if (self === top) runPreload(function (require, module, exports) {${preload}\n});`;
    await devtools.send('Page.addScriptToEvaluateOnNewDocument', { source: mainWorld });
    await devtools.send('Page.addScriptToEvaluateOnNewDocument', { source: `${page}\n${start}`, worldName: world });
  }

  private async answer(route: Route): Promise<void> {
    try {
      await this.askMain(route);
    } catch (error) {
      // A page may still ask for something while the main process ends.
      if (this.main.isOver) return;
      throw error;
    }
  }

  private async askMain(route: Route): Promise<void> {
    const request = route.request();
    const address = fromHttp(request.url());
    if (request.isNavigationRequest() && !this.isLoading) {
      const isAllowed = await this.main.ask('navigate', { window: this.number, address });
      // No content: the document that is there stays.
      if (!isAllowed) return route.fulfill({ status: 204 });
    }
    if (address === request.url()) return route.abort();
    const { status, headers, body } = await this.main.ask('request', { method: request.method(), address });
    await route.fulfill({ status, headers: headers as Record<string, string>, body: Buffer.from(body) });
  }
}

function inApp(message: FromPage): FromPage {
  return message.kind === 'ipc' ? { ...message, address: fromHttp(message.address) } : message;
}

function text(data: Carried) {
  return data instanceof Uint8Array ? { base64: Buffer.from(data).toString('base64') } : data;
}
