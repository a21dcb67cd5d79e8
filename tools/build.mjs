// Builds all that runs into out/, and nothing when nothing has changed.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildInfo } from './build-info.mjs';
import { bundles } from './bundles.mjs';
import { exclusively } from './exclusive.mjs';
import { fingerprint, readStamp } from './fingerprint.mjs';
import { out, root } from './paths.mjs';

const sources = [
  'winsock',
  'trace',
  'protocol',
  'lessons',
  'native-bridge',
  'host',
  'electron',
  'renderer',
  'e2e/double',
];
const recipe = ['package-lock.json', 'tsconfig.base.json', 'tools/build.mjs', 'tools/bundles.mjs'];
const stampFile = join(out, '.built');

/**
 * Makes out/app (the app), out/winsock-tests and out/double (what its tests run) agree with the sources. The new
 * folders replace the old ones at the end: a build that fails leaves the last good one.
 *
 * @param {{ say?: (line: string) => void }} [options]
 * @returns {Promise<'built' | 'current'>}
 */
export async function build({ say = console.log } = {}) {
  if (isCurrent()) return 'current';
  /** @param {number} pid */
  const onWait = (pid) => say(`build: process ${pid} is building, waiting for it`);
  return exclusively(join(out, '.build-lock'), { onWait }, async () => {
    if (isCurrent()) return 'current';
    // Taken before: a source that changes during the build must be built again next time.
    const { stamp, info } = currentState();
    const startMs = performance.now();
    const staging = join(out, '.staging');
    rmSync(staging, { recursive: true, force: true });
    const define = { __BUILD__: JSON.stringify(JSON.stringify(info)) };
    const count = await bundleNode(staging, define);
    await bundleRenderer(join(staging, 'app/renderer'), define);
    replaceFolders(staging, ['app', 'winsock-tests', 'double']);
    writeFileSync(stampFile, stamp);
    say(`build: ${count} bundles and the renderer, ${Math.round(performance.now() - startMs)} ms`);
    return 'built';
  });
}

function currentState() {
  const info = buildInfo();
  return { info, stamp: fingerprint(root, [...sources, ...recipe], [JSON.stringify(info), process.version]) };
}

function isCurrent() {
  return readStamp(stampFile) === currentState().stamp;
}

/** @param {string} staging @param {Record<string, string>} define */
async function bundleNode(staging, define) {
  const { rolldown } = await import('rolldown');
  const all = bundles();
  for (const { source, file, format } of all) {
    const bundle = await rolldown({
      input: join(root, source),
      platform: format === 'cjs' ? 'node' : 'browser',
      external: ['electron', 'koffi', /^node:/],
      transform: { define },
    });
    try {
      await bundle.write({ file: join(staging, file), format, sourcemap: true, codeSplitting: false });
    } finally {
      await bundle.close();
    }
  }
  return all.length;
}

/** @param {string} outDir @param {Record<string, string>} define */
async function bundleRenderer(outDir, define) {
  const renderer = join(root, 'renderer');
  if (!existsSync(join(renderer, 'index.html'))) return;
  const [{ build: viteBuild }, { default: react }] = await Promise.all([
    import('vite'),
    import('@vitejs/plugin-react'),
  ]);
  await viteBuild({
    configFile: false,
    root: renderer,
    base: './',
    logLevel: 'warn',
    plugins: [react()],
    define,
    build: {
      outDir,
      emptyOutDir: true,
      sourcemap: true,
      // Nothing inline: the Content-Security-Policy allows files of our own only.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 4000,
    },
  });
}

/** @param {string} staging @param {readonly string[]} names */
function replaceFolders(staging, names) {
  for (const name of names) {
    mkdirSync(join(staging, name), { recursive: true });
    rmSync(join(out, name), { recursive: true, force: true });
    renameSync(join(staging, name), join(out, name));
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  if ((await build()) === 'current') console.log('build: nothing has changed');
}
