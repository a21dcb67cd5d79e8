import { describe, expect, it } from 'vitest';
import { BatchWriter } from './batch-writer.ts';
import { numberColumns, type Row } from './columns.ts';
import { BatchDecoder, readErrorText, splitRecording } from './recording-reader.ts';
import { FORMAT } from './session-info.ts';
import { drawnInfo, drawRows } from './testing/drawn-trace.ts';
import { randomNumbers } from './testing/random-numbers.ts';
import { wholeRow } from './rows.ts';
import { Trace } from './trace.ts';

const drawing = `
  WSARecv IP..C.S..N.F.IP...R.N.F.X
  WSASend .IMC.F..X
  WSARecv ..IP....L
`;

function record(rows: readonly Row[], batches: number): Uint8Array {
  const writer = new BatchWriter(drawnInfo);
  const each = Math.ceil(rows.length / batches);
  const messages = [writer.schemaMessage];
  for (let at = 0; at < rows.length; at += each) messages.push(writer.batchMessage(rows.slice(at, at + each)));
  return Uint8Array.from(Buffer.concat(messages));
}

/** The trace of a recording, and what could not be read. */
function open(bytes: Uint8Array) {
  const result = splitRecording(bytes);
  if (!result.ok) return result;
  const trace = new Trace(result.parts.info);
  const decoder = new BatchDecoder(result.parts.schemaMessage);
  for (const message of result.parts.batchMessages) trace.append(decoder.decode(message)!);
  return { ok: true as const, trace, lostBytes: result.parts.lostBytes };
}

function opened(bytes: Uint8Array) {
  const result = open(bytes);
  if (!result.ok) throw new Error(result.error.kind);
  return result;
}

describe('a recording', () => {
  it('gives back every column of every row', () => {
    const rows = drawRows(drawing);
    const { trace, lostBytes } = opened(record(rows, 3));
    expect(lostBytes).toBe(0);
    expect(trace.info).toEqual(drawnInfo);
    expect(Array.from(rows, (_, row) => wholeRow(trace.rows, row))).toEqual(rows);
  });

  it('is the same bytes when its rows are written again', () => {
    const bytes = record(drawRows(drawing), 1);
    const { trace } = opened(bytes);
    const rows = Array.from({ length: trace.rows.length }, (_, row) => wholeRow(trace.rows, row));
    expect(Buffer.compare(record(rows, 1), bytes)).toBe(0);
  });

  it('survives a cut at every byte: the whole batches count, the rest is named', () => {
    const bytes = record(drawRows(drawing), 5);
    const result = splitRecording(bytes);
    if (!result.ok) throw new Error(result.error.kind);
    const { schemaMessage, batchMessages } = result.parts;
    const refusals: string[] = [];
    for (let cut = 0; cut < bytes.length; cut++) {
      const part = splitRecording(bytes.subarray(0, cut));
      if (cut < schemaMessage.length) {
        refusals.push(part.ok ? 'opened' : part.error.kind);
        continue;
      }
      let whole = schemaMessage.length;
      let count = 0;
      while (count < batchMessages.length && whole + batchMessages[count]!.length <= cut)
        whole += batchMessages[count++]!.length;
      expect(part.ok && [part.parts.batchMessages.length, part.parts.lostBytes]).toEqual([count, cut - whole]);
    }
    expect(refusals).toEqual(['empty', ...Array.from({ length: schemaMessage.length - 1 }, () => 'not-a-recording')]);
  });

  for (const seed of [1, 2, 3, 4, 5]) {
    it(`with damaged bytes never throws (seed ${seed})`, () => {
      const random = randomNumbers(seed);
      const bytes = record(drawRows(drawing), 4);
      let rows = 0;
      for (let i = 0; i < 300; i++) {
        const damaged = bytes.slice();
        for (let n = 0; n < 3; n++) damaged[Math.floor(random() * damaged.length)] = Math.floor(random() * 256);
        const result = splitRecording(damaged);
        if (!result.ok) continue;
        const trace = new Trace(result.parts.info);
        const decoder = new BatchDecoder(result.parts.schemaMessage);
        for (const message of result.parts.batchMessages) {
          const batch = decoder.decode(message);
          if (batch !== undefined) trace.append(batch);
        }
        rows += trace.rows.length;
      }
      expect(rows).toBeGreaterThan(0);
    });
  }

  it('that is none is refused with a sentence', () => {
    for (const bytes of [
      new Uint8Array([1, 2, 3]),
      new TextEncoder().encode('PK\u0003\u0004 a zip, say, and long enough'),
    ]) {
      const result = splitRecording(bytes);
      expect(result.ok ? '' : readErrorText(result.error, 'a.zip')).toBe(
        'a.zip is not an Overlook recording. Open a file that Overlook wrote (.ovl).',
      );
    }
  });

  it('of a newer format is refused with both numbers', () => {
    const writer = new BatchWriter({ ...drawnInfo, format: FORMAT + 1 });
    const result = splitRecording(writer.schemaMessage);
    expect(result).toEqual({ ok: false, error: { kind: 'too-new', format: FORMAT + 1 } });
    expect(result.ok ? '' : readErrorText(result.error, 'f.ovl')).toContain(`has format ${FORMAT + 1}`);
  });
});

describe('rows that come in batches', () => {
  for (const seed of [11, 12, 13]) {
    it(`build the same trace however they are cut (seed ${seed})`, () => {
      const random = randomNumbers(seed);
      const rows = drawRows(drawing);
      const whole = opened(record(rows, 1)).trace;
      const writer = new BatchWriter(drawnInfo);
      const decoder = new BatchDecoder(writer.schemaMessage);
      const live = new Trace(drawnInfo);
      for (let at = 0; at < rows.length;) {
        const next = at + 1 + Math.floor(random() * 4);
        live.append(decoder.decode(writer.batchMessage(rows.slice(at, next)))!);
        at = next;
      }
      expect([...live.operations]).toEqual([...whole.operations]);
      expect([...live.calls]).toEqual([...whole.calls]);
      expect([...live.slots.values()]).toEqual([...whole.slots.values()]);
      expect(live.edgesOf(101)).toEqual(whole.edgesOf(101));
    });
  }
});

it('every number column is written with its own width', () => {
  const row = Object.fromEntries(numberColumns.map(({ name }, index) => [name, index + 1])) as unknown as Row;
  const { trace } = opened(record([{ ...row, payload: new Uint8Array([7]) }], 1));
  expect(wholeRow(trace.rows, 0)).toEqual({ ...row, payload: new Uint8Array([7]) });
});

it('a batch is read wherever it lies in memory', () => {
  const writer = new BatchWriter(drawnInfo);
  const message = writer.batchMessage(drawRows('WSARecv IPC.N.F.X'));
  const decoder = new BatchDecoder(writer.schemaMessage);
  for (let offset = 0; offset < 9; offset++) {
    const bytes = Buffer.alloc(message.length + offset);
    bytes.set(message, offset);
    const { columns, bytes: payload } = decoder.decode(bytes.subarray(offset))!;
    expect([columns, payload]).toEqual([decoder.decode(message)!.columns, decoder.decode(message)!.bytes]);
  }
});
