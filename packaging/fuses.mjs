// node packaging/fuses.mjs <file.exe>: reads the fuses of an executable back, and fails when one is not as configured.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fuses } from './configuration.mjs';

/**
 * The fuses of an executable, by the names that electron-builder has for them; those that it does not name are left out.
 *
 * @param {string} file
 * @returns {Promise<Record<string, boolean>>}
 */
export async function readFuses(file) {
  const { getCurrentFuseWire, FuseV1Options } = createRequire(import.meta.url)('@electron/fuses');
  const wire = await getCurrentFuseWire(file);
  const found = Object.keys(fuses).map((name) => {
    const state = wire[FuseV1Options[name.charAt(0).toUpperCase() + name.slice(1)]];
    if (state !== 0x30 && state !== 0x31) throw new Error(`${file} has no fuse ${name}.`);
    return [name, state === 0x31];
  });
  return Object.fromEntries(found);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const file = resolve(process.argv[2] ?? '');
  const found = await readFuses(file);
  const wrong = Object.entries(fuses).filter(([name, isOn]) => found[name] !== isOn);
  for (const [name, isOn] of Object.entries(found)) console.log(`${name}: ${isOn ? 'on' : 'off'}`);
  if (wrong.length > 0) {
    console.error(
      `${file} has other fuses than packaging/configuration.mjs says: ${wrong.map(([name]) => name).join(', ')}.`,
    );
    process.exitCode = 1;
  }
}
