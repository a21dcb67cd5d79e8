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
  type Data,
  type DataType,
} from 'apache-arrow';
import { columns, numberColumns, type Column, type Row } from './columns.ts';
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
  private readonly schema: Schema;

  constructor(info: SessionInfo) {
    const fields = columns.map((column) => new Field(column.name, arrowTypes[column.type](), false));
    this.schema = new Schema(fields, new Map([[METADATA_KEY, JSON.stringify(info)]]));
    this.schemaMessage = encode(this.schema, []).slice(0, -END_OF_STREAM_BYTES);
  }

  /** The message of one batch. The rows must be in the order of their time; at least one. */
  batchMessage(rows: readonly Row[]): Uint8Array {
    const children = [
      ...numberColumns.map((column) => {
        const data = new arrays[column.type](rows.length);
        rows.forEach((row, index) => (data[index] = row[column.name]));
        return numberData(data);
      }),
      payloadData(rows),
    ];
    const struct = makeData({ type: new Struct(this.schema.fields), length: rows.length, nullCount: 0, children });
    const stream = encode(this.schema, [new RecordBatch(this.schema, struct)]);
    return stream.slice(this.schemaMessage.length, -END_OF_STREAM_BYTES);
  }
}

function numberData(data: Float64Array | Uint32Array | Uint16Array | Uint8Array): Data {
  const length = data.length;
  if (data instanceof Float64Array) return makeData({ type: new Float64(), length, nullCount: 0, data });
  if (data instanceof Uint32Array) return makeData({ type: new Uint32(), length, nullCount: 0, data });
  if (data instanceof Uint16Array) return makeData({ type: new Uint16(), length, nullCount: 0, data });
  return makeData({ type: new Uint8(), length, nullCount: 0, data });
}

function payloadData(rows: readonly Row[]) {
  const valueOffsets = new Int32Array(rows.length + 1);
  let length = 0;
  rows.forEach((row, index) => {
    length += row.payload.length;
    valueOffsets[index + 1] = length;
  });
  const data = new Uint8Array(length);
  rows.forEach((row, index) => data.set(row.payload, valueOffsets[index]));
  return makeData({ type: new Binary(), length: rows.length, nullCount: 0, valueOffsets, data });
}

function encode(schema: Schema, batches: RecordBatch[]): Uint8Array {
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  for (const batch of batches) writer.write(batch);
  writer.finish();
  return writer.toUint8Array(true);
}
