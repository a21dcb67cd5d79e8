import {
  Binary,
  Field,
  Float64,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Uint16,
  Uint32,
  Uint8,
  makeData,
  vectorFromArray,
  type DataType,
} from 'apache-arrow';
import { BatchHeader } from './batch-header.ts';
import { columns, numberColumns, widths, type Column, type NumberColumn, type Row } from './columns.ts';
import { METADATA_KEY, type SessionInfo } from './session-info.ts';

const END_OF_STREAM_BYTES = 8;
const arrowTypes: Record<Column['type'], () => DataType> = {
  f64: () => new Float64(),
  u32: () => new Uint32(),
  u16: () => new Uint16(),
  u8: () => new Uint8(),
  bytes: () => new Binary(),
};
const arrays = { f64: Float64Array, u32: Uint32Array, u16: Uint16Array, u8: Uint8Array } as const;
type ColumnArray = Float64Array | Uint32Array | Uint16Array | Uint8Array;

/** A message whose rows are still to be written: its columns, as views on its bytes, all 0. */
export interface Batch {
  readonly message: Uint8Array<ArrayBuffer>;
  readonly columns: Readonly<Record<NumberColumn, ColumnArray>>;
  /** Row n's payload begins at offset n and ends at offset n + 1; the first is 0. */
  readonly offsets: Int32Array;
  readonly payload: DataView;
}

/**
 * Makes the Arrow messages of one recording: the schema message once, then a message a batch of rows.
 *
 * ```
 * .ovl = schema message · batch message · batch message · …      (an Arrow IPC stream without its end marker)
 * ```
 *
 * The file and the wire carry the same bytes; the end marker is left out so that a batch can always be appended.
 */
export class BatchWriter {
  readonly schemaMessage: Uint8Array;
  private readonly header: BatchHeader;

  constructor(info: SessionInfo) {
    const fields = columns.map((column) => new Field(column.name, arrowTypes[column.type](), false));
    const schema = new Schema(fields, new Map([[METADATA_KEY, JSON.stringify(info)]]));
    this.schemaMessage = encode(schema, []).slice(0, -END_OF_STREAM_BYTES);
    this.header = new BatchHeader(encode(schema, [oneRow(schema)]).slice(this.schemaMessage.length));
  }

  /**
   * A message for so many rows, at least one, with so many bytes of payload in all. Whoever asked writes the rows into
   * its columns, in the order of their time.
   */
  batch(rows: number, payloadBytes: number): Batch {
    const lengths = columns.flatMap(({ type }) =>
      type === 'bytes' ? [0, (rows + 1) * 4, payloadBytes] : [0, rows * widths[type]],
    );
    const { message, places } = this.header.message(rows, lengths);
    const data = {} as Record<NumberColumn, ColumnArray>;
    // Every column has a validity buffer first, which is empty: nothing is null.
    numberColumns.forEach(({ name, type }, index) => {
      data[name] = new arrays[type](message.buffer, places[index * 2 + 1], rows);
    });
    const [offsetsAt, payloadAt] = places.slice(-2);
    return {
      message,
      columns: data,
      offsets: new Int32Array(message.buffer, offsetsAt, rows + 1),
      payload: new DataView(message.buffer, payloadAt),
    };
  }

  /** The message of these rows. They must be in the order of their time; at least one. */
  batchMessage(rows: readonly Row[]): Uint8Array {
    const payloadBytes = rows.reduce((bytes, { payload }) => bytes + payload.length, 0);
    const { message, columns: data, offsets, payload } = this.batch(rows.length, payloadBytes);
    for (const { name } of numberColumns) rows.forEach((row, index) => (data[name][index] = row[name]));
    rows.forEach((row, index) => {
      message.set(row.payload, payload.byteOffset + offsets[index]!);
      offsets[index + 1] = offsets[index]! + row.payload.length;
    });
    return message;
  }
}

/** A batch of one row, to see what Arrow writes before the columns. */
function oneRow(schema: Schema): RecordBatch {
  const children = columns.map(
    ({ type }) => vectorFromArray([type === 'bytes' ? new Uint8Array() : 0], arrowTypes[type]()).data[0]!,
  );
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: 1, nullCount: 0, children }));
}

function encode(schema: Schema, batches: RecordBatch[]): Uint8Array {
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  for (const batch of batches) writer.write(batch);
  writer.finish();
  return writer.toUint8Array(true);
}
