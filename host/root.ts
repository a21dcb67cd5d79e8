import { existsSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { homedir } from 'node:os';

/**
 * Where Overlook is installed: the folder that holds `out/app`, or the asar archive that does. `from` is any folder inside
 * it. In an archive nobody else has a say: what is loaded from there is what was packed.
 */
export function findRoot(from: string): string {
  const found = folderWithPackage(from) ?? from;
  const named = process.env['OVERLOOK_ROOT'];
  return named === undefined || named === '' || isArchive(found) ? found : named;
}

function folderWithPackage(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

/** Where the recordings are that ship with Overlook: beside an archive, since they are read as files. */
export function shippedRecordings(root: string): string {
  return join(isArchive(root) ? dirname(root) : root, 'recordings');
}

function isArchive(root: string): boolean {
  return extname(root) === '.asar';
}

/** Where the recordings of live sessions are kept, so that nothing is lost when nobody saves it. */
export function sessionsFolder(): string {
  const named = process.env['OVERLOOK_DATA'];
  if (named !== undefined && named !== '') return join(named, 'sessions');
  if (process.platform === 'win32') {
    return join(process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Overlook', 'sessions');
  }
  return join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'overlook', 'sessions');
}
