// What a bundle may say about itself (`__BUILD__`).
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/**
 * `commit` and `date` (of the commit, so that building twice gives the same bytes) are null outside a git clone.
 *
 * @returns {{ version: string, commit: string | null, date: string | null }}
 */
export function buildInfo() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  try {
    const line = execFileSync('git', ['log', '-1', '--format=%h %cI'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 5000,
    });
    const [commit = null, date = null] = line.trim().split(' ');
    return { version, commit, date };
  } catch {
    return { version, commit: null, date: null };
  }
}
