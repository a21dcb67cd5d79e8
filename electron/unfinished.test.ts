import { join } from 'node:path';
import type { MessageBoxOptions } from 'electron';
import { expect, test, vi } from 'vitest';
import { offerUnfinished } from './unfinished.ts';

const there = join(import.meta.dirname, '../recordings/echo.ovl');

test.each([
  [null, 0, 0, []],
  [join(import.meta.dirname, 'gone.ovl'), 0, 0, []],
  [there, 0, 1, [there]],
  [there, 1, 1, []],
])('of %j with button %i it is asked %i times, and %j is opened', async (recording, button, times, expected) => {
  const ask = vi.fn<(message: MessageBoxOptions) => Promise<number>>(async () => button);
  const opened: string[] = [];
  await offerUnfinished(recording, ask, (path) => opened.push(path));
  expect([ask.mock.calls.length, opened]).toEqual([times, expected]);
  if (times > 0) expect(ask.mock.calls[0]?.[0].detail).toContain('echo.ovl');
});
