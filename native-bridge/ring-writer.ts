import { CHUNK_HEADER_BYTES, type RowKind } from '../trace/index.ts';
import { OPEN, RECORD_BYTES, RingMemory, headerWords, recordBytes, stores, type Columns } from './ring.ts';

/** Memory behind a pointer of a call: which parameter points to it, and where it lies in the arena. */
export interface Chunk {
  readonly parameter: number;
  readonly offset: number;
  readonly length: number;
}

/** So much of the memory behind one pointer is recorded; it bounds what a call may take of a ring. */
export const CHUNK_MAX_BYTES = 4096;

const NOTHING = new Uint8Array(0);
/** Below this a loop is faster than a call of `set`, which needs a view of its own. */
const LOOP_BYTES = 128;
const DOES_NOT_FIT = -1;

/**
 * Writes rows into a ring. Only one thread may.
 *
 * When the reader is behind and a row does not fit, it is lost and counted: a thread that makes calls never waits for
 * its rows.
 */
export class RingWriter {
  private readonly ring: RingMemory;
  private lastTime = -Infinity;
  /** Behind the record that is being written. */
  private following = 0;

  constructor(memory: SharedArrayBuffer) {
    this.ring = new RingMemory(memory);
  }

  /** Opens a group of rows, before the clock is read for it. */
  begin(): void {
    const { header } = this.ring;
    Atomics.store(header, headerWords.published, header[headerWords.next]! | OPEN);
  }

  /** Ends the group: now the reader sees its rows. */
  end(): void {
    const { header } = this.ring;
    Atomics.store(header, headerWords.published, header[headerWords.next]!);
  }

  /** The bytes that the reader has not to take first. A record that would cross the end of the memory leaves some unused. */
  get free(): number {
    const { header, capacity } = this.ring;
    return capacity - ((header[headerWords.next]! - Atomics.load(header, headerWords.read)) | 0);
  }

  /** Only in a group, and never with an earlier time than the row before. */
  write(kind: RowKind, time: number, thread: number, row: Columns): void {
    const payload = row.payload ?? NOTHING;
    const at = this.place(time, payload.length);
    if (at === DOES_NOT_FIT) return;
    stores[kind](this.ring, at, time, thread, row);
    if (payload.length > 0) this.ring.u8.set(payload, at + RECORD_BYTES);
    this.ring.header[headerWords.next] = this.following;
  }

  /** A row whose payload is that of a call (trace/call-payload.ts), composed where it stays: no copy, no object. */
  writeCall(
    kind: RowKind,
    time: number,
    thread: number,
    row: Columns,
    words: readonly number[],
    chunks: readonly Chunk[],
    arena: ArenaViews,
  ): void {
    let length = words.length * 8;
    for (let i = 0; i < chunks.length; i++) length += CHUNK_HEADER_BYTES + recordedBytes(chunks[i]!);
    const start = this.place(time, length);
    if (start === DOES_NOT_FIT) return;
    stores[kind](this.ring, start, time, thread, row);
    const { i32, u8 } = this.ring;
    let at = start + RECORD_BYTES;
    for (let i = 0; i < words.length; i++, at += 8) {
      const word = words[i]!;
      i32[at >> 2] = word;
      i32[(at >> 2) + 1] = Math.floor(word / 0x1_0000_0000);
    }
    for (let i = 0; i < chunks.length; i++) {
      const chunk = chunks[i]!;
      const bytes = recordedBytes(chunk);
      writeChunkHeader(u8, at, chunk.parameter, bytes);
      at += CHUNK_HEADER_BYTES;
      if (((at | chunk.offset | bytes) & 3) === 0 && bytes <= LOOP_BYTES) {
        for (let n = 0; n < bytes; n += 4) i32[(at + n) >> 2] = arena.i32[(chunk.offset + n) >> 2]!;
      } else if (bytes <= LOOP_BYTES) {
        for (let n = 0; n < bytes; n++) u8[at + n] = arena.u8[chunk.offset + n]!;
      } else u8.set(arena.u8.subarray(chunk.offset, chunk.offset + bytes), at);
      at += bytes;
    }
    this.ring.header[headerWords.next] = this.following;
  }

  /**
   * Counts rows that were not written, and operations that are missing whole.
   *
   * The reader alone sets the count of rows to 0, and until then the time of the first loss stays as it is.
   */
  lose(rows: number, operations: number, now: () => number): void {
    const { header, lostSince } = this.ring;
    if (Atomics.load(header, headerWords.lostRows) === 0) lostSince[0] = now();
    if (operations > 0) Atomics.add(header, headerWords.lostOperations, operations);
    Atomics.add(header, headerWords.lostRows, rows);
  }

  /** Where a record with so much payload begins, its lengths written. It is the next one once `next` is behind it. */
  private place(time: number, payloadBytes: number): number {
    if (time < this.lastTime) throw new Error(`A row of ${time} ns came after one of ${this.lastTime} ns`);
    const { header, u32, capacity } = this.ring;
    const length = recordBytes(payloadBytes);
    const next = header[headerWords.next]!;
    const end = next & (capacity - 1);
    const skip = end + length > capacity ? capacity - end : 0;
    if (skip + length > this.free) {
      this.lose(1, 0, () => time);
      return DOES_NOT_FIT;
    }
    this.lastTime = time;
    if (skip > 0) u32[end >> 2] = 0;
    const at = skip > 0 ? 0 : end;
    u32[at >> 2] = length;
    u32[(at >> 2) + 1] = payloadBytes;
    this.following = (next + skip + length) | 0;
    return at;
  }
}

/** The arena, as whole words where they are aligned, and as bytes. */
export interface ArenaViews {
  readonly i32: Int32Array;
  readonly u8: Uint8Array;
}

function recordedBytes({ length }: Chunk): number {
  return length < CHUNK_MAX_BYTES ? length : CHUNK_MAX_BYTES;
}

function writeChunkHeader(u8: Uint8Array, at: number, parameter: number, length: number): void {
  u8[at] = parameter;
  u8[at + 1] = u8[at + 2] = u8[at + 3] = 0;
  u8[at + 4] = length;
  u8[at + 5] = length >> 8;
  u8[at + 6] = length >> 16;
  u8[at + 7] = length >> 24;
}
