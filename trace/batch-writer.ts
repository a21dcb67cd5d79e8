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

/** A message whose rows are still to be written, all of them: its columns, as views on its bytes. */
export interface Batch {
  readonly message: Uint8Array<ArrayBuffer>;
  readonly columns: Readonly<Record<NumberColumn, ColumnArray>>;
  /** Row n's payload begins at offset n and ends at offset n + 1. The first is 0 and stands there already. */
  readonly offsets: Int32Array;
  /** All payloads, as bytes and as whole words. */
  readonly u8: Uint8Array;
  readonly i32: Int32Array;
}

/**
 * Makes the Arrow messages of one recording: the schema message once, then a message a batch of rows.
 *
 * ```
 * .ovl = schema message · batch message · batch message · …      (an Arrow IPC stream without its end marker)
 * ```
 *
 * The file and the wire carry the same bytes; the end marker is left out so that a batch can always be appended, until
 * a footer is.
 */
export class BatchWriter {
  readonly schemaMessage: Uint8Array;
  private readonly header: BatchHeader;
  private spare: ArrayBuffer | undefined;

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
    const places = this.header.places(
      columns.flatMap(({ type }) => (type === 'bytes' ? [0, (rows + 1) * 4, payloadBytes] : [0, rows * widths[type]])),
    );
    const length = places.at(-1)!;
    const memory = this.memoryOf(length);
    // What pads the columns to a multiple of 8 is 0, also in memory that was used before.
    for (const end of places) new Uint8Array(memory, end - 8, 8).fill(0);
    this.header.write(memory, rows, places);
    const data = {} as Record<NumberColumn, ColumnArray>;
    // Every column has a validity buffer first, which is empty: nothing is null.
    numberColumns.forEach(({ name, type }, index) => {
      data[name] = new arrays[type](memory, places[index * 2 + 1], rows);
    });
    const [offsetsAt, payloadAt] = places.slice(-3);
    const offsets = new Int32Array(memory, offsetsAt, rows + 1);
    offsets[0] = 0;
    return {
      message: new Uint8Array(memory, 0, length),
      columns: data,
      offsets,
      u8: new Uint8Array(memory, payloadAt, payloadBytes),
      i32: new Int32Array(memory, payloadAt, payloadBytes >> 2),
    };
  }

  /** A message that nobody needs any more: its memory is used for one of the next, which new memory takes longer for. */
  recycle({ buffer }: Uint8Array): void {
    if (buffer instanceof ArrayBuffer && buffer.byteLength > (this.spare?.byteLength ?? 0)) this.spare = buffer;
  }

  private memoryOf(length: number): ArrayBuffer {
    const { spare } = this;
    this.spare = undefined;
    if (spare === undefined) return new ArrayBuffer(length);
    return spare.byteLength < length ? new ArrayBuffer(length * 2) : spare;
  }

  /** The message of these rows. They must be in the order of their time; at least one. */
  batchMessage(rows: readonly Row[]): Uint8Array {
    const payloadBytes = rows.reduce((bytes, { payload }) => bytes + payload.length, 0);
    const { message, columns: data, offsets, u8 } = this.batch(rows.length, payloadBytes);
    for (const { name } of numberColumns) rows.forEach((row, index) => (data[name][index] = row[name]));
    rows.forEach((row, index) => {
      u8.set(row.payload, offsets[index]);
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
