import type { BrowserWindowConstructorOptions } from 'electron';

/**
 * The window and what its page may do: nothing but be a page. The security settings are the defaults of Electron, and
 * stand here so that no default can change them.
 */
export function windowOptions(preload: string): BrowserWindowConstructorOptions {
  return {
    title: 'Overlook',
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
