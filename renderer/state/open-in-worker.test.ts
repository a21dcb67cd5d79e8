import { afterEach, expect, it, vi } from 'vitest';
import { BatchWriter } from '../../trace/index.ts';
import { drawnInfo, drawRows } from '../../trace/testing/drawn-trace.ts';
import { traceWorkerHere } from '../test/trace-worker-here.ts';
import { openInWorker } from './open-in-worker.ts';
import { FileBytes, HostFile } from './recording-bytes.ts';

const writer = new BatchWriter(drawnInfo);
const rows = drawRows('WSARecv IP..C.S..N.F.X\nWSASend .IMC.F.X');
const file = new Blob([writer.schemaMessage, ...rows.map((row) => writer.batchMessage([row]))] as BlobPart[]);

afterEach(() => void vi.unstubAllGlobals());

it('the thread reads on when it is told to, and not while what it told is shown', async () => {
  await traceWorkerHere();
  const opened = await openInWorker(new FileBytes(file), 'drawn.ovl');
  if (!opened.ok) throw new Error(opened.problem);
  const opening = opened.value;
  const shown = () => opening.recording.rows.length;
  while (opening.isReading) await opening.step(10);
  const first = shown();
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThan(rows.length);
  for (let turn = 0; turn < 5; turn++) expect(await opening.step(10)).toBe(true);
  expect(shown()).toBe(first);
  for (let isMore = true; isMore;) {
    opening.readOn?.();
    isMore = await opening.step(10);
  }
  expect(shown()).toBe(rows.length);
  expect(opening.recording.trace?.operations.length).toBe(2);
});

it('a recording of the host’s is read for the thread by the window', async () => {
  await traceWorkerHere();
  const content = new Uint8Array(await file.arrayBuffer());
  const given: ArrayBuffer[] = [];
  const bytes = new HostFile(async (at, count) => {
    const value = content.slice(at, at + count);
    given.push(value.buffer);
    return { ok: true, value };
  }, content.length);
  const opened = await openInWorker(bytes, 'drawn.ovl');
  if (!opened.ok) throw new Error(opened.problem);
  const opening = opened.value;
  for (let isMore = true; isMore;) {
    opening.readOn?.();
    isMore = await opening.step(10);
  }
  expect(opening.recording.origin).toBe('recording');
  expect([...opening.recording.trace!.operations]).toHaveLength(2);
  // Nothing was copied on the way.
  expect(given.every(({ byteLength }) => byteLength === 0)).toBe(true);
});

it('what the host does not give is said', async () => {
  await traceWorkerHere();
  const bytes = new HostFile(async () => ({ ok: false, problem: 'It is not shown.' }), 1000);
  expect(await openInWorker(bytes, 'drawn.ovl')).toEqual({
    ok: false,
    problem: 'drawn.ovl cannot be read: It is not shown.',
  });
});
