import type { Trace } from './trace.ts';

/** A session may record so many bytes of each buffer. */
export const MOST_PAYLOAD_BYTES = 4096;

/** One buffer of an operation, as a row has it. */
export interface BufferBytes {
  /** The bytes that it held for the operation: all of a buffer to send, of one to receive into what came. */
  readonly length: number;
  /** The first of them. */
  readonly bytes: Uint8Array;
}

/** The buffers of an operation as they were at one moment. */
export interface RecordedBuffers {
  /** When they were read: of a send at the entry of its call, of a receive when its completion was seen. */
  readonly readAt: number;
  /** The call at which they were read; 0: the observer has read them. */
  readonly call: number;
  /** The bytes that all of them held; of more than a row can tell, the last are missing among the buffers. */
  readonly length: number;
  readonly buffers: readonly BufferBytes[];
}

/**
 * The payload of a `buffers` row:
 *
 * ```
 * for each buffer   u32 bytes that it held · u32 bytes that follow · these bytes · padding to 4
 * ```
 */
export const BUFFER_HEADER_BYTES = 8;

/** Reads it. What is cut off or malformed is left out: the bytes may come from a damaged file. */
export function decodeBuffers(payload: Uint8Array): BufferBytes[] {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const buffers: BufferBytes[] = [];
  for (let at = 0; at + BUFFER_HEADER_BYTES <= payload.length;) {
    const start = at + BUFFER_HEADER_BYTES;
    const recorded = view.getUint32(at + 4, true);
    if (start + recorded > payload.length) break;
    buffers.push({ length: view.getUint32(at, true), bytes: payload.subarray(start, start + recorded) });
    at = paddedEnd(start + recorded);
  }
  return buffers;
}

/** Where the next buffer stands behind one that ends here. */
export function paddedEnd(end: number): number {
  return (end + 3) & ~3;
}

/** The recorded buffers of a session’s operations. */
export class BufferRows {
  private readonly places = new Map<number, number>();
  private known = 0;

  constructor(private readonly trace: Trace) {}

  /** Those of one operation; undefined: none were recorded. */
  of(operation: number): RecordedBuffers | undefined {
    const { columns, length } = this.trace.tables.buffers;
    for (; this.known < length; this.known++) this.places.set(columns.operation[this.known]!, this.known);
    const place = this.places.get(operation);
    if (place === undefined) return undefined;
    const row = columns.row[place]!;
    return {
      readAt: this.trace.get('time', row),
      call: this.trace.get('call', row),
      length: this.trace.get('value', row),
      buffers: decodeBuffers(this.trace.rows.payload(row)),
    };
  }
}
