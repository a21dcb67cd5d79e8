import { ByteBuffer } from 'flatbuffers';
import { Message } from 'apache-arrow/fb/message';
import { RecordBatch } from 'apache-arrow/fb/record-batch';
import { numberColumns, type NumberColumn } from '../columns.ts';
import { MESSAGE_PREFIX_BYTES, messageSize } from '../message-header.ts';
import { withFastFields } from './column-table.ts';

const arrays = { f64: Float64Array, u32: Uint32Array, u16: Uint16Array, u8: Uint8Array } as const;
const widths = { f64: 8, u32: 4, u16: 2, u8: 1 } as const;
export type ColumnArray = Float64Array | Uint32Array | Uint16Array | Uint8Array;

/** The rows of one batch, as views on the memory of its message. */
export interface RowBatch {
  readonly length: number;
  readonly columns: Readonly<Record<NumberColumn, ColumnArray>>;
  /** Row n's payload begins at offset n of `bytes` and ends at offset n + 1. */
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

const noColumns = Object.fromEntries(numberColumns.map(({ name }) => [name, 0]));

/**
 * Reads a batch message of a recording whose schema has these columns: no copy, but where the message does not begin at a
 * multiple of 8 in its memory. Undefined: it is none, or it is damaged.
 */
export function readBatch(message: Uint8Array): RowBatch | undefined {
  const size = messageSize(message, 0);
  if (size?.kind !== 'batch') return undefined;
  // Not `slice`: that of a Node Buffer is a view.
  const aligned = message.byteOffset % 8 === 0 ? message : new Uint8Array(message);
  const { buffer, byteOffset } = aligned;
  const headerLength = new DataView(buffer, byteOffset).getInt32(4, true);
  const header = aligned.subarray(MESSAGE_PREFIX_BYTES, MESSAGE_PREFIX_BYTES + headerLength);
  const batch = Message.getRootAsMessage(new ByteBuffer(header)).header(new RecordBatch()) as RecordBatch;
  const bodyAt = byteOffset + MESSAGE_PREFIX_BYTES + headerLength;
  const length = Number(batch.length());
  /** Every column has a validity buffer first, which says nothing: no column is nullable. */
  const place = (index: number) => ({
    at: bodyAt + Number(batch.buffers(index)!.offset()),
    bytes: Number(batch.buffers(index)!.length()),
  });
  const columns = withFastFields(noColumns) as unknown as Record<NumberColumn, ColumnArray>;
  for (const [index, { name, type }] of numberColumns.entries()) {
    const { at, bytes } = place(2 * index + 1);
    if (bytes < length * widths[type]) return undefined;
    columns[name] = new arrays[type](buffer as ArrayBuffer, at, length);
  }
  const offsetsAt = place(2 * numberColumns.length + 1);
  const payload = place(2 * numberColumns.length + 2);
  if (offsetsAt.bytes < (length + 1) * 4) return undefined;
  const offsets = new Int32Array(buffer, offsetsAt.at, length + 1);
  if (!areOffsets(offsets, payload.bytes)) return undefined;
  return { length, columns, offsets, bytes: new Uint8Array(buffer, payload.at, payload.bytes) };
}

/** The payload of a row of a batch, a view. */
export function payloadOf({ offsets, bytes }: RowBatch, row: number): Uint8Array {
  return bytes.subarray(offsets[row], offsets[row + 1]);
}

/** None leads out of the payloads, and none backwards. */
function areOffsets(offsets: Int32Array, most: number): boolean {
  let last = 0;
  for (let i = 0; i < offsets.length; i++) {
    if (offsets[i]! < last) return false;
    last = offsets[i]!;
  }
  return last <= most;
}
