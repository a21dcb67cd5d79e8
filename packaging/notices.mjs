// The licenses of the packages whose code or fonts are in Overlook's bundles: each wants its text to go along.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { out, root } from '../tools/paths.mjs';

export const noticesFile = join(out, 'LICENSES.packages.txt');

/**
 * One part for each package that package-lock.json has for run time, in the order of their names. Types are among them,
 * which leave nothing in a bundle: better too many than one too few. koffi's modules are under its own license.
 *
 * @returns {readonly { name: string, version: string, license: string, text: string }[]}
 */
export function notices() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.keys(packages)
    .filter((path) => path !== '' && packages[path].dev !== true && packages[path].optional !== true)
    .toSorted()
    .map((path) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version: packages[path].version,
      license: packages[path].license,
      text: licenseIn(join(root, path)),
    }));
}

export function writeNotices() {
  const parts = notices().map(
    ({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text || 'It comes without a text.'}\n`,
  );
  mkdirSync(dirname(noticesFile), { recursive: true });
  writeFileSync(noticesFile, parts.join(`\n${'-'.repeat(80)}\n\n`));
}

/** @param {string} folder */
function licenseIn(folder) {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying|ofl)/i.test(name));
  return file === undefined ? '' : readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
}
