import { EventEmitter } from 'node:events';
import type { Session, WebContents } from 'electron';
import { expect, test } from 'vitest';
import { denyPermissions, guardContents, outsideLink } from './guards.ts';

/** The contents of a window, as far as a guard touches them. */
function guarded() {
  const opened: string[] = [];
  let open: Parameters<WebContents['setWindowOpenHandler']>[0] | undefined;
  const contents = Object.assign(new EventEmitter(), {
    setWindowOpenHandler: (handler: typeof open) => (open = handler),
  });
  guardContents(contents as unknown as WebContents, { openExternal: async (url) => void opened.push(url) });
  const isPrevented = (name: string, url: string) => {
    let prevented = false;
    contents.emit(name, { url, preventDefault: () => (prevented = true) });
    return prevented;
  };
  return { isPrevented, opened, openWindow: (url: string) => open?.({ url } as Parameters<typeof open>[0]) };
}

test.each(['will-navigate', 'will-redirect', 'will-frame-navigate'])('%s stays inside the app', (name) => {
  const { isPrevented } = guarded();
  expect(isPrevented(name, 'app://overlook/index.html')).toBe(false);
  for (const url of [
    'https://learn.microsoft.com/',
    'file:///C:/x.html',
    'app://other/',
    'data:text/html,x',
    'no url',
  ]) {
    expect(isPrevented(name, url), url).toBe(true);
  }
});

test('a webview is never attached', () => {
  expect(guarded().isPrevented('will-attach-webview', '')).toBe(true);
});

test('no window is opened; a link to Microsoft’s reference goes outside', () => {
  const { openWindow, opened } = guarded();
  expect(openWindow('https://example.org/')).toEqual({ action: 'deny' });
  expect(openWindow('https://learn.microsoft.com/en-us/')).toEqual({ action: 'deny' });
  expect(opened).toEqual(['https://learn.microsoft.com/en-us/']);
});

test.each([
  'http://learn.microsoft.com/',
  'https://microsoft.com/',
  'https://learn.microsoft.com.example.org/',
  'https://learn.microsoft.com:8443/',
  'https://user:word@learn.microsoft.com/',
  'file://learn.microsoft.com/share/x.exe',
  'ms-settings:',
  '',
])('%s is not for the system’s browser', (url) => {
  expect(outsideLink(url)).toBeUndefined();
});

test('of all permissions only writing to the clipboard is granted', () => {
  const granted: string[] = [];
  const session: Partial<Session> = {
    setPermissionRequestHandler(handler) {
      for (const name of ['media', 'clipboard-read', 'clipboard-sanitized-write'] as const) {
        handler?.({} as WebContents, name, (isGranted) => isGranted && granted.push(`request ${name}`), {} as never);
      }
    },
    setPermissionCheckHandler(handler) {
      for (const name of ['fileSystem', 'serial', 'clipboard-sanitized-write'] as const) {
        if (handler?.(null, name, 'app://overlook', {} as never) === true) granted.push(`check ${name}`);
      }
    },
    setDevicePermissionHandler(handler) {
      if (handler?.({} as never) === true) granted.push('device');
    },
  };
  denyPermissions(session as Session);
  expect(granted).toEqual(['request clipboard-sanitized-write', 'check clipboard-sanitized-write']);
});
