// How fast rows get from the host to the thread that builds the trace, through the double's MessagePort, and in how much
// memory: e2e/stream.spec.ts for 30 s (STREAM_SECONDS), with rows that Winsock really made. The host shows one recording
// again and again, each time as soon as all of it was taken, so that what is measured is the slowest taker.
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, fstatSync, ftruncateSync, mkdirSync, openSync, readSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { out, root } from '../tools/paths.mjs';

const SECONDS = process.env['STREAM_SECONDS'] ?? '30';
/** Of each third of the time, the first third being one part and the other two the other. */
const NAMES = ['first third', 'the rest'];

const withBytes = recorded('stream-bytes', ['--seconds', '20', '--bytes', '4096', '--payload', '4096']);
const rowsOnly = recorded('stream-rows', ['--seconds', '60', '--connections', '64']);
run('with 4096 bytes of each buffer, taken over and not built: the path alone', withBytes, { STREAM_ALONE: 'yes' });
run('with 4096 bytes of each buffer, built', withBytes, {});
run('rows without bytes, built', rowsOnly, {});

/**
 * A recording of the lesson “load”; one that is there is used again.
 *
 * @param {string} name @param {readonly string[]} options
 */
function recorded(name, options) {
  const file = join(out, 'bench', `${name}.ovl`);
  if (existsSync(file)) return file;
  mkdirSync(join(out, 'bench'), { recursive: true });
  console.log(`recording ${file} …`);
  const args = [join(root, 'tools/overlook.mjs'), 'record', 'load', '--quiet', '--out', file, ...options];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${file} could not be recorded`);
  cutFooter(file);
  return file;
}

/** A recording with a footer (docs/format.md) is read by the window; the rows of others are sent. @param {string} file */
function cutFooter(file) {
  const descriptor = openSync(file, 'r+');
  const trailer = Buffer.alloc(24);
  readSync(descriptor, trailer, 0, trailer.length, fstatSync(descriptor).size - trailer.length);
  if (trailer.toString('latin1', 16) === 'OVLFOOT\n') ftruncateSync(descriptor, trailer.readDoubleLE(8));
  closeSync(descriptor);
}

/** @param {string} what @param {string} file @param {Record<string, string>} environment */
function run(what, file, environment) {
  console.log(`\n${what}\n  load of this machine before: ${loadavg()[0]?.toFixed(1)}`);
  const args = [
    'playwright',
    'test',
    '--config=e2e/playwright.config.ts',
    '--trace=off',
    'stream.spec',
    '-g',
    'again and again',
  ];
  const { stdout, status } = spawnSync('npx', args, {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...process.env,
      OVERLOOK_E2E: 'double',
      STREAM_SECONDS: SECONDS,
      STREAM_RECORDING: file,
      ...environment,
    },
  });
  const parts = stdout.split('\n').filter((line) => line.startsWith('STREAM '));
  for (const [index, line] of parts.entries()) {
    console.log(`  ${NAMES[index]}`);
    const figures = /** @type {Record<string, number>} */ (JSON.parse(line.slice('STREAM '.length)));
    for (const [name, value] of Object.entries(figures))
      console.log(`    ${name.padEnd(32)}${value.toFixed(1).padStart(9)}`);
  }
  if (status !== 0) throw new Error(`Something did not arrive as it was sent:\n${stdout}`);
}
