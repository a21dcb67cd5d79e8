import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ok, problem, type Result } from '../protocol/index.ts';

/** What a Winsock on Linux consists of. */
export interface WineParts {
  readonly wine: string;
  readonly wineserver: string;
  /** Windows Node, as a path of this system. */
  readonly node: string;
  /** The folder in which Windows Node finds koffi's Windows build. */
  readonly modules: string;
  readonly prefix: string;
}

/** Finds what the set-up has made, or says what is missing and what to do. */
export function findWine(root: string, path = process.env['PATH'] ?? ''): Result<WineParts> {
  const cache = join(root, '.cache');
  const parts = {
    wine: findOnPath('wine', path),
    wineserver: findOnPath('wineserver', path),
    node: join(cache, 'windows-node', 'node.exe'),
    modules: join(cache, 'windows-node', 'node_modules'),
    prefix: join(cache, 'wine-prefix'),
  };
  if (parts.wine === undefined || parts.wineserver === undefined) {
    return problem(
      'There is no Winsock here, because Wine is not installed. Install it with ' +
        '“sudo apt-get install --no-install-recommends wine64 wine” and run “npm start” again. Recordings can be opened without it.',
    );
  }
  const missing = [
    parts.node,
    join(parts.modules, '@koromix', 'koffi-win32-x64'),
    join(parts.prefix, 'system.reg'),
  ].find((place) => !existsSync(place));
  if (missing !== undefined) {
    return problem(`There is no Winsock here yet: ${missing} is missing. Run “npm start” once, which sets it up.`);
  }
  return ok({ ...parts, wine: parts.wine, wineserver: parts.wineserver });
}

/** The full path of a command, or undefined. */
export function findOnPath(command: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, command))
    .find((candidate) => existsSync(candidate));
}

/** A path of this system as Windows programs under Wine spell it. */
export function toWindowsPath(path: string): string {
  return `Z:${path.replaceAll('/', '\\')}`;
}
