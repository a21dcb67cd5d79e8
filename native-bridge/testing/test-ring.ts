import { BatchDecoder, BatchWriter, RowTable, numberColumns, wholeRow, type Row } from '../../trace/index.ts';
import { drawnInfo } from '../../trace/testing/drawn-trace.ts';
import { headerWords, ringBytes } from '../ring.ts';
import { RingReader } from '../ring-reader.ts';
import { RingWriter } from '../ring-writer.ts';

/** The two ends of a small ring. `position`: where its positions begin, as if so many bytes had passed already. */
export function testRing(capacity = 4096, position = 0) {
  const memory = new SharedArrayBuffer(ringBytes(capacity));
  const header = new Int32Array(memory);
  for (const word of [headerWords.published, headerWords.next, headerWords.read]) header[word] = position;
  return { memory, writer: new RingWriter(memory), reader: new RingReader(memory) };
}

const batches = new BatchWriter(drawnInfo);

/** Takes everything that the reader sees. */
export function drain(reader: RingReader, last = false): Row[] {
  reader.look(Infinity, last);
  const payloadBytes = reader.choose(Infinity);
  if (reader.chosen === 0) return [];
  const rows = reader.chosen;
  const batch = batches.batch(rows, payloadBytes);
  reader.arrange(Infinity, batch.offsets, 0);
  reader.copy(batch);
  reader.release();
  return Array.from({ length: rows }, (_, row) => ({
    ...(Object.fromEntries(numberColumns.map(({ name }) => [name, batch.columns[name][row]])) as Omit<Row, 'payload'>),
    payload: batch.u8.slice(batch.offsets[row], batch.offsets[row + 1]),
  }));
}

/** The rows of a batch message of any session. */
export function rowsOf(message: Uint8Array | undefined): Row[] {
  if (message === undefined) return [];
  const table = new RowTable();
  const batch = new BatchDecoder(batches.schemaMessage).decode(message);
  if (batch === undefined) throw new Error('This is no batch of rows');
  table.append(batch);
  return Array.from({ length: table.length }, (_, row) => wholeRow(table, row));
}
