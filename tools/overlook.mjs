// npm run -s overlook -- …: the command line, built first where necessary. stdout is its own, for --json.
import { join } from 'node:path';
import { main, runInPlace } from './command.mjs';
import { out } from './paths.mjs';
import { forCommands, forTheApp, setup } from './setup.mjs';

await main(async () => {
  const args = process.argv.slice(2);
  const isLive = args[0] === 'record' || args[0] === 'serve';
  await setup(isLive ? forTheApp : forCommands, console.error);
  const { build } = await import('./build.mjs');
  await build({ say: console.error });
  return runInPlace(process.execPath, [join(out, 'app/overlook.cjs'), ...args]);
});
