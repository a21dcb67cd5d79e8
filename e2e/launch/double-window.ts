import { readFileSync } from 'node:fs';
import type { BrowserContext, CDPSession, Download, Page, Route } from '@playwright/test';
import type { FixtureOperations, FromPage, MainLink, ToPage } from '../double/operations.ts';
import { built } from './child.ts';

/** app://overlook/x in the product is http://overlook.app.localhost/x here: Chromium knows no scheme of ours. */
export const toHttp = (address: string) => address.replace(/^app:\/\/([^/]+)/, 'http://$1.app.localhost');
export const fromHttp = (address: string) => address.replace(/^(blob:)?http:\/\/([^/]+)\.app\.localhost/, '$1app://$2');

type Created = Parameters<FixtureOperations['create']>[0];

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
    /** Where the page reads what its ports carry. */
    private readonly ports: string,
  ) {}

  static async open(
    context: BrowserContext,
    main: MainLink,
    { window, width, height, preload, ports }: Created,
  ): Promise<DoubleWindow> {
    const page = await context.newPage();
    await page.setViewportSize({ width, height });
    const opened = new DoubleWindow(window, page, await context.newCDPSession(page), main, ports);
    // Chromium asks before a page may read from this machine; nothing else that the page may ask for is granted.
    await context.grantPermissions(['local-network-access'], { origin: new URL(toHttp('app://overlook/')).origin });
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
    const expression = `doubleTake(${JSON.stringify(message)})`;
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
    const start = `if (self === top) runPreload(function (require, module, exports) {${preload}\n}, ${JSON.stringify(this.ports)});`;
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

  private portWorker() {
    const headers = {
      'content-type': 'text/javascript',
      'content-security-policy': `connect-src ${new URL(this.ports).origin}`,
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
    };
    return { headers, body: readFileSync(built('double/port-worker.js'), 'utf8') };
  }

  private async askMain(route: Route): Promise<void> {
    const request = route.request();
    // Not through DevTools: an answer would be carried as text.
    if (request.url() === this.ports) return route.continue();
    const address = fromHttp(request.url());
    if (new URL(request.url()).pathname === PORT_WORKER) return route.fulfill(this.portWorker());
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

/** The thread that ports end in. A thread has a policy of its own: the page's would not let it read elsewhere. */
const PORT_WORKER = '/.double/port-worker.js';

function inApp(message: FromPage): FromPage {
  return message.kind === 'ipc' ? { ...message, address: fromHttp(message.address) } : message;
}
