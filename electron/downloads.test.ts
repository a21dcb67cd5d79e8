import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { saveByDialog } from './downloads.ts';

function download(address: string) {
  const session = new EventEmitter();
  const listener = { saved: vi.fn<(path: string) => void>(), failed: vi.fn<(problem: string) => void>() };
  saveByDialog(session as never, '/home/me/Documents', listener);
  const event = { preventDefault: vi.fn<() => void>() };
  const item = Object.assign(new EventEmitter(), {
    getURL: () => address,
    getFilename: () => 'echo.ovl',
    getSavePath: () => '/home/me/saved.ovl',
    setSaveDialogOptions: vi.fn<(options: object) => void>(),
  });
  session.emit('will-download', event, item);
  return { ...listener, event, item };
}

test.each([
  'blob:https://overlook/1',
  'blob:app://overlook.evil/1',
  'data:application/octet-stream,anything',
  'https://example.org/evil.exe',
  'app://overlook/index.html',
  '',
])('%j is not downloaded', (address) => {
  const { event, item } = download(address);
  expect(event.preventDefault).toHaveBeenCalledOnce();
  expect(item.setSaveDialogOptions).not.toHaveBeenCalled();
});

test('what the page has made is saved where the person says', () => {
  const { event, item, saved, failed } = download('blob:app://overlook/1');
  expect(event.preventDefault).not.toHaveBeenCalled();
  expect(item.setSaveDialogOptions.mock.calls[0]?.[0]).toMatchObject({
    defaultPath: join('/home/me/Documents', 'echo.ovl'),
    filters: [{ extensions: ['ovl'] }, { extensions: ['*'] }],
  });
  item.emit('done', {}, 'completed');
  expect([saved.mock.calls, failed.mock.calls]).toEqual([[['/home/me/saved.ovl']], []]);
});

test('one that fails is told of, one that the person gave up is not', () => {
  const interrupted = download('blob:app://overlook/1');
  interrupted.item.emit('done', {}, 'interrupted');
  expect(interrupted.failed).toHaveBeenCalledWith(expect.stringContaining('echo.ovl could not be saved'));
  const cancelled = download('blob:app://overlook/1');
  cancelled.item.emit('done', {}, 'cancelled');
  expect([interrupted.saved, cancelled.saved, cancelled.failed].map(({ mock }) => mock.calls.length)).toEqual([
    0, 0, 0,
  ]);
});
