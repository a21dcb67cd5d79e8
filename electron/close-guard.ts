import type { BrowserWindow, MessageBoxOptions } from 'electron';

type Guarded = Pick<BrowserWindow, 'on' | 'close'>;

/**
 * Asks before a window is closed while a session runs. Nothing else could be lost: sessions are recorded as they run, and
 * their recordings are kept. When the system ends, nobody is asked.
 *
 * @param running the session's program, or undefined
 * @param ask shows a message; resolves to the number of the button
 */
export function guardClose(
  window: Guarded,
  running: () => string | undefined,
  ask: (message: MessageBoxOptions) => Promise<number>,
): void {
  let mayClose = false;
  let isAsking = false;
  window.on('session-end', () => (mayClose = true));
  window.on('close', (event) => {
    const program = running();
    if (mayClose || program === undefined) return;
    event.preventDefault();
    if (!isAsking) void confirm(program).catch(() => undefined);
  });

  async function confirm(program: string): Promise<void> {
    isAsking = true;
    const button = await ask({
      type: 'question',
      title: 'Overlook',
      message: `${program} is running. Stop it and close Overlook?`,
      detail: 'Operations that wait are cancelled. What was recorded is kept, in the list of recordings.',
      buttons: ['Stop and close', 'Go on'],
      defaultId: 0,
      cancelId: 1,
    }).finally(() => (isAsking = false));
    if (button !== 0) return;
    mayClose = true;
    window.close();
  }
}
