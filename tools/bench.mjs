// npm run bench: builds and runs every benchmark of bench/, one after the other.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { main, runInPlace } from './command.mjs';
import { out, root } from './paths.mjs';

await main(async () => {
  const sources = readdirSync(join(root, 'bench')).filter((name) => name.endsWith('.ts'));
  for (const source of sources) {
    const file = join(out, 'bench', source.replace(/\.ts$/, '.cjs'));
    const bundle = await rolldown({
      input: join(root, 'bench', source),
      platform: 'node',
      external: ['koffi', /^node:/],
    });
    await bundle.write({ file, format: 'cjs' });
    console.log(`── ${source} ──`);
    const code = await runInPlace(process.execPath, [file]);
    if (code !== 0) return code;
  }
  return 0;
});
