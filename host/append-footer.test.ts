import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ok, problem } from '../protocol/index.ts';
import { TRAILER_BYTES, readTrailer, splitRecording } from '../trace/index.ts';
import { appendFooter } from './append-footer.ts';
import { openTrace } from './open-trace.ts';
import { RecordingFile } from './recording-file.ts';

const shipped = join(import.meta.dirname, '../recordings/echo.ovl');

function copy(): string {
  const folder = mkdtempSync(join(tmpdir(), 'overlook-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'echo.ovl');
  copyFileSync(shipped, path);
  return path;
}

it('comes behind the rows, which stay as they were', () => {
  const path = copy();
  const before = readFileSync(path);
  expect(appendFooter(path, 0)).toEqual(ok('written'));
  const after = readFileSync(path);
  expect(after.subarray(0, before.length).equals(before)).toBe(true);
  expect(readTrailer(after.subarray(-TRAILER_BYTES), after.length)?.rowsEnd).toBe(before.length);
  expect(splitRecording(after)).toMatchObject({ ok: true, parts: { lostBytes: 0 } });

  const opened = RecordingFile.open(path);
  if (!opened.ok) throw new Error(opened.problem);
  expect(opened.value).toMatchObject({ bytes: before.length, lostBytes: 0 });
  opened.value.close();
  const told: string[] = [];
  const traces = [path, shipped].map((file) => openTrace({ folder: '/', tell: (line) => told.push(line) }, file));
  const [one, other] = traces.map((trace) => (trace.ok ? [...trace.value.trace.operations] : trace.problem));
  expect(one).toEqual(other);
  expect(told).toEqual([]);
});

it('is left out of a short recording, and written once', () => {
  const path = copy();
  const { length } = readFileSync(path);
  expect(appendFooter(path)).toEqual(ok('short'));
  expect(readFileSync(path).length).toBe(length);
  expect(appendFooter(path, 0)).toEqual(ok('written'));
  expect(appendFooter(path, 0)).toEqual(problem(`${path} does not end with its rows.`));
});

it('is not written behind what is no whole recording', () => {
  const path = copy();
  truncateSync(path, readFileSync(path).length - 10);
  const cut = readFileSync(path);
  expect(appendFooter(path, 0)).toEqual(problem(`${path} does not end with its rows.`));
  expect(readFileSync(path).equals(cut)).toBe(true);
  writeFileSync(path, 'a letter');
  expect(appendFooter(path, 0).ok).toBe(false);
  expect(readFileSync(path, 'utf8')).toBe('a letter');
});
