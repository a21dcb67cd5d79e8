import { EventEmitter } from 'node:events';
import type { App, MessageBoxOptions } from 'electron';
import { expect, test } from 'vitest';
import { tellOfCrashes } from './crashes.ts';

/** An app whose processes end, and somebody who answers with this button. */
function answering(button: number) {
  const asked: MessageBoxOptions[] = [];
  const done: string[] = [];
  const app = Object.assign(new EventEmitter(), { quit: () => done.push('quit') });
  const contents = Object.assign(new EventEmitter(), {
    isDestroyed: () => false,
    reload: () => done.push('reload'),
    forcefullyCrashRenderer() {
      done.push('end');
      app.emit('render-process-gone', {}, contents, { reason: 'killed', exitCode: 1 });
    },
  });
  tellOfCrashes(app as unknown as App, async (message) => {
    asked.push(message);
    return button;
  });
  const emit = async (name: string, ...args: unknown[]) => {
    app.emit(name, {}, ...args);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { asked, done, emit, contents };
}

test('a window whose process is gone is loaded again, when that is wanted', async () => {
  const { asked, done, emit, contents } = answering(0);
  await emit('render-process-gone', contents, { reason: 'oom', exitCode: 1 });
  expect(asked).toEqual([
    expect.objectContaining({ message: 'The window has ended: it needed more memory than there was.' }),
  ]);
  expect(asked[0]?.detail).toContain('is kept');
  expect(done).toEqual(['reload']);
});

test('or Overlook ends', async () => {
  const { done, emit, contents } = answering(1);
  await emit('render-process-gone', contents, { reason: 'abnormal-exit', exitCode: 1 });
  expect(done).toEqual(['quit']);
});

test('a window that is gone for good is not loaded', async () => {
  const { asked, done, emit, contents } = answering(0);
  await emit('render-process-gone', Object.assign(contents, { isDestroyed: () => true }), {
    reason: 'crashed',
    exitCode: 1,
  });
  expect([asked.length, done]).toEqual([1, []]);
});

test('nothing is said of a window that was closed, nor of other processes', async () => {
  const { asked, emit, contents } = answering(0);
  await emit('render-process-gone', contents, { reason: 'clean-exit', exitCode: 0 });
  await emit('child-process-gone', { type: 'Utility', reason: 'crashed', exitCode: 1 });
  await emit('child-process-gone', { type: 'GPU', reason: 'clean-exit', exitCode: 0 });
  expect(asked).toEqual([]);
});

test('that the process that paints is gone is said once', async () => {
  const { asked, done, emit } = answering(0);
  for (let time = 0; time < 3; time++)
    await emit('child-process-gone', { type: 'GPU', reason: 'crashed', exitCode: 1 });
  expect(asked).toEqual([
    expect.objectContaining({ message: 'The process that paints the window has ended: it crashed.' }),
  ]);
  expect(done).toEqual([]);
});

test.each([
  [0, []],
  [1, ['end', 'reload']],
])('a window that does not answer, button %i: %j', async (button, expected) => {
  const { asked, done, emit, contents } = answering(button);
  await emit('web-contents-created', contents);
  contents.emit('unresponsive');
  contents.emit('unresponsive');
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked).toEqual([expect.objectContaining({ message: 'The window does not answer.' })]);
  expect(done).toEqual(expected);
  contents.emit('responsive');
  contents.emit('unresponsive');
  expect(asked).toHaveLength(2);
});
