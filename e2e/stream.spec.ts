import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BatchDecoder, readErrorText, splitRecording } from '../trace/index.ts';
import { expect, test } from './launch-app.ts';
import type { DesktopApp, RunningApp } from './launch/running-app.ts';
import { largestRenderer } from './stream/largest-renderer.ts';
import { keptTraces, passes, takeOver, watchStream } from './stream/in-page.ts';

// Rows on their way from the host to the thread that builds the trace. In short: all of them, in order. The bench `stream`
// (bench/stream.mjs) runs the same for longer, and prints how fast and in how much memory.
const { STREAM_SECONDS, STREAM_RECORDING, STREAM_ALONE } = process.env;
const shipped = join(import.meta.dirname, '../recordings/echo.ovl');

test('a recording that is shown again and again arrives whole and in order, every time', async ({ launchApp }) => {
  const file = STREAM_RECORDING ?? shipped;
  const seconds = Number(STREAM_SECONDS ?? 0);
  test.setTimeout(60_000 + 3 * seconds * 1000);
  const content = readFileSync(file);
  const app = await launchApp({ args: [file] });
  const { page } = app;
  if (STREAM_ALONE === 'yes') await page.route('**/assets/trace-worker-*.js', (route) => route.fulfill(takeOver));
  await page.addInitScript(watchStream);
  await page.reload();
  await page.getByTestId('mode-recordings').click();
  const name = basename(file);
  await page.getByTestId(`recording-${name}`).waitFor();

  const first = await page.evaluate(passes, { name, bytes: content.length, seconds: 0, digests: true });
  const { batchMessages } = partsOf(content);
  const hash = sha256(Buffer.concat(batchMessages.map((message) => sha256(message)))).toString('hex');
  expect(first).toMatchObject({ passes: 2, digests: [hash, hash] });
  if (STREAM_ALONE !== 'yes') {
    await expect.poll(() => page.evaluate(rowsWhenComplete)).toBe(rowsIn(content));
  }
  if (seconds === 0) return;

  const devtools = await page.context().newCDPSession(page);

  const taken = async () => {
    await devtools.send('HeapProfiler.collectGarbage');
    await page.waitForTimeout(1000);
    await devtools.send('HeapProfiler.collectGarbage');
    const host = isDesktop(app) ? await app.evaluate(hostTakes) : { mb: 0, cpuSeconds: 0 };
    return { renderer: largestRenderer(), host };
  };
  let before = await taken();
  for (const part of [1 / 3, 2 / 3]) {
    const run = await page.evaluate(passes, {
      name,
      bytes: content.length,
      seconds: seconds * part,
      digests: false,
    });
    const { renderer, host } = await taken();
    const gigabytes = run.bytes / 1e9;
    const figures = {
      megabytesASecond: run.bytes / 1e6 / (run.ms / 1000),
      seconds: run.ms / 1000,
      gigabytes,
      passes: run.passes,
      messagesASecond: run.messages / (run.ms / 1000),
      rendererCpuSecondsAGigabyte: (renderer.cpuSeconds - before.renderer.cpuSeconds) / gigabytes,
      hostCpuSecondsAGigabyte: (host.cpuSeconds - before.host.cpuSeconds) / gigabytes,
      rendererMb: renderer.mb,
      hostMb: host.mb,
    };
    before = { renderer, host };
    console.log(`STREAM ${JSON.stringify(figures)}`);
  }
});

test('of recordings that were shown, none is kept', async ({ launchApp }) => {
  const app = await launchApp({ args: [shipped] });
  const { page } = app;
  // Nothing is built of any: so the timeline has nothing to say that would make React forget what it was told before.
  await page.route('**/assets/trace-worker-*.js', (route) => route.fulfill(takeOver));
  await page.addInitScript(watchStream);
  await page.reload();
  await page.getByTestId('mode-recordings').click();
  const name = basename(shipped);
  for (let time = 0; time < 3; time++) {
    await page.evaluate(passes, { name, bytes: statSync(shipped).size, seconds: 0, digests: false });
  }
  const devtools = await page.context().newCDPSession(page);
  const kept = async () => {
    await devtools.send('HeapProfiler.collectGarbage');
    return page.evaluate(keptTraces);
  };
  // The one that is shown, and what React has of the one before.
  await expect.poll(kept).toBeLessThanOrEqual(2);
});

const isDesktop = (app: RunningApp): app is DesktopApp => 'evaluate' in app;

/** What the main process takes, when nothing is garbage. */
async function hostTakes() {
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  setFlagsFromString('--expose-gc');
  const collect = process.getBuiltinModule('node:vm').runInNewContext('gc') as () => void;
  for (let turn = 0; turn < 5; turn++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { user, system } = process.cpuUsage();
  return { mb: process.memoryUsage().rss / 1e6, cpuSeconds: (user + system) / 1e6 };
}

/** How many rows the window shows, once it has all that came. */
function rowsWhenComplete(): number | undefined {
  const { overlook } = globalThis as unknown as { overlook: { progress(): { rows: number; complete: boolean } } };
  const { rows, complete } = overlook.progress();
  return complete ? rows : undefined;
}

function partsOf(content: Uint8Array) {
  const read = splitRecording(content);
  if (!read.ok) throw new Error(readErrorText(read.error, 'The recording'));
  return read.parts;
}

/** How many rows a recording has. */
function rowsIn(content: Uint8Array): number {
  const { schemaMessage, batchMessages } = partsOf(content);
  const decoder = new BatchDecoder(schemaMessage);
  return batchMessages.reduce((sum, message) => sum + (decoder.decode(message)?.length ?? 0), 0);
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
