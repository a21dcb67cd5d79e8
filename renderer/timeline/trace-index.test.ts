import { describe, expect, it } from 'vitest';
import { BatchDecoder, BatchWriter, Trace } from '../../trace/index.ts';
import { drawnInfo, drawRows } from '../../trace/testing/drawn-trace.ts';
import { TraceIndex } from './trace-index.ts';

const drawing = 'WSARecv IPC.S..N.F.IP....C..N.F.X\nWSASend ..IM.F.X\nWSARecv .....IE.IP..K.N.F';

/** The trace of a drawing, whose rows come so many at a time; the index follows each time. */
function indexed(rowsAtATime: number) {
  const rows = drawRows(drawing);
  const writer = new BatchWriter(drawnInfo);
  const decoder = new BatchDecoder(writer.schemaMessage);
  const trace = new Trace(drawnInfo);
  const index = new TraceIndex(trace);
  for (let at = 0; at < rows.length; at += rowsAtATime) {
    const batch = decoder.decode(writer.batchMessage(rows.slice(at, at + rowsAtATime)));
    if (batch === undefined || !trace.append(batch)) throw new Error('A batch that is none');
    index.update();
  }
  return {
    calls: index.calls.map(({ id }) => id),
    threads: [...index.threads].map(([id, { calls }]) => [id, calls.map((each) => each.map((call) => call.id))]),
    sockets: [...index.sockets].map(([id, { operations }]) => [id, operations.map((each) => each.id)]),
    slots: index.slots,
    events: index.events,
  };
}

describe('trace by lanes', () => {
  it('is the same whether the rows come live, one by one, or from a file, all at once', () => {
    expect(indexed(1)).toEqual(indexed(Infinity));
    expect(indexed(7)).toEqual(indexed(Infinity));
  });

  it('has every operation on its socket and every call on its thread, in the order of time', () => {
    const { sockets, slots, events } = indexed(Infinity);
    expect(sockets).toEqual([
      [201, [1, 2]],
      [202, [3]],
      [203, [4, 5]],
    ]);
    expect(slots).toEqual([1, 2, 3]);
    expect(events).toEqual([101, 102, 103]);
  });
});
