import { afterEach, expect, it, vi } from 'vitest';
import { BatchWriter, TRAILER_BYTES, readTrailer, whenRowsAreHere } from '../../trace/index.ts';
import { drawnInfo, drawnRow, drawRows } from '../../trace/testing/drawn-trace.ts';
import { LiveInWorker } from './live-in-worker.ts';
import { openFile } from './open-file.ts';
import { FileBytes } from './recording-bytes.ts';
import { Recording } from './recording.ts';
import { MemoryBytes } from '../test/memory-bytes.ts';
import { traceWorkerHere } from '../test/trace-worker-here.ts';

const writer = new BatchWriter(drawnInfo);
const rows = drawRows('WSARecv IP..C.S..N.F.X\nWSASend .IMC.F.X');
const batches = rows.map((row) => writer.batchMessage([row]));
const sessionEnded = { ...drawnRow('session-ended', 1_000_000, {}), payload: new TextEncoder().encode('completed') };
const half = Math.floor(batches.length / 2);
const until = async (reached: () => boolean) => {
  while (!reached()) await new Promise((resolve) => setTimeout(resolve, 1));
};

async function withWorker() {
  await traceWorkerHere();
  const recording = new Recording('live', 'drawn', 0, new MemoryBytes());
  const fail = () => {
    throw new Error('The thread has ended');
  };
  const live = new LiveInWorker(recording, new Uint8Array(writer.schemaMessage), () => undefined, fail);
  return { live, recording };
}

/** Messages as they come: views on the memory of one. */
function together(batches: readonly Uint8Array[]) {
  const bytes = new Uint8Array(Buffer.concat(batches));
  let at = 0;
  const messages = batches.map(({ length }) => bytes.subarray(at, (at += length)));
  return { messages, buffer: bytes.buffer };
}

afterEach(() => void vi.unstubAllGlobals());

it('messages are transferred to the thread and back, and are taken when they are in the trace', async () => {
  const { live, recording } = await withWorker();
  const taken: number[] = [];
  for (const [turn, part] of [batches.slice(0, half), batches.slice(half)].entries()) {
    const { messages, buffer } = together(part);
    live.take(messages, () => taken.push(turn));
    expect(buffer.byteLength).toBe(0);
  }
  expect(taken).toEqual([]);
  await until(() => taken.length === 2);
  expect(taken).toEqual([0, 1]);
  const saved = new Uint8Array(await (await recording.toBlob())!.arrayBuffer());
  expect(Buffer.compare(saved, Buffer.concat([writer.schemaMessage, ...batches]))).toBe(0);
  await until(() => recording.takenMessages === batches.length);
  expect(recording.rows.length).toBe(rows.length);
  // The newest are at hand, the others are read where they lie.
  for (const [row, { time, payload }] of rows.entries()) {
    expect(await whenRowsAreHere(() => recording.rows.get('time', row))).toBe(time);
    expect(await whenRowsAreHere(() => recording.rows.payload(row))).toEqual(payload);
  }
  live.close();
});

it('a session that is saved gets a footer by which it opens', async () => {
  const { live, recording } = await withWorker();
  live.take(together([...batches, writer.batchMessage([sessionEnded])]).messages, () => undefined);
  await until(() => recording.trace?.ended === true);
  const parts: number[] = [];
  const saved = await recording.toBlob((part) => parts.push(part) > 0, 0);
  expect(parts.at(-1)).toBe(1);
  const bytes = new Uint8Array(await saved!.arrayBuffer());
  expect(readTrailer(bytes.subarray(-TRAILER_BYTES), bytes.length)?.rowsEnd).toBe(recording.bytes);
  const opened = await openFile(new FileBytes(saved!), 'saved.ovl');
  if (!opened.ok) throw new Error(opened.problem);
  while (await opened.value.step(0));
  const { trace, density } = opened.value.recording;
  // It is known before the rows only where there is a footer.
  expect(density).toBeDefined();
  expect([...trace!.operations]).toEqual([...recording.trace!.operations]);
  expect(trace!.operations.length).toBe(2);
  // Nobody waits for one longer than he wants to.
  expect(await recording.toBlob((part) => part < 1, 0)).toBeUndefined();
  live.close();
});

it('what is short, or has not ended, is saved as it came', async () => {
  const { live, recording } = await withWorker();
  live.take(together(batches).messages, () => undefined);
  await until(() => recording.takenMessages === batches.length);
  expect((await recording.toBlob(undefined, 0))!.size).toBe(recording.bytes);
  live.take(together([writer.batchMessage([sessionEnded])]).messages, () => undefined);
  await until(() => recording.trace?.ended === true);
  expect((await recording.toBlob())!.size).toBe(recording.bytes);
  // The thread is asked for one, and gone before any message could arrive.
  const saving = recording.toBlob(undefined, 0);
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  live.close();
  expect((await saving)!.size).toBe(recording.bytes);
  expect((await recording.toBlob(undefined, 0))!.size).toBe(recording.bytes);
});

it('what is on its way when another source comes is given back at once', async () => {
  const { live } = await withWorker();
  let taken = 0;
  live.take(together(batches).messages, () => taken++);
  live.take([], () => taken++);
  expect(taken).toBe(1);
  live.close();
  expect(taken).toBe(2);
});
