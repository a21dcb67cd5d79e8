import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { MessageBoxOptions } from 'electron';

/**
 * Says that the last Overlook ended while a session ran, and offers what was recorded until then.
 *
 * @param recording its full path, or null: it ended as it should
 * @param ask shows a message; resolves to the number of the button
 */
export async function offerUnfinished(
  recording: string | null,
  ask: (message: MessageBoxOptions) => Promise<number>,
  open: (recording: string) => void,
): Promise<void> {
  if (recording === null || !existsSync(recording)) return;
  const button = await ask({
    type: 'warning',
    title: 'Overlook',
    message: 'The last Overlook ended while a session ran.',
    detail: `What was recorded until then is kept, as ${basename(recording)} in the list of recordings.`,
    buttons: ['Open the recording', 'Leave it'],
    defaultId: 0,
    cancelId: 1,
  });
  if (button === 0) open(recording);
}
