import { expect, it } from 'vitest';
import { BatchWriter, Trace, splitRecording, type TraceMessage } from '../../trace/index.ts';
import { drawRows, drawnInfo } from '../../trace/testing/drawn-trace.ts';
import { randomNumbers } from '../../trace/testing/random-numbers.ts';
import { recordingOf } from '../test/recording-of.ts';
import { openFile } from './open-file.ts';
import { FileBytes } from './recording-bytes.ts';
import { Recording } from './recording.ts';
import { MemoryBytes } from '../test/memory-bytes.ts';

const rows = drawRows(
  'WSARecv OIPC.DIPC.D.IPR.DZ\nWSASend .IMC.F.XIMC.F.X\nWSARecv ..JPC.V.W\nWSARecv IPC.S..N.FIP...L',
);
const writer = new BatchWriter(drawnInfo);
const messages = [writer.schemaMessage];
for (let at = 0; at < rows.length; at += 7) messages.push(writer.batchMessage(rows.slice(at, at + 7)).slice());
const file = Buffer.concat(messages);

async function whole(bytes: Uint8Array, sliceBytes: number) {
  const opened = await openFile(new FileBytes(new Blob([bytes.slice()])), 'f.ovl', { sliceBytes });
  if (!opened.ok) throw new Error(opened.problem);
  while (await opened.value.step(0));
  return opened.value;
}

it('a file is read the same in slices of any size, cut and damaged anywhere (seed 3)', async () => {
  const random = randomNumbers(3);
  for (let round = 0; round < 60; round++) {
    const bytes = Uint8Array.from(file);
    const cut = messages[0]!.length + Math.floor(random() * (file.length - messages[0]!.length));
    const damaged =
      round % 3 === 0 ? bytes : round % 3 === 1 ? bytes.subarray(0, cut) : bytes.fill(0xee, cut, cut + 40);
    const expected = splitRecording(damaged);
    if (!expected.ok) throw new Error(expected.error.kind);
    const { recording, left } = await whole(damaged, 8 * (1 + Math.floor(random() * 900)));
    const where = `round ${round}`;
    expect(recording.lostBytes, where).toBe(expected.parts.lostBytes);
    expect(left, where).toBe(expected.parts.lostBytes);
    const obvious = recordingOf(damaged);
    expect([...recording.trace!.operations], where).toEqual([...obvious.trace!.operations]);
    expect(recording.badMessages, where).toBe(obvious.badMessages);
    expect(recording.rows.length, where).toBe(obvious.rows.length);
  }
});

it('a trace that another thread builds is the same here, told piece by piece', () => {
  const { parts } = splitRecording(file) as Extract<ReturnType<typeof splitRecording>, { ok: true }>;
  const built = new Recording('file', 'f.ovl', 0, new MemoryBytes());
  built.takeSchema(parts.schemaMessage, { isShared: true });
  const here = new Trace(drawnInfo, built.rows, { elsewhere: true });
  let told: TraceMessage | undefined;
  for (const message of parts.batchMessages) {
    built.takeBatch(message);
    told = built.trace!.toMessage(told);
    // As postMessage does it.
    here.take(structuredClone(told));
    expect([...here.operations]).toEqual([...built.trace!.operations]);
    expect([...here.calls]).toEqual([...built.trace!.calls]);
    expect(here.socketStates.of(201)).toEqual(built.trace!.socketStates.of(201));
    expect([...here.objects.values()]).toEqual([...built.trace!.objects.values()]);
    expect([...here.changes.objects]).toEqual([...built.trace!.changes.objects]);
  }
  const facts = ({ marks, programWaits, leaked, endTime, ended, balance }: Trace) => ({
    marks,
    programWaits,
    leaked,
    endTime,
    ended,
    balance,
  });
  expect(facts(here)).toEqual(facts(built.trace!));
  expect(here.edgesOf(104)).toEqual(built.trace!.edgesOf(104));
  expect(here.ports.packetsOf(301).map(({ operation }) => operation)).toEqual([1, 2, 3]);
});
