import { expect, it } from 'vitest';
import { BatchWriter, FooterIsDamaged, TRAILER_BYTES, footerOf, splitRecording } from '../../trace/index.ts';
import { drawRows, drawnInfo } from '../../trace/testing/drawn-trace.ts';
import { recordingOf } from '../test/recording-of.ts';
import { Library } from './library.ts';
import { openFile } from './open-file.ts';
import { createOverlookStore } from './store.ts';
import { FileBytes } from './recording-bytes.ts';

const rows = drawRows(
  'WSARecv OIPC.DIPC.D.IPR.DZ\nWSASend .IMC.F.XIMC.F.X\nWSARecv ..JPC.V.W\nWSARecv IPC.S..N.FIP...L',
);
const writer = new BatchWriter(drawnInfo);
const messages = [writer.schemaMessage];
for (let at = 0; at < rows.length; at += 7) messages.push(writer.batchMessage(rows.slice(at, at + 7)).slice());
const rowsOnly = Uint8Array.from(Buffer.concat(messages));
const built = recordingOf(rowsOnly);
const places = messages.slice(1).map((message, index) => ({
  at: messages.slice(0, index + 1).reduce((sum, { length }) => sum + length, 0),
  bytes: message.length,
  rows: Math.min(7, rows.length - index * 7),
  lastTime: rows[Math.min(index * 7 + 6, rows.length - 1)]!.time,
}));
const withFooter = Uint8Array.from(Buffer.concat([rowsOnly, ...footerOf(built.trace!, places, rowsOnly.length, 10)]));
/** Of the end marker, of how full the session is, and of the operations that went on at its end, at most. */
const BEFORE_PARTS = 233_540;
const damaged = {
  head: withFooter.slice().fill(0xff, withFooter.length - TRAILER_BYTES - 40, withFooter.length - TRAILER_BYTES - 20),
  'first part': withFooter.slice().fill(0xff, rowsOnly.length + BEFORE_PARTS, rowsOnly.length + BEFORE_PARTS + 200),
};

async function open(bytes: Uint8Array<ArrayBuffer>, options: Parameters<typeof openFile>[2] = {}) {
  const opened = await openFile(new FileBytes(new Blob([bytes])), 'f.ovl', options);
  if (!opened.ok) throw new Error(opened.problem);
  let steps = 1;
  while (await opened.value.step(0)) steps++;
  return { recording: opened.value.recording, steps, left: opened.value.left };
}

it.each([8, 100, 1000, 1e6])('a file opens by its footer, part by part, in slices of %i bytes', async (sliceBytes) => {
  const { recording, steps, left } = await open(withFooter, { sliceBytes });
  expect(steps).toBeGreaterThan(2);
  expect(left).toBe(0);
  expect([...recording.trace!.operations]).toEqual([...built.trace!.operations]);
  expect(recording.trace!.endTime).toBe(built.trace!.endTime);
  expect(recording.rows.length).toBe(rows.length);
  expect(recording).toMatchObject({ lostBytes: 0, badMessages: 0 });
  // The rows themselves are read when somebody asks.
  const last = rows.length - 1;
  expect(() => recording.rows.get('time', last)).toThrow('being read');
  await expect.poll(() => recording.rows.get('time', last)).toBe(rows[last]!.time);
});

it('without its footer it opens as the same, and nothing is lost', async () => {
  expect(splitRecording(withFooter)).toMatchObject({ ok: true, parts: { lostBytes: 0 } });
  for (const bytes of [withFooter, withFooter.slice(0, -1), withFooter.slice(0, rowsOnly.length + 8)]) {
    const { recording, left } = await open(bytes, { usesFooter: bytes !== withFooter });
    expect([...recording.trace!.operations]).toEqual([...built.trace!.operations]);
    expect(recording).toMatchObject({ lostBytes: 0, badMessages: 0 });
    expect(left).toBe(bytes.length - rowsOnly.length);
  }
});

it.each(['head', 'first part'] as const)('whose footer is damaged in its %s opens by its rows', async (where) => {
  const bytes = damaged[where];
  if (where === 'first part') await expect(open(bytes)).rejects.toThrow(FooterIsDamaged);
  const store = createOverlookStore({ getItem: () => null, setItem: () => {} }, 'dark');
  const library = new Library(store, (run) => void setTimeout(run));
  await library.openFile(new Blob([bytes]), 'f.ovl');
  expect(store.getState().problem).toBeUndefined();
  expect([...library.shown!.trace!.operations]).toEqual([...built.trace!.operations]);
  expect(library.shown).toMatchObject({ lostBytes: 0 });
});

it('that is stopped shows the parts that were read, and says how much is not', async () => {
  const opened = await openFile(new FileBytes(new Blob([withFooter])), 'f.ovl');
  if (!opened.ok) throw new Error(opened.problem);
  await opened.value.step(0);
  const { recording, left } = opened.value;
  expect(recording.trace!.operations.length).toBeGreaterThan(0);
  expect(recording.trace!.operations.length).toBeLessThan(built.trace!.operations.length);
  expect(recording.rows.length).toBeLessThan(rows.length);
  expect(left).toBeGreaterThan(0);
});
