import { join } from 'node:path';
import type { DownloadItem, Session } from 'electron';
import { HOST, SCHEME } from './app-address.ts';

interface Listener {
  saved(path: string): void;
  /** In a sentence. */
  failed(problem: string): void;
}

/**
 * Lets the page save what it has, where the person says, and refuses every other download.
 *
 * @param folder where the dialog begins
 */
export function saveByDialog(session: Pick<Session, 'on'>, folder: string, listener: Listener): void {
  session.on('will-download', (event, item) => {
    if (!isOurBlob(item)) return event.preventDefault();
    item.setSaveDialogOptions({
      title: 'Save recording',
      defaultPath: join(folder, item.getFilename()),
      filters: [
        { name: 'Overlook recordings', extensions: ['ovl'] },
        { name: 'All files', extensions: ['*'] },
      ],
    });
    item.once('done', (_event, state) => {
      if (state === 'completed') listener.saved(item.getSavePath());
      // Cancelled: by the person.
      else if (state === 'interrupted') {
        listener.failed(
          `${item.getFilename()} could not be saved: is there room on the disk, and may you write there?`,
        );
      }
    });
  });
}

/** What the page has made itself has an address of its own origin. */
function isOurBlob(item: Pick<DownloadItem, 'getURL'>): boolean {
  return item.getURL().startsWith(`blob:${SCHEME}://${HOST}/`);
}
