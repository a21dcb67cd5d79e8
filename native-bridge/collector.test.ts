import { expect, it } from 'vitest';
import { BatchWriter, kindName, kindNumber } from '../trace/index.ts';
import { drawnInfo } from '../trace/testing/drawn-trace.ts';
import { Clock } from './clock.ts';
import { Collector } from './collector.ts';
import { RingWriter } from './ring-writer.ts';
import { createSessionMemory } from './shared-memory.ts';
import { rowsOf } from './testing/test-ring.ts';

function session() {
  const memory = createSessionMemory(2);
  const collector = new Collector(memory, new Clock(0n), new BatchWriter(drawnInfo));
  const writers = memory.rings.map((ring) => new RingWriter(ring));
  return {
    /** Writes rows of a thread at these times, in a group. */
    write: (thread: number, ...times: number[]) => {
      writers[thread]!.begin();
      for (const time of times) writers[thread]!.write('note', time, thread, {});
      writers[thread]!.end();
    },
    writers,
    take: (last = false) => rowsOf(collector.take(last)),
    times: (last = false) => rowsOf(collector.take(last)).map((row) => row.time),
  };
}

it('rows of all threads come in the order of their time, and of the threads where it is the same', () => {
  const { write, take } = session();
  write(3, 1, 4, 9, 9);
  write(4, 2, 3, 9, 10);
  write(2, 5, 9);
  const order = [1, 2, 3, 4, 5, 9, 9, 9, 9, 10];
  const rows = take();
  expect(rows.map((row) => row.time)).toEqual(order);
  expect(rows.map((row) => row.thread)).toEqual([3, 4, 4, 3, 2, 2, 3, 3, 4, 4]);
});

it('rows wait for a thread that is about to write earlier ones', () => {
  const { write, writers, times } = session();
  write(3, 5);
  writers[3]!.begin();
  write(4, 8);
  expect(times()).toEqual([5]);
  expect(times()).toEqual([]);
  write(3, 7);
  expect(times()).toEqual([7, 8]);
});

it('at the end nothing waits', () => {
  const { write, writers, times } = session();
  writers[3]!.begin();
  writers[3]!.write('note', 7, 3, {});
  write(4, 8);
  expect(times(true)).toEqual([7, 8]);
});

it('a turn takes only so many rows, and leaves no earlier one behind', () => {
  const { write, times } = session();
  const odd = Array.from({ length: 9000 }, (_, index) => index * 2 + 1);
  write(3, ...odd);
  write(4, 2, 4, 16_000, 17_000);
  const first = times();
  expect(first.length).toBeLessThan(8200);
  const second = times();
  expect([...first, ...second]).toEqual([...odd, 2, 4, 16_000, 17_000].sort((a, b) => a - b));
});

it('what a thread lost becomes one row a turn that counts it, later than all that came before', () => {
  const { write, writers, take } = session();
  write(4, 10);
  writers[3]!.lose(1, 1, () => 5);
  writers[3]!.lose(6, 1, () => 8);
  const first = take();
  write(4, first.at(-1)!.time + 1);
  const rows = [...first, ...take(true)];
  const gap = rows.find((row) => kindName(row.kind) === 'gap');
  expect(gap).toMatchObject({ value: 7, thread: 3, kind: kindNumber('gap'), uncertainty: 4294967295 });
  expect(JSON.parse(new TextDecoder().decode(gap!.payload))).toEqual({ operations: 2, rows: 7 });
  expect(rows.map((row) => row.time)).toEqual(rows.map((row) => row.time).toSorted((a, b) => a - b));
  expect(rows.length).toBe(3);
});
