// npm run recordings: makes the recordings that ship with Overlook anew, one of each lesson, on this machine's Winsock.
import { join } from 'node:path';
import { main, runInPlace } from './command.mjs';
import { build } from './build.mjs';
import { out, root } from './paths.mjs';
import { forTheApp, setup } from './setup.mjs';

const lessons = ['first-receive', 'echo', 'datagram'];

await main(async () => {
  await setup(forTheApp, console.log);
  await build();
  for (const lesson of lessons) {
    const file = join(root, 'recordings', `${lesson}.ovl`);
    const code = await runInPlace(process.execPath, [
      join(out, 'app/overlook.cjs'),
      'record',
      lesson,
      '-q',
      '--out',
      file,
    ]);
    if (code !== 0) return code;
  }
  return 0;
});
