// Says in one word whether anything has changed since last time.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A hash over the name, size and time of every file below the given files and folders. Names that are not there
 * are skipped. Reads no file, so it takes milliseconds.
 *
 * @param {string} base
 * @param {readonly string[]} names
 * @param {readonly string[]} [extra] other text on which the result depends
 */
export function fingerprint(base, names, extra = []) {
  const hash = createHash('sha256');
  for (const name of names) addTo(hash, base, name);
  for (const text of extra) hash.update(`\0${text}`);
  return hash.digest('hex');
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} base
 * @param {string} name
 */
function addTo(hash, base, name) {
  const stat = statSync(join(base, name), { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (!stat.isDirectory()) {
    hash.update(`\0${name} ${stat.size} ${stat.mtimeMs}`);
    return;
  }
  for (const entry of readdirSync(join(base, name)).toSorted()) addTo(hash, base, `${name}/${entry}`);
}

/** @param {string} file */
export function readStamp(file) {
  return statSync(file, { throwIfNoEntry: false }) === undefined ? undefined : readFileSync(file, 'utf8');
}
