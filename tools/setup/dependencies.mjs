// node_modules, from package-lock.json.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readStamp } from '../fingerprint.mjs';
import { root } from '../paths.mjs';
import { npm, runCommand } from '../run-command.mjs';
import { SetupProblem } from './step.mjs';

/** @param {string} [base] the project's folder */
export function lockHash(base = root) {
  return createHash('sha256')
    .update(readFileSync(join(base, 'package-lock.json')))
    .digest('hex');
}

/**
 * A node_modules folder that agrees with the package-lock.json beside it.
 *
 * @param {string} name
 * @param {string} folder
 * @returns {import('./step.mjs').Step}
 */
function npmCi(name, folder) {
  // npm ci deletes node_modules first, and the stamp with it: one that is there belongs to a finished installation.
  const stampFile = join(folder, 'node_modules/.overlook-lock-hash');
  return {
    name,
    isReady: () => readStamp(stampFile) === lockHash(folder),
    async make(say) {
      const hash = lockHash(folder);
      const [command, args] = npm('ci', '--no-progress', '--no-audit', '--no-fund', '--loglevel=error');
      const progress = { say, what: 'npm ci' };
      const { problem, stdout, stderr } = await runCommand(command, args, {
        cwd: folder,
        timeoutMs: 15 * 60_000,
        progress,
      });
      if (problem !== undefined) {
        throw new SetupProblem(`npm ci failed (${problem}). What it said:\n${(stderr + stdout).trim().slice(0, 1000)}`);
      }
      if (!existsSync(join(folder, 'node_modules'))) throw new SetupProblem('npm ci made no node_modules folder.');
      writeFileSync(stampFile, hash);
    },
  };
}

export const dependencies = npmCi('packages', root);

/** electron-builder: 260 packages that only packing needs. */
export const packagingTools = { ...npmCi('electron-builder', join(root, 'packaging')), isOptional: true };
