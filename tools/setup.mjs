// Makes this machine ready for Overlook. Uses nothing but Node itself: it runs before npm ci.
import { join } from 'node:path';
import { exclusively } from './exclusive.mjs';
import { cache } from './paths.mjs';
import { chromium, wine } from './setup/debian-packages.mjs';
import { dependencies, packagingTools } from './setup/dependencies.mjs';
import { SetupProblem } from './setup/step.mjs';
import { windowsNodeStep } from './setup/windows-node.mjs';
import { winePrefixStep } from './setup/wine-prefix.mjs';

/** @typedef {import('./setup/step.mjs').Step} Step */

/** A live Winsock on this machine. Windows has its own; elsewhere there is none to be had. */
const liveWinsock =
  process.platform === 'linux' && process.arch === 'x64' ? [wine, windowsNodeStep, winePrefixStep] : [];

export const forCommands = [dependencies];
export const forTheApp = [dependencies, ...liveWinsock];
export const forTests = [...forTheApp, ...(process.platform === 'linux' ? [chromium] : []), packagingTools];
export const forPackaging = [dependencies, packagingTools];

/**
 * Makes what is missing of `steps`, and says so; says nothing when nothing is. A required step that cannot be made
 * throws a SetupProblem.
 *
 * @param {readonly Step[]} steps
 * @param {(line: string) => void} say
 * @returns {Promise<ReadonlyMap<string, string>>} the optional steps that could not be made: their name, and why
 */
export async function setup(steps, say) {
  checkNodeVersion(process.versions.node);
  if (steps.every((step) => step.isReady())) return new Map();
  /** @param {number} pid */
  const onWait = (pid) => say(`setup: process ${pid} is setting up, waiting for it`);
  return exclusively(join(cache, 'setup.lock'), { onWait }, () => makeMissing(steps, say));
}

/** @param {readonly Step[]} steps @param {(line: string) => void} say */
async function makeMissing(steps, say) {
  /** @type {Map<string, string>} */
  const problems = new Map();
  for (const [index, step] of steps.entries()) {
    const label = `setup ${index + 1}/${steps.length}: ${step.name}`;
    const problem = step.needs === undefined ? undefined : problems.get(step.needs.name);
    if (problem !== undefined) {
      problems.set(step.name, problem);
      say(`${label}: left out, it needs ${step.needs?.name}`);
      continue;
    }
    if (step.isReady()) {
      say(`${label}: there`);
      continue;
    }
    say(`${label}: …`);
    const startMs = performance.now();
    try {
      await step.make(say);
      if (!step.isReady()) throw new SetupProblem(`${step.name} is still missing after its set-up.`);
      say(`${label}: ready after ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
    } catch (error) {
      if (step.isOptional !== true) throw error;
      const why = error instanceof Error ? error.message : String(error);
      problems.set(step.name, why);
      say(`${label}: ${why}`);
    }
  }
  return problems;
}

/** @param {string} version */
export function checkNodeVersion(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new SetupProblem(
    `Overlook needs Node 20.19 or later, and this is Node ${version}. Please install a newer one.`,
  );
}
