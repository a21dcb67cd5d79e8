import type { Session, Shell, WebContents } from 'electron';
import { isInApp } from './app-address.ts';

/** The only pages outside that Overlook links to: Microsoft's reference. */
const LINKED_HOST = 'learn.microsoft.com';

/**
 * Keeps a window inside the app. Nothing navigates it away (a dropped file would, too), nothing opens a second one, and
 * a link to Microsoft's reference goes to the system's browser.
 */
export function guardContents(contents: WebContents, shell: Pick<Shell, 'openExternal'>): void {
  const stayInside = (event: { readonly url: string; preventDefault(): void }) => {
    if (!isInApp(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stayInside);
  contents.on('will-redirect', stayInside);
  contents.on('will-frame-navigate', stayInside);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    const link = outsideLink(url);
    // A browser that cannot be started is for the system to report.
    if (link !== undefined) shell.openExternal(link).catch(() => undefined);
    return { action: 'deny' };
  });
}

/** The address as the system's browser may have it, or undefined when it may not. */
export function outsideLink(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const isPlain = url.username === '' && url.password === '';
  return url.protocol === 'https:' && url.host === LINKED_HOST && isPlain ? url.href : undefined;
}

/** The page needs none of the permissions that a page can ask for, but to put text on the clipboard. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(isGranted(permission)));
  session.setPermissionCheckHandler((_contents, permission) => isGranted(permission));
  session.setDevicePermissionHandler(() => false);
}

function isGranted(permission: string): boolean {
  return permission === 'clipboard-sanitized-write';
}
