import { join } from 'node:path';
import { findRoot } from './root.ts';

/** Where the parts of Overlook are. */
export interface Environment {
  readonly root: string;
  /** The bundles: bridge.cjs, the threads, the window's files. */
  readonly appFolder: string;
  readonly version: string;
  /** Where Wine writes its own log of socket calls; absent: it writes none. */
  readonly wineLog?: string;
}

/** Where this Overlook is, and which it is. */
export function environment(): Environment {
  const root = findRoot(import.meta.dirname);
  return { root, appFolder: join(root, 'out', 'app'), version: version() };
}

function version(): string {
  if (typeof __BUILD__ === 'undefined') return 'development';
  const build = JSON.parse(__BUILD__) as { version: string; commit: string | null };
  return build.commit === null ? build.version : `${build.version} (${build.commit})`;
}
