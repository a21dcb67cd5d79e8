// The main process on Windows, where the bridge is a part of it: what its window sees, and what its end leaves. Runs in the
// project `wine`, and on Windows on every carrier with a main process.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { splitRecording, type Operation } from '../trace/index.ts';
import { expect, test } from './desktop.ts';
import { survivors } from './launch/child.ts';
import { first, OverlookPage, traceOf } from './overlook-page.ts';

/** Which operations there are. How far each has come may change at any moment. */
const named = (operations: Iterable<Operation>) => Array.from(operations, ({ id, api }) => `${id} ${api}`);

/** The one recording that the sessions of this user have left. */
function onlyRecording(folder: string): string {
  const sessions = join(folder, 'user-data/sessions');
  const files = readdirSync(sessions).filter((name) => name.endsWith('.ovl'));
  expect(files).toHaveLength(1);
  return join(sessions, first(files, 'recording'));
}

function readWhole(file: string) {
  const bytes = readFileSync(file);
  const read = splitRecording(bytes);
  expect(read).toMatchObject({ ok: true, parts: { lostBytes: 0 } });
  return traceOf(bytes);
}

test('the bridge is in the main process, and a page that is loaded again goes on with its session', async ({
  app,
  mark,
}) => {
  const { page } = app;
  const window = new OverlookPage(page);
  expect(await app.evaluate(() => process.platform)).toBe('win32');
  await window.stepInto('port-echo');
  const state = page.getByTestId('session-state');
  await expect(state).toContainText('WinSock 2.0');
  // The threads of a session are in no process of their own.
  if (process.platform === 'linux') expect(survivors(mark)).toEqual([expect.stringContaining('main.cjs')]);

  const before = named(await window.operations());
  await page.reload();
  await expect(state).toContainText('paused');
  await expect.poll(async () => named(await window.operations()).slice(0, before.length)).toEqual(before);
  await page.getByTestId('resume').click();
  await window.hasEnded();
  const operations = await window.operations();
  expect(operations.length).toBeGreaterThan(before.length);
  expect(operations.filter(({ end }) => end === undefined)).toEqual([]);
  expect(operations.map(({ noticedHow }) => noticedHow)).toContain('packet');
  expect(new Set(operations.map(({ thread }) => thread)).size).toBeGreaterThan(2);
});

test('ended while a session runs, it ends with 0, and the recording is whole and opens', async ({
  app,
  folder,
  launchApp,
}) => {
  await new OverlookPage(app.page).stepInto('echo');
  await app.close();
  expect(await app.exitCode).toBe(0);

  const file = onlyRecording(folder);
  const trace = readWhole(file);
  // The session was stopped: what was in flight was cancelled, and waited for.
  expect(trace.ended).toBe(true);
  expect(trace.operations.filter(({ end }) => end === undefined)).toEqual([]);

  const again = new OverlookPage((await launchApp({ args: [file] })).page);
  expect(await again.shownOperations()).toEqual([...trace.operations]);
});

test('killed while a session runs, it leaves a recording of what was shown, for the next start', async ({
  app,
  folder,
  launchApp,
}) => {
  const window = new OverlookPage(app.page);
  await window.stepInto('echo');
  const shown = named(await window.operations());
  // It may be gone before it has answered.
  await app.evaluate(() => void process.kill(process.pid, 'SIGKILL')).catch(() => undefined);
  expect(await app.exitCode).not.toBe(0);
  const trace = readWhole(onlyRecording(folder));
  expect(named(trace.operations).slice(0, shown.length)).toEqual(shown);

  const { page } = await launchApp();
  await page.getByTestId('mode-recordings').click();
  await page.getByTestId(/^recording-.* echo\.ovl$/).click();
  expect(await new OverlookPage(page).shownOperations()).toEqual([...trace.operations]);
});
