import type { App } from 'electron';

/** A session that does not stop is left behind after this time: better than a process that nobody sees and nobody ends. */
const CLOSE_MS = 15_000;

/** Lets the host stop its session and finish its files before the process ends. */
export function closeBeforeQuit(app: Pick<App, 'on' | 'exit'>, host: { close(): Promise<void> }): void {
  let isClosing = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (!isClosing) void close();
    isClosing = true;
  });

  async function close(): Promise<void> {
    setTimeout(() => app.exit(1), CLOSE_MS);
    const code = await host.close().then(
      () => 0,
      (error: unknown) => {
        console.error(error);
        return 1;
      },
    );
    app.exit(code);
  }
}
