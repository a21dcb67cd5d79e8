import { describe, expect, it } from 'vitest';
import { kindName, numberColumns, type Row } from '../trace/index.ts';
import { randomNumbers } from '../trace/testing/random-numbers.ts';
import { drain, testRing } from './testing/test-ring.ts';

it('a row comes out with every column as it went in', () => {
  const { writer, reader } = testRing();
  const numbers = Object.fromEntries(numberColumns.map(({ name }, index) => [name, index + 1]));
  const row = { ...numbers, kind: 5, payload: new Uint8Array([1, 2, 3]) } as unknown as Row;
  writer.write(kindName(row.kind), row.time, row.thread, row);
  writer.end();
  expect(drain(reader)).toEqual([row]);
  expect(drain(reader)).toEqual([]);
});

describe('rows of all lengths go round and round without loss', () => {
  // Positions are 32 bits wide: at these beginnings they pass the largest signed, and the largest unsigned number.
  for (const [seed, position] of [
    [1, 0],
    [2, 2 ** 31 - 20_000],
    [3, 2 ** 32 - 20_000],
  ] as const) {
    it(`from position ${position} on (seed ${seed})`, () => {
      const { writer, reader } = testRing(2048, position);
      const random = randomNumbers(seed);
      let written = 0;
      let read = 0;
      for (let turn = 0; turn < 2000; turn++) {
        for (let n = Math.floor(random() * 4); n > 0; n--) {
          const payload = new Uint8Array(Math.floor(random() * 200)).fill(written % 256);
          writer.write('note', ++written, 1, { payload });
        }
        writer.end();
        for (const row of drain(reader)) {
          expect(row.time).toBe(++read);
          expect(row.payload.every((byte) => byte === (read - 1) % 256)).toBe(true);
        }
        expect(reader.takeLoss()).toBeUndefined();
      }
      expect(read).toBe(written);
    });
  }
});

it('a ring that is full to the last byte gives back all of it', () => {
  const { writer, reader } = testRing(1024, 512);
  for (let time = 1; time <= 16; time++) writer.write('note', time, 1, {});
  writer.end();
  expect(writer.free).toBe(0);
  expect(drain(reader).map((row) => row.time)).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
  expect(writer.free).toBe(1024);
});

it('a ring whose reader keeps up touches the beginning of its memory only', () => {
  const capacity = 1024 * 1024;
  const { writer, reader, memory } = testRing(capacity);
  let read = 0;
  for (let time = 1; time <= 40_000; time++) {
    writer.write('note', time, 1, {});
    writer.end();
    if (time % 100 === 0) read += drain(reader).length;
  }
  expect(read).toBe(40_000);
  expect(new Uint8Array(memory).subarray(capacity / 16).every((byte) => byte === 0)).toBe(true);
});

it('what does not fit is lost and counted, and the rest stays whole', () => {
  const { writer, reader } = testRing(1024);
  for (let time = 1; time <= 100; time++) writer.write('note', time, 1, {});
  writer.end();
  const rows = drain(reader);
  expect(rows.map((row) => row.time)).toEqual(rows.map((_, index) => index + 1));
  expect(rows.length).toBe(1024 / 64);
  expect(reader.takeLoss()).toEqual({ rows: 100 - rows.length, operations: 0, since: rows.length + 1 });
  expect(reader.takeLoss()).toBeUndefined();
  writer.write('note', 101, 1, {});
  writer.end();
  expect(drain(reader)).toMatchObject([{ time: 101 }]);
});

it('counts rows and operations until somebody asks, and knows when the first was lost', () => {
  const { writer, reader } = testRing();
  writer.lose(1, 1, () => 5);
  writer.lose(6, 1, () => 7);
  writer.lose(2, 0, () => 9);
  expect(reader.takeLoss()).toEqual({ rows: 9, operations: 2, since: 5 });
  writer.lose(1, 0, () => 11);
  expect(reader.takeLoss()).toEqual({ rows: 1, operations: 0, since: 11 });
});

it('is complete up to now while its writer is quiet, and up to its last row while a group is open', () => {
  const { writer, reader } = testRing();
  expect(reader.look(5, false)).toBe(5);
  writer.begin();
  writer.write('note', 6, 1, {});
  expect(reader.look(9, false)).toBe(5);
  writer.end();
  writer.begin();
  writer.write('note', 10, 1, {});
  expect(reader.look(11, false)).toBe(6);
  writer.end();
  expect(reader.look(12, false)).toBe(12);
});

it('rows of a group that its writer never ended come out when the writer is gone', () => {
  const { writer, reader } = testRing();
  writer.begin();
  writer.write('note', 6, 1, {});
  expect(drain(reader)).toEqual([]);
  expect(drain(reader, true)).toMatchObject([{ time: 6 }]);
});

it('a row that is earlier than the one before is refused: the collector relies on their order', () => {
  const { writer } = testRing();
  writer.write('note', 6, 1, {});
  expect(() => writer.write('note', 5, 1, {})).toThrow('A row of 5 ns came after one of 6 ns');
});
