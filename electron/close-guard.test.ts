import { EventEmitter } from 'node:events';
import type { MessageBoxOptions } from 'electron';
import { expect, test, vi } from 'vitest';
import { guardClose } from './close-guard.ts';

function setUp(running: string | undefined, button: number | Error) {
  const window = Object.assign(new EventEmitter(), {
    closed: 0,
    close() {
      const event = { isPrevented: false, preventDefault: () => (event.isPrevented = true) };
      window.emit('close', event);
      if (!event.isPrevented) window.closed++;
    },
  });
  const ask = vi.fn<(message: MessageBoxOptions) => Promise<number>>(async () => {
    if (button instanceof Error) throw button;
    return button;
  });
  guardClose(window as never, () => running, ask);
  return { window, ask };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a window is closed at once while no session runs', async () => {
  const { window, ask } = setUp(undefined, 1);
  window.close();
  await settled();
  expect([window.closed, ask.mock.calls.length]).toEqual([1, 0]);
});

test('while one runs it is asked, once, and closed if that is wanted', async () => {
  const { window, ask } = setUp('echo', 0);
  window.close();
  window.close();
  expect(window.closed).toBe(0);
  await settled();
  expect([window.closed, ask.mock.calls.length]).toEqual([1, 1]);
  expect(ask.mock.calls[0]?.[0].message).toBe('echo is running. Stop it and close Overlook?');
});

test.each([1, new Error('no dialog here')])('otherwise (%s) it stays, and is asked again', async (button) => {
  const { window, ask } = setUp('echo', button);
  window.close();
  await settled();
  window.close();
  await settled();
  expect([window.closed, ask.mock.calls.length]).toEqual([0, 2]);
});

test('when the system ends, nobody is asked', () => {
  const { window, ask } = setUp('echo', 1);
  window.emit('session-end');
  window.close();
  expect([window.closed, ask.mock.calls.length]).toEqual([1, 0]);
});
