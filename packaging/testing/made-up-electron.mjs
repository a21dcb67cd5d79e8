// Stands for Electron's archive for Windows where that cannot be had: its files by name, and Windows Node as its program.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { windowsNode } from '../../tools/paths.mjs';

/** What stands before the fuses in Electron's program, by which they are found. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** As Electron is delivered: runAsNode, cookies, NODE_OPTIONS, --inspect, integrity, only asar, snapshot, file:, wasm. */
const delivered = '101100010';

/** @param {string} folder */
export function makeUpElectron(folder) {
  for (const name of ['locales', 'resources']) mkdirSync(join(folder, name), { recursive: true });
  const wire = Buffer.concat([Buffer.from(sentinel), Buffer.from([1, delivered.length]), Buffer.from(delivered)]);
  const node = process.platform === 'win32' ? process.execPath : join(windowsNode, 'node.exe');
  writeFileSync(join(folder, 'electron.exe'), Buffer.concat([unsigned(readFileSync(node)), wire]));
  writeFileSync(join(folder, 'LICENSE'), 'Here is the license of Electron.\n');
  writeFileSync(join(folder, 'LICENSES.chromium.html'), 'Here are those of Chromium.\n');
  writeFileSync(join(folder, 'version'), 'made up\n');
}

/** The program without its signature, which an edited program cannot keep: the fifth entry of the table of directories. */
function unsigned(/** @type {Buffer} */ program) {
  const entry = program.readUInt32LE(0x3c) + 24 + 112 + 4 * 8;
  const certificates = program.readUInt32LE(entry);
  program.fill(0, entry, entry + 8);
  return certificates === 0 ? program : program.subarray(0, certificates);
}
