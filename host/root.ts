import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { homedir } from 'node:os';

/** Where Overlook is installed: the folder that holds `out/app` and `recordings`. `from` is any folder inside it. */
export function findRoot(from: string): string {
  const named = process.env['OVERLOOK_ROOT'];
  if (named !== undefined && named !== '') return named;
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder) return from;
  }
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
