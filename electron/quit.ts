import type { App } from 'electron';
import { endProcess, killProcess } from '../host/index.ts';

/** A session that does not stop is left behind after this time: better than a process that nobody sees and nobody ends. */
const CLOSE_MS = 15_000;

/**
 * Lets the host stop its session and finish its files before the process ends. What is not finished by then is offered by the
 * next start. `kill` ends the process without waiting for its threads: one of them may be what is not finished.
 */
export function closeBeforeQuit(
  app: Pick<App, 'on' | 'exit'>,
  host: { close(): Promise<void> },
  kill: () => void = killProcess,
): void {
  let isClosing = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (!isClosing) void close();
    isClosing = true;
  });

  async function close(): Promise<void> {
    setTimeout(kill, CLOSE_MS);
    const code = await host.close().then(
      () => 0,
      (error: unknown) => {
        console.error(error);
        return 1;
      },
    );
    endProcess(code, (exitCode) => app.exit(exitCode));
  }
}
