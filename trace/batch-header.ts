import { ByteBuffer } from 'flatbuffers';
import { Message } from 'apache-arrow/fb/message';
import { RecordBatch } from 'apache-arrow/fb/record-batch';

const PREFIX_BYTES = 8;
/** Where the fields of the flatbuffer tables stand in their lists of offsets (Message.fbs and Schema.fbs of Arrow). */
const BODY_LENGTH_FIELD = 10;
const ROWS_FIELD = 4;

/**
 * What stands before the columns of a batch message: one flatbuffer, of the same shape for every batch of a schema. Only
 * its numbers differ, so it is built once by Arrow and then copied, and the numbers are put into the copy.
 *
 * ```
 * i32 -1 · i32 header length · flatbuffer: body length, rows, per column {rows, nulls}, per buffer {offset, length} · body
 * ```
 */
export class BatchHeader {
  private readonly bytes: Uint8Array;
  /** Where the numbers are, in bytes from the message's beginning. */
  private readonly at: {
    readonly bodyLength: number;
    readonly rows: number;
    readonly nodes: readonly number[];
    readonly buffers: readonly number[];
  };

  /** @param example a batch message with a row; a field of 0 would not stand in its flatbuffer at all */
  constructor(example: Uint8Array) {
    const length = PREFIX_BYTES + new DataView(example.buffer, example.byteOffset).getInt32(4, true);
    this.bytes = example.slice(0, length);
    const buffer = new ByteBuffer(this.bytes.subarray(PREFIX_BYTES));
    const message = Message.getRootAsMessage(buffer);
    const batch = message.header(new RecordBatch()) as RecordBatch;
    const field = (table: { bb: ByteBuffer | null; bb_pos: number }, offset: number) =>
      PREFIX_BYTES + table.bb_pos + buffer.__offset(table.bb_pos, offset);
    this.at = {
      bodyLength: field(message, BODY_LENGTH_FIELD),
      rows: field(batch, ROWS_FIELD),
      nodes: Array.from({ length: batch.nodesLength() }, (_, i) => PREFIX_BYTES + batch.nodes(i)!.bb_pos),
      buffers: Array.from({ length: batch.buffersLength() }, (_, i) => PREFIX_BYTES + batch.buffers(i)!.bb_pos),
    };
  }

  /** Where each buffer of a batch begins in its message, all at multiples of 8, and at last where the message ends. */
  places(bufferLengths: readonly number[]): number[] {
    let end = this.bytes.length;
    const places = [end];
    for (const length of bufferLengths) places.push((end += padded(length)));
    return places;
  }

  /** Writes the header of a batch, at the beginning of the memory of its message. */
  write(memory: ArrayBuffer, rows: number, places: readonly number[]): void {
    new Uint8Array(memory).set(this.bytes);
    const view = new DataView(memory);
    const end = places.at(-1)!;
    setInt64(view, this.at.bodyLength, end - this.bytes.length);
    setInt64(view, this.at.rows, rows);
    for (const node of this.at.nodes) setInt64(view, node, rows);
    this.at.buffers.forEach((buffer, index) => {
      setInt64(view, buffer, places[index]! - this.bytes.length);
      setInt64(view, buffer + 8, places[index + 1]! - places[index]!);
    });
  }
}

function padded(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

function setInt64(view: DataView, at: number, value: number): void {
  view.setUint32(at, value, true);
  view.setUint32(at + 4, Math.floor(value / 0x1_0000_0000), true);
}
