import { existsSync } from 'node:fs';
import { defineConfig, type Project } from '@playwright/test';
import { findChromium } from '../tools/find-chromium.mjs';
import { findElectron } from '../tools/find-electron.mjs';
import type { Options, WorkerOptions } from './launch-app.ts';
import type { CarrierName } from './launch/running-app.ts';

const executablePath = findChromium();
/** Chromium's sandbox refuses to run as root. */
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const quiet = '--disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update';
/** Text and colours look the same on every machine. */
const alike = '--font-render-hinting=none --disable-lcd-text --force-color-profile=srgb';

/** Specs that end the bridge's process: on Windows the bridge is a part of the host's, and has none. */
const ofItsProcess = process.platform === 'win32' ? ['bridge-process.spec.ts'] : [];
if (ofItsProcess.length > 0)
  console.log(`left out on Windows, where the bridge has no process of its own: ${ofItsProcess.join(', ')}`);

/** The pictures were taken with the fonts of FreeType: other systems draw letters otherwise. */
const ofFreeType = process.platform === 'linux' ? [] : ['lane-pictures.spec.ts'];
if (ofFreeType.length > 0) console.log(`left out here, where letters are drawn otherwise: ${ofFreeType.join(', ')}`);

/** What only a main process on Windows shows: the bridge is a part of it. */
const ofWindows = process.platform === 'win32' ? [] : ['windows-main.spec.ts'];

/**
 * Most specs are the same on every carrier. A browser has no menu; only the double records what it was asked. `wine` shows
 * that the main process and the bridge in it work on Windows: what the window does with it is the same on all.
 */
const projects = {
  browser: { testIgnore: ['menu.spec.ts', 'shell.spec.ts', 'windows-main.spec.ts', ...ofItsProcess, ...ofFreeType] },
  double: { testIgnore: ['lane-pictures.spec.ts', ...ofWindows, ...ofItsProcess] },
  wine: { testMatch: ['first-receive.spec.ts', 'session.spec.ts', 'windows-main.spec.ts'] },
  electron: { testIgnore: ['lane-pictures.spec.ts', 'shell.spec.ts', ...ofWindows, ...ofItsProcess] },
} satisfies Record<CarrierName, Project>;

/** Electron itself is not everywhere: it is chosen by OVERLOOK_E2E=electron. On Windows, `double` is what `wine` is here. */
const usual = process.platform === 'linux' ? 'browser,double,wine' : 'browser,double';
const chosen = (process.env['OVERLOOK_E2E'] ?? usual).split(',');
const isCarrier = (name: string): name is CarrierName => name in projects;
if (chosen.includes('electron')) checkElectron();

/** Ends this run with a sentence, without the stack of places that load a configuration. */
function refuse(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

function checkElectron(): void {
  const { ELECTRON_BIN } = process.env;
  if (ELECTRON_BIN !== undefined) {
    if (existsSync(ELECTRON_BIN)) return;
    refuse(`ELECTRON_BIN names ${ELECTRON_BIN}, and there is no such file. Correct it, or leave it out.`);
  }
  if (findElectron() !== undefined) return;
  refuse(
    'OVERLOOK_E2E asks for Electron itself, and its program is not there. Run “npx install-electron --no”, which downloads ' +
      'it, or name one that is already there: ELECTRON_BIN=/…/electron. Without it, leave electron out of OVERLOOK_E2E.',
  );
}

// The browser is one that is already installed: Playwright's own is not downloaded.
export default defineConfig<Options, WorkerOptions>({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../test-results/e2e',
  reporter: [['list'], ['json', { outputFile: '../test-results/e2e.json' }]],
  // One at a time: each starts a host, the hosts share one wineserver, and two cores are no faster side by side.
  workers: 1,
  retries: 0,
  // A first start under Wine takes most of it.
  timeout: 90_000,
  expect: {
    timeout: 10_000,
    // The edges of letters may differ a little; one bar in another colour is more.
    toHaveScreenshot: { animations: 'disabled', caret: 'hide', scale: 'css', threshold: 0.1, maxDiffPixelRatio: 0.001 },
  },
  // A picture that is missing fails. To take them again: --update-snapshots.
  updateSnapshots: 'none',
  snapshotPathTemplate: '{testDir}/lane-pictures/{arg}{ext}',
  forbidOnly: true,
  use: {
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [...asRoot, ...quiet.split(' '), ...alike.split(' '), '--disable-sync'],
    },
    actionTimeout: 10_000,
    trace: 'retain-on-failure',
  },
  projects: chosen.map((name) => {
    if (!isCarrier(name)) refuse(`OVERLOOK_E2E names ${name}: there are ${Object.keys(projects).join(', ')}.`);
    return { name, ...projects[name], use: { carrier: name } };
  }),
});
