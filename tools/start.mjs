// npm start: sets up what is missing, builds what has changed, opens Overlook.
import { join } from 'node:path';
import { main, runInPlace } from './command.mjs';
import { electronPackage, findElectron } from './find-electron.mjs';
import { out } from './paths.mjs';
import { runCommand } from './run-command.mjs';
import { forTheApp, setup } from './setup.mjs';

await main(async () => {
  const args = process.argv.slice(2);
  await setup(forTheApp, console.log);
  // Only now: the build's tools are among the packages.
  const { build } = await import('./build.mjs');
  await build();
  if (process.platform === 'win32') await installElectron();
  const program = hasDisplay() ? findElectron() : undefined;
  if (program !== undefined) return runInPlace(program, ['.', ...args]);
  return runInPlace(process.execPath, [join(out, 'app/overlook.cjs'), 'serve', '--open', ...args]);
});

function hasDisplay() {
  if (process.platform !== 'linux') return true;
  // Electron refuses to run as root.
  return process.getuid?.() !== 0 && Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

async function installElectron() {
  if (findElectron() !== undefined) return;
  console.log('setup: Electron: …');
  const progress = { say: console.log, what: 'download of Electron' };
  const { problem } = await runCommand(process.execPath, [join(electronPackage, 'install.js')], {
    timeoutMs: 15 * 60_000,
    progress,
  });
  console.log(
    problem === undefined
      ? 'setup: Electron: ready'
      : `setup: Electron could not be downloaded (${problem}): Overlook opens in the browser instead.`,
  );
}
