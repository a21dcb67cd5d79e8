import { CHUNK_HEADER_BYTES } from '../call-payload.ts';
import type { RowBatch } from './row-batch.ts';

const NOTHING: RowBatch = {
  length: 0,
  columns: {} as RowBatch['columns'],
  offsets: new Int32Array(1),
  bytes: new Uint8Array(0),
};

/**
 * One row after the other of a batch, read where it stands: millions of rows are read without making an object.
 *
 * What is cut off or malformed reads as 0, or as not there: the bytes may come from a damaged file.
 */
export class RowCursor {
  /** The number of the row in the recording. */
  row = 0;
  private index = 0;
  private batch = NOTHING;
  private columns = NOTHING.columns;
  /** Where its payload lies in the bytes of the batch. */
  private start = 0;
  private end = 0;

  /** Begins with a batch, whose first row has this number; `next` leads to it. */
  begin(batch: RowBatch, firstRow: number): void {
    this.batch = batch;
    this.columns = batch.columns;
    this.index = -1;
    this.row = firstRow - 1;
    this.end = batch.offsets[0] ?? 0;
  }

  /** False: there is none. */
  next(): boolean {
    this.index++;
    this.row++;
    this.start = this.end;
    this.end = this.batch.offsets[this.index + 1]!;
    return this.index < this.batch.length;
  }

  get kind(): number {
    return this.columns.kind[this.index]!;
  }

  get time(): number {
    return this.columns.time[this.index]!;
  }

  get value(): number {
    return this.columns.value[this.index]!;
  }

  get uncertainty(): number {
    return this.columns.uncertainty[this.index]!;
  }

  get call(): number {
    return this.columns.call[this.index]!;
  }

  get operation(): number {
    return this.columns.operation[this.index]!;
  }

  get object(): number {
    return this.columns.object[this.index]!;
  }

  get slot(): number {
    return this.columns.slot[this.index]!;
  }

  get status(): number {
    return this.columns.status[this.index]!;
  }

  get error(): number {
    return this.columns.error[this.index]!;
  }

  get thread(): number {
    return this.columns.thread[this.index]!;
  }

  get api(): number {
    return this.columns.api[this.index]!;
  }

  /** Its payload, a view that lasts as long as the batch. */
  payload(): Uint8Array {
    return this.batch.bytes.subarray(this.start, this.end);
  }

  /** One machine word of an entered row's payload; 0 where it is cut off, or the index is below 0. */
  word(index: number): number {
    return index < 0 ? 0 : this.wordAt(index * 8);
  }

  /** 64 bits at an offset in the payload. */
  wordAt(offset: number): number {
    const at = this.start + offset;
    return at + 8 > this.end ? 0 : uint32(this.batch.bytes, at) + uint32(this.batch.bytes, at + 4) * 2 ** 32;
  }

  /** 32 bits at an offset in the payload. */
  numberAt(offset: number): number {
    const at = this.start + offset;
    return at + 4 > this.end ? 0 : uint32(this.batch.bytes, at);
  }

  /** The offset in the payload of so many bytes behind a parameter's pointer; -1 where the payload does not hold them. */
  memoryAt(wordCount: number, parameter: number, length: number): number {
    const { bytes } = this.batch;
    let at = this.start + wordCount * 8;
    while (at + CHUNK_HEADER_BYTES <= this.end) {
      const start = at + CHUNK_HEADER_BYTES;
      const end = start + uint32(bytes, at + 4);
      if (end > this.end) return -1;
      if (bytes[at] === parameter) return end - start >= length ? start - this.start : -1;
      at = end;
    }
    return -1;
  }
}

function uint32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}
