import {
  Binary,
  Float64,
  RecordBatch,
  RecordBatchReader,
  RecordBatchStreamWriter,
  Struct,
  Uint16,
  Uint32,
  Uint8,
  makeData,
} from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { BatchWriter } from './batch-writer.ts';
import { numberColumns, type NumberColumn, type Row } from './columns.ts';
import { drawnInfo } from './testing/drawn-trace.ts';
import { randomNumbers } from './testing/random-numbers.ts';

const largest = { f64: 2 ** 53, u32: 2 ** 32, u16: 2 ** 16, u8: 2 ** 8 } as const;

function randomRows(random: () => number, count: number): Row[] {
  const integer = (below: number) => Math.floor(random() * below);
  return Array.from({ length: count }, () => ({
    ...(Object.fromEntries(numberColumns.map(({ name, type }) => [name, integer(largest[type])])) as Record<
      NumberColumn,
      number
    >),
    payload: Uint8Array.from({ length: integer(3) === 0 ? 0 : integer(60) }, () => integer(256)),
  }));
}

/** The message of these rows as apache-arrow itself writes it. */
function writtenByArrow({ schemaMessage }: BatchWriter, rows: readonly Row[]): Uint8Array {
  const { schema } = RecordBatchReader.from(schemaMessage).open();
  const length = rows.length;
  const children = numberColumns.map(({ name, type }) => {
    const values = rows.map((row) => row[name]);
    switch (type) {
      case 'f64':
        return makeData({ type: new Float64(), length, nullCount: 0, data: Float64Array.from(values) });
      case 'u32':
        return makeData({ type: new Uint32(), length, nullCount: 0, data: Uint32Array.from(values) });
      case 'u16':
        return makeData({ type: new Uint16(), length, nullCount: 0, data: Uint16Array.from(values) });
      case 'u8':
        return makeData({ type: new Uint8(), length, nullCount: 0, data: Uint8Array.from(values) });
    }
  });
  const data = Uint8Array.from(Buffer.concat(rows.map(({ payload }) => payload)));
  const valueOffsets = Int32Array.from({ length: length + 1 }, (_, row) =>
    rows.slice(0, row).reduce((bytes, { payload }) => bytes + payload.length, 0),
  );
  const payloads = makeData({ type: new Binary(), length, nullCount: 0, valueOffsets, data });
  const struct = makeData({
    type: new Struct(schema.fields),
    length,
    nullCount: 0,
    children: [...children, payloads],
  });
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  writer.write(new RecordBatch(schema, struct));
  writer.finish();
  return writer.toUint8Array(true).slice(schemaMessage.length, -8);
}

describe('a batch message', () => {
  for (const seed of [1, 2, 3]) {
    it(`is byte for byte what apache-arrow writes, also in memory that was used before (seed ${seed})`, () => {
      const random = randomNumbers(seed);
      const writer = new BatchWriter(drawnInfo);
      for (let turn = 0; turn < 30; turn++) {
        const rows = randomRows(random, 1 + Math.floor(random() * 40));
        const message = writer.batchMessage(rows);
        expect(Buffer.compare(message, writtenByArrow(writer, rows))).toBe(0);
        if (turn % 3 === 0) continue;
        message.fill(255);
        writer.recycle(message);
      }
    });
  }

  it('uses memory again that was given back, and only that', () => {
    const writer = new BatchWriter(drawnInfo);
    const rows = randomRows(randomNumbers(4), 10);
    const first = writer.batchMessage(rows);
    const second = writer.batchMessage(rows);
    writer.recycle(second);
    const third = writer.batchMessage(rows.slice(0, 5));
    expect([third.buffer === first.buffer, third.buffer === second.buffer]).toEqual([false, true]);
    expect(writer.batchMessage(rows).buffer).not.toBe(second.buffer);
  });
});
