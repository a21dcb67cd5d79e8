import { EventEmitter } from 'node:events';
import type { IpcMain, WebFrameMain } from 'electron';
import { expect, test, vi } from 'vitest';
import { isOurPage, onPageMessage } from './ipc.ts';

const top = { url: 'app://overlook/index.html', parent: null };

test('our page is the top frame at an address inside the app', () => {
  expect(isOurPage(top)).toBe(true);
  expect(isOurPage(null)).toBe(false);
  expect(isOurPage({ ...top, parent: top as WebFrameMain })).toBe(false);
  for (const url of ['', 'about:blank', 'https://overlook/', 'app://overlook.example.org/', 'file:///index.html']) {
    expect(isOurPage({ ...top, url }), url).toBe(false);
  }
});

test('a message of another frame reaches nobody', () => {
  const refused = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const ipc = new EventEmitter();
  const heard: unknown[] = [];
  onPageMessage(ipc as unknown as IpcMain, 'overlook:connect', (contents) => heard.push(contents));
  ipc.emit('overlook:connect', { senderFrame: { url: 'https://example.org/', parent: null }, sender: 'foreign' });
  ipc.emit('overlook:connect', { senderFrame: null, sender: 'gone' });
  ipc.emit('overlook:connect', { senderFrame: top, sender: 'ours' });
  expect(heard).toEqual(['ours']);
  expect(refused.mock.calls).toEqual([
    ['Refused overlook:connect from https://example.org/'],
    ['Refused overlook:connect from a frame that is gone'],
  ]);
  refused.mockRestore();
});
