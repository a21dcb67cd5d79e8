import type { App, MessageBoxOptions, RenderProcessGoneDetails, WebContents } from 'electron';

type Reason = RenderProcessGoneDetails['reason'];

const KEPT =
  'A session that runs goes on, and what it has recorded is kept; a file that was open in the window can be opened again.';

/** Why a process is gone, in words. */
const reasons: Partial<Record<Reason, string>> = {
  crashed: 'it crashed',
  oom: 'it needed more memory than there was',
  'memory-eviction': 'the system needed its memory',
  killed: 'somebody ended it',
  'launch-failed': 'it could not be started',
  'integrity-failure': 'its code is not what was installed',
};

/**
 * Says that the window's process is gone, or the one that paints. The host runs in this process: sessions go on, and what
 * they record is kept. A window that was loaded again is shown all of it.
 *
 * @param ask shows a message; resolves to the number of the button
 */
export function tellOfCrashes(
  app: Pick<App, 'on' | 'quit'>,
  ask: (message: MessageBoxOptions) => Promise<number>,
): void {
  let toldOfPainting = false;
  const endedHere = new WeakSet<WebContents>();
  app.on('render-process-gone', (_event, contents, { reason }) => {
    if (endedHere.delete(contents)) contents.reload();
    else if (reason !== 'clean-exit') void offerReload(contents, reason).catch(() => undefined);
  });
  app.on('child-process-gone', (_event, { type, reason }) => {
    // It is started again by itself, many times when something is wrong with the driver.
    if (type !== 'GPU' || reason === 'clean-exit' || toldOfPainting) return;
    toldOfPainting = true;
    void ask({
      type: 'warning',
      title: 'Overlook',
      message: `The process that paints the window has ended: ${words(reason)}.`,
      detail:
        'Sessions go on, and what they record is kept. If the window stays black, start Overlook with --disable-gpu.',
    }).catch(() => undefined);
  });

  app.on('web-contents-created', (_event, contents) => {
    let isAsking = false;
    contents.on('unresponsive', () => {
      if (!isAsking) void offerToWait(contents).catch(() => undefined);
      isAsking = true;
    });
    contents.on('responsive', () => (isAsking = false));
  });

  async function offerToWait(contents: WebContents): Promise<void> {
    const button = await ask({
      type: 'warning',
      title: 'Overlook',
      message: 'The window does not answer.',
      detail: KEPT,
      buttons: ['Wait', 'Load the window again'],
      cancelId: 0,
    });
    if (button !== 1 || contents.isDestroyed()) return;
    // A page that is busy would not begin to load. It is loaded again when its process has ended.
    endedHere.add(contents);
    contents.forcefullyCrashRenderer();
  }

  async function offerReload(contents: WebContents, reason: Reason): Promise<void> {
    const button = await ask({
      type: 'error',
      title: 'Overlook',
      message: `The window has ended: ${words(reason)}.`,
      detail: KEPT,
      buttons: ['Load the window again', 'Quit'],
      cancelId: 0,
    });
    if (button !== 0) app.quit();
    else if (!contents.isDestroyed()) contents.reload();
  }
}

function words(reason: Reason): string {
  return reasons[reason] ?? 'nobody knows why';
}
