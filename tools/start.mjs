// npm start: sets up what is missing, builds what has changed, opens Overlook.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { main, runInPlace } from './command.mjs';
import { out, root } from './paths.mjs';
import { runCommand } from './run-command.mjs';
import { forTheApp, setup } from './setup.mjs';

const electron = join(root, 'node_modules/electron');

await main(async () => {
  const args = process.argv.slice(2);
  await setup(forTheApp, console.log);
  // Only now: the build's tools are among the packages.
  const { build } = await import('./build.mjs');
  await build();
  if (process.platform === 'win32') await installElectron();
  const program = hasDisplay() ? electronProgram() : undefined;
  if (program !== undefined) return runInPlace(program, ['.', ...args]);
  return runInPlace(process.execPath, [join(out, 'app/overlook.cjs'), 'serve', '--open', ...args]);
});

function hasDisplay() {
  if (process.platform !== 'linux') return true;
  // Electron refuses to run as root.
  return process.getuid?.() !== 0 && Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/** Electron's binary, if it is there: its package brings none, and fetches it by a command of its own. */
function electronProgram() {
  const pathFile = join(electron, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const program = join(electron, 'dist', readFileSync(pathFile, 'utf8'));
  return existsSync(program) ? program : undefined;
}

async function installElectron() {
  if (electronProgram() !== undefined) return;
  console.log('setup: Electron: …');
  const progress = { say: console.log, what: 'download of Electron' };
  const { problem } = await runCommand(process.execPath, [join(electron, 'install.js')], {
    timeoutMs: 15 * 60_000,
    progress,
  });
  console.log(
    problem === undefined
      ? 'setup: Electron: ready'
      : `setup: Electron could not be downloaded (${problem}): Overlook opens in the browser instead.`,
  );
}
