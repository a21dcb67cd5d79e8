// What the commands of this folder have in common.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { SetupProblem } from './setup/step.mjs';

/**
 * Runs a command to its end, and says in one sentence why it could not.
 *
 * @param {() => Promise<number>} command returns the exit code
 */
export async function main(command) {
  try {
    process.exitCode = await command();
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/**
 * Runs a program in this one's place: same stdin, stdout and stderr, signals passed on.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} its exit code; 128 + n where signal n ended it, as a shell has it
 */
export function runInPlace(program, args, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', env });
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      // Ctrl+C in a terminal reaches the child by itself: it must not come twice.
      process.on(signal, () => void (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal)));
    }
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]));
  });
}
