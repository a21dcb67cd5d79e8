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
    if (batch === undefined) throw new Error('A batch that is none');
    trace.append(batch);
    index.update();
    // Looked at before it is whole: what changes afterwards must be noticed.
    for (const { rows } of index.sockets.values()) for (const row of rows) row.sum(0, row.places.length);
  }
  const ids = (places: Iterable<number>) => [...places].map((place) => trace.operations.at(place)!.id);
  return {
    threads: [...index.threads].map(([id, { calls }]) => [id, calls.map(({ places }) => [...places])]),
    sockets: [...index.sockets].map(([id, { rows }]) => [id, rows.map((row) => ids(row.places))]),
    looks: [...index.sockets.values()].flatMap(({ rows }) =>
      rows.map((row) => structuredClone(row.sum(0, row.places.length))),
    ),
    slots: [...index.slots.keys()],
    events: index.events,
    density: index.density.read(5, trace.endTime),
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
      [201, [[1, 2]]],
      [202, [[3]]],
      [203, [[4, 5]]],
    ]);
    expect(slots).toEqual([1, 2, 3]);
    expect(events).toEqual([101, 102, 103]);
  });
});
