// Which bundles there are. An entry whose source does not exist (yet) is left out.
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from './paths.mjs';

/**
 * @typedef {{ source: string, file: string, format: 'cjs' | 'iife' }} Bundle
 *   source from the project's root, file from out/; cjs is for Node and Electron, iife for a page
 */

/** @type {readonly (readonly [source: string, file: string])[]} */
const programs = [
  ['host/overlook.ts', 'app/overlook.cjs'],
  ['host/footer-thread.ts', 'app/footer-thread.cjs'],
  ['native-bridge/wine-main.ts', 'app/bridge.cjs'],
  ['electron/main.ts', 'app/main.cjs'],
  ['electron/preload.ts', 'app/preload.cjs'],
  ['electron/updater.ts', 'app/updater.cjs'],
];

/** @returns {readonly Bundle[]} */
export function bundles() {
  const threads = filesIn('native-bridge', /-thread\.ts$/);
  const winsockTests = [
    ...filesIn('native-bridge', /\.winsock\.test\.ts$/),
    ...filesIn('host', /\.winsock\.test\.ts$/),
  ];
  return [
    ...programs.map(([source, file]) => cjs(source, file)),
    ...threads.map((source) => cjs(source, `app/${compiledName(source)}`)),
    ...winsockTests.map((source) => cjs(source, `winsock-tests/${compiledName(source)}`)),
    // A test starts threads as the app does: from the file that stands beside its own.
    ...(winsockTests.length > 0 ? threads.map((source) => cjs(source, `winsock-tests/${compiledName(source)}`)) : []),
    ...['register', 'electron'].map((name) => cjs(`e2e/double/${name}.ts`, `double/${name}.cjs`)),
    ...['page', 'mainworld', 'port-worker'].map((name) => iife(`e2e/double/${name}.ts`, `double/${name}.js`)),
  ].filter(({ source }) => existsSync(join(root, source)));
}

/** @param {string} source @param {string} file @returns {Bundle} */
const cjs = (source, file) => ({ source, file, format: 'cjs' });
/** @param {string} source @param {string} file @returns {Bundle} */
const iife = (source, file) => ({ source, file, format: 'iife' });

/** @param {string} source */
const compiledName = (source) => basename(source).replace(/\.ts$/, '.cjs');

/** @param {string} folder @param {RegExp} pattern */
function filesIn(folder, pattern) {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => pattern.test(name))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .toSorted();
}
