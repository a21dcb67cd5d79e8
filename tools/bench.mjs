// npm run bench [-- name …]: builds and runs every benchmark of bench/, or those named, one after the other.
import { existsSync, readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { main, runInPlace } from './command.mjs';
import { out, root } from './paths.mjs';
import { forTheApp, setup } from './setup.mjs';
import { SetupProblem } from './setup/step.mjs';

await main(async () => {
  await setup(forTheApp, console.log);
  const { build } = await import('./build.mjs');
  await build();
  const { rolldown } = await import('rolldown');
  const files = readdirSync(join(root, 'bench')).filter((name) => /\.(ts|mjs)$/.test(name));
  const names = files.map((file) => parse(file).name);
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new SetupProblem(`There is no bench ${unknown}. There are: ${names.join(', ')}.`);
  /** @param {string} source @param {string} name */
  const bundle = async (source, name) => {
    const file = join(out, 'bench', `${name}.cjs`);
    const bundled = await rolldown({ input: source, platform: 'node', external: ['koffi', /^node:/] });
    await bundled.write({ file, format: 'cjs' });
    return file;
  };
  for (const file of files) {
    const { name, ext } = parse(file);
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    // What a bench runs in Windows Node.
    const inWindows = join(root, 'bench', name, 'windows.ts');
    if (existsSync(inWindows)) await bundle(inWindows, `${name}-windows`);
    const source = join(root, 'bench', file);
    console.log(`── ${name} ──`);
    const code = await runInPlace(process.execPath, [ext === '.mjs' ? source : await bundle(source, name)]);
    if (code !== 0) return code;
  }
  return 0;
});
