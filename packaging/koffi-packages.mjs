// koffi's native module for each architecture of Windows, from the npm registry, by the hashes of package-lock.json.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readStamp } from '../tools/fingerprint.mjs';
import { cache, root } from '../tools/paths.mjs';
import { fetchInto } from '../tools/setup/windows-node.mjs';

/**
 * Puts them where configuration.mjs takes them from, unless they are there.
 *
 * @param {readonly string[]} architectures
 * @param {(line: string) => void} say
 */
export async function fetchKoffi(architectures, say) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  for (const architecture of architectures) {
    const name = `@koromix/koffi-win32-${architecture}`;
    const { version, integrity } = packages[`node_modules/${name}`];
    const folder = join(cache, `koffi-win32-${architecture}`);
    if (existsSync(join(folder, 'package.json')) && readStamp(join(folder, '.integrity')) === integrity) continue;
    say(`${name}@${version}: …`);
    const partial = `${folder}.partial`;
    rmSync(partial, { recursive: true, force: true });
    await fetchInto(partial, { spec: `${name}@${version}`, integrity, from: 'package', to: 'package' }, say);
    writeFileSync(join(partial, 'package/.integrity'), integrity);
    rmSync(folder, { recursive: true, force: true });
    renameSync(join(partial, 'package'), folder);
    rmSync(partial, { recursive: true });
  }
}
