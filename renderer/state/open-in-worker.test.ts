import { afterEach, expect, it, vi } from 'vitest';
import { BatchWriter } from '../../trace/index.ts';
import { drawnInfo, drawRows } from '../../trace/testing/drawn-trace.ts';
import { traceWorkerHere } from '../test/trace-worker-here.ts';
import { openInWorker } from './open-in-worker.ts';

const writer = new BatchWriter(drawnInfo);
const rows = drawRows('WSARecv IP..C.S..N.F.X\nWSASend .IMC.F.X');
const file = new Blob([writer.schemaMessage, ...rows.map((row) => writer.batchMessage([row]))] as BlobPart[]);

afterEach(() => void vi.unstubAllGlobals());

it('the thread reads on when it is told to, and not while what it told is shown', async () => {
  await traceWorkerHere();
  const opened = await openInWorker(file, 'drawn.ovl');
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
