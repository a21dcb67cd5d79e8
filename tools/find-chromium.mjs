import { existsSync } from 'node:fs';
import { findProgram } from './run-command.mjs';

/** A browser of the Chromium family that is already on this machine, for the end-to-end tests. */
export function findChromium() {
  const usual = [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  return (
    findProgram('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable') ??
    usual.find((file) => existsSync(file))
  );
}
