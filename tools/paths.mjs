// The places that the tools agree on.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Everything that is built. May be deleted at any time. */
export const out = join(root, 'out');
/** Everything that is fetched or made once. May be deleted when nothing of it is running. */
export const cache = join(root, '.cache');

/** Windows Node and koffi's Windows build, for machines whose Winsock is Wine's. */
export const windowsNode = join(cache, 'windows-node');
export const winePrefix = join(cache, 'wine-prefix');

export const winsockTests = join(out, 'winsock-tests');
