import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { closeBeforeQuit } from './quit.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function quitting(close: () => Promise<void>) {
  const ends: (number | 'killed')[] = [];
  const app = Object.assign(new EventEmitter(), { exit: (code: number) => void ends.push(code) });
  let closes = 0;
  closeBeforeQuit(
    app as never,
    {
      close() {
        closes++;
        return close();
      },
    },
    () => void ends.push('killed'),
  );
  const quit = () => {
    const event = { isPrevented: false, preventDefault: () => (event.isPrevented = true) };
    app.emit('will-quit', event);
    return event.isPrevented;
  };
  return { ends, quit, closes: () => closes };
}

test('it ends when the host has, however often it is asked meanwhile', async () => {
  const { ends, quit, closes } = quitting(() => Promise.resolve());
  expect([quit(), quit()]).toEqual([true, true]);
  expect(ends).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect([ends, closes()]).toEqual([[0], 1]);
});

test('a host that fails to close is an end with 1', async () => {
  const said = vi.spyOn(console, 'error').mockReturnValue(undefined);
  const { ends, quit } = quitting(() => Promise.reject(new Error('the disk is gone')));
  quit();
  await vi.advanceTimersByTimeAsync(1);
  expect([ends, said.mock.calls.length]).toEqual([[1], 1]);
  said.mockRestore();
});

test('a host that does not close is not waited for longer than 15 s', async () => {
  const { ends, quit } = quitting(() => new Promise(() => {}));
  quit();
  await vi.advanceTimersByTimeAsync(14_999);
  expect(ends).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(ends).toEqual(['killed']);
});
