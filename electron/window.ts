import type { BrowserWindowConstructorOptions, Display } from 'electron';

/**
 * The window and what its page may do: nothing but be a page. The security settings are the defaults of Electron, and
 * stand here so that no default can change them.
 */
export function windowOptions(preload: string): BrowserWindowConstructorOptions {
  return {
    title: 'Overlook',
    // Electron remembers where it was and how large, by its name, and brings it back onto a screen that is there.
    name: 'main',
    windowStatePersistence: true,
    width: 1280,
    height: 800,
    minWidth: 900,
    minHeight: 560,
    // Shown when the page has been drawn: no white flash.
    show: false,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      webviewTag: false,
      spellcheck: false,
    },
  };
}

/**
 * The window to present with: it fills the first screen that is not the window's. With one screen only it is a window like
 * any other.
 */
export function presentationOptions(
  preload: string,
  displays: readonly Pick<Display, 'id' | 'bounds'>[],
  own: Pick<Display, 'id'>,
): BrowserWindowConstructorOptions {
  const { name: _name, windowStatePersistence: _remembers, ...options } = windowOptions(preload);
  const other = displays.find(({ id }) => id !== own.id);
  return {
    ...options,
    title: 'Overlook: presentation',
    ...(other === undefined ? {} : { x: other.bounds.x, y: other.bounds.y, fullscreen: true }),
  };
}
