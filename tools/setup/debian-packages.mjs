// Programs that come from the system's package manager: Wine, and Chromium for the tests.
import { findChromium } from '../find-chromium.mjs';
import { findProgram, runCommand } from '../run-command.mjs';
import { SetupProblem } from './step.mjs';

/** @type {import('./step.mjs').Step} */
export const wine = {
  name: 'Wine',
  isReady: () => findProgram('wine') !== undefined && findProgram('wineserver') !== undefined,
  make: (say) => install(say, 'Wine', 'a live Winsock', ['wine64', 'wine']),
  isOptional: true,
};

/** @type {import('./step.mjs').Step} */
export const chromium = {
  name: 'Chromium',
  isReady: () => findChromium() !== undefined,
  make: (say) => install(say, 'Chromium', 'the end-to-end tests', ['chromium']),
  isOptional: true,
};

/**
 * @param {(line: string) => void} say
 * @param {string} name
 * @param {string} purpose
 * @param {readonly string[]} packages
 */
async function install(say, name, purpose, packages) {
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (findProgram('apt-get') === undefined) {
    throw new SetupProblem(`${name} is needed for ${purpose} and is not installed. Please install it and try again.`);
  }
  if (process.getuid?.() !== 0) {
    throw new SetupProblem(`${name} is needed for ${purpose} and is not installed. Please run: sudo ${command}`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of ['update', command.slice('apt-get '.length)].map((text) => text.split(' '))) {
    const progress = { say, what: `apt-get ${args[0]}` };
    const { problem, stderr } = await runCommand('apt-get', args, { env, timeoutMs: 15 * 60_000, progress });
    // A stale list of packages is often good enough: whether it is, the installation says.
    if (problem !== undefined && args[0] !== 'update') {
      throw new SetupProblem(`${name} could not be installed (${problem}). Please run: ${command}\n${stderr.trim()}`);
    }
  }
}
