import { join } from 'node:path';
import type { Environment } from './open-bridge.ts';
import { findRoot } from './root.ts';

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
