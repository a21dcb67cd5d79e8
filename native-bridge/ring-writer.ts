import { CHUNK_HEADER_BYTES, type RowKind } from '../trace/index.ts';
import { OPEN, RECORD_BYTES, RingMemory, headerWords, recordBytes, stores, type Columns } from './ring.ts';

/**
 * Pieces of the arena that a call's row copies: for each the parameter that points to it, where it lies, how many bytes.
 * Used again for call after call.
 */
export class Chunks {
  count = 0;
  private readonly numbers: Int32Array;

  constructor(most: number) {
    this.numbers = new Int32Array(most * 3);
  }

  add(parameter: number, offset: number, length: number): void {
    const at = 3 * this.count++;
    this.numbers[at] = parameter;
    this.numbers[at + 1] = offset;
    this.numbers[at + 2] = length;
  }

  parameter(index: number): number {
    return this.numbers[3 * index]!;
  }

  offset(index: number): number {
    return this.numbers[3 * index + 1]!;
  }

  length(index: number): number {
    return this.numbers[3 * index + 2]!;
  }

  /** The bytes behind a parameter that has a piece. */
  lengthOf(parameter: number): number {
    for (let i = 0; i < this.count; i++) if (this.parameter(i) === parameter) return this.length(i);
    return 0;
  }

  /** Of what lies behind a parameter, only so many bytes. */
  setLength(parameter: number, length: number): void {
    for (let i = 0; i < this.count; i++) if (this.parameter(i) === parameter) this.numbers[3 * i + 2] = length;
  }
}

/** So much of the memory behind one pointer is recorded; it bounds what a call may take of a ring. */
export const CHUNK_MAX_BYTES = 4096;

const NOTHING = new Uint8Array(0);
/** Up to here a loop is faster than a call of `set`. */
const LOOP_BYTES = 64;
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
  /** Where the next record lies, and from where on it starts anew when the reader has taken everything. */
  private at = 0;
  private readonly restartFrom: number;
  /** Position and place behind the record that is being written. */
  private nextPosition = 0;
  private nextAt = 0;

  constructor(memory: SharedArrayBuffer) {
    this.ring = new RingMemory(memory);
    this.restartFrom = this.ring.capacity / 64;
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
    this.writePayload(at + RECORD_BYTES, payload);
    this.commit();
  }

  /** The row of a completion or of a packet, whose payload is a few whole words. */
  writeWords(
    kind: 'completed' | 'packet-dequeued',
    time: number,
    thread: number,
    row: Columns,
    payload: Int32Array,
  ): void {
    const at = this.place(time, payload.length * 4);
    if (at === DOES_NOT_FIT) return;
    if (kind === 'completed') stores.completed(this.ring, at, time, thread, row);
    else stores['packet-dequeued'](this.ring, at, time, thread, row);
    const { i32 } = this.ring;
    const to = (at + RECORD_BYTES) >> 2;
    for (let n = 0; n < payload.length; n++) i32[to + n] = payload[n]!;
    this.commit();
  }

  /**
   * The first row of a call. Its payload (trace/call-payload.ts) is composed where it stays: no copy, no object.
   *
   * @param count how many of the words there are
   */
  writeEntered(
    time: number,
    thread: number,
    row: Columns,
    words: Float64Array,
    count: number,
    chunks: Chunks,
    arena: ArenaViews,
  ): void {
    const start = this.place(time, count * 8 + recordedBytes(chunks));
    if (start === DOES_NOT_FIT) return;
    stores['call-entered'](this.ring, start, time, thread, row);
    const { i32 } = this.ring;
    let at = (start + RECORD_BYTES) >> 2;
    for (let i = 0; i < count; i++, at += 2) {
      const word = words[i]!;
      const low = word | 0;
      i32[at] = low;
      i32[at + 1] = low === word ? low >> 31 : Math.floor(word / 0x1_0000_0000);
    }
    this.writeChunks(at << 2, chunks, arena);
    this.commit();
  }

  /** Its second row. */
  writeReturned(time: number, thread: number, row: Columns, chunks: Chunks, arena: ArenaViews): void {
    const start = this.place(time, recordedBytes(chunks));
    if (start === DOES_NOT_FIT) return;
    stores['call-returned'](this.ring, start, time, thread, row);
    this.writeChunks(start + RECORD_BYTES, chunks, arena);
    this.commit();
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

  private writePayload(at: number, payload: Uint8Array): void {
    const { u8 } = this.ring;
    if (payload.length > LOOP_BYTES) u8.set(payload, at);
    else for (let n = 0; n < payload.length; n++) u8[at + n] = payload[n]!;
  }

  /** Most of them lie at multiples of 4 on both sides, and are a few numbers. */
  private writeChunks(start: number, chunks: Chunks, arena: ArenaViews): void {
    const { i32, u8 } = this.ring;
    let at = start;
    for (let i = 0; i < chunks.count; i++) {
      const parameter = chunks.parameter(i);
      const offset = chunks.offset(i);
      const bytes = Math.min(chunks.length(i), CHUNK_MAX_BYTES);
      const data = at + CHUNK_HEADER_BYTES;
      if (((at | offset | bytes) & 3) === 0 && bytes <= LOOP_BYTES) {
        i32[at >> 2] = parameter;
        i32[(at >> 2) + 1] = bytes;
        const from = offset >> 2;
        const to = data >> 2;
        for (let n = bytes >> 2; --n >= 0;) i32[to + n] = arena.i32[from + n]!;
      } else {
        for (let n = 0; n < 4; n++) {
          u8[at + n] = n === 0 ? parameter : 0;
          u8[at + 4 + n] = bytes >> (8 * n);
        }
        u8.set(arena.u8.subarray(offset, offset + bytes), data);
      }
      at = data + bytes;
    }
  }

  /** Where a record with so much payload begins, its lengths written. Nobody sees it before `commit`. */
  private place(time: number, payloadBytes: number): number {
    if (time < this.lastTime) throw new Error(`A row of ${time} ns came after one of ${this.lastTime} ns`);
    const { header, u32, capacity } = this.ring;
    const length = recordBytes(payloadBytes);
    const next = header[headerWords.next]!;
    const used = (next - Atomics.load(header, headerWords.read)) | 0;
    if (used === 0 && this.at >= this.restartFrom) {
      header[headerWords.restarts]!++;
      this.at = 0;
    }
    const skipped = this.at + length > capacity ? capacity - this.at : 0;
    if (used + skipped + length > capacity) {
      this.lose(1, 0, () => time);
      return DOES_NOT_FIT;
    }
    this.lastTime = time;
    if (skipped > 0) u32[this.at >> 2] = 0;
    const at = skipped > 0 ? 0 : this.at;
    u32[at >> 2] = length;
    u32[(at >> 2) + 1] = payloadBytes;
    this.nextPosition = (next + skipped + length) | 0;
    this.nextAt = at + length === capacity ? 0 : at + length;
    return at;
  }

  private commit(): void {
    this.ring.header[headerWords.next] = this.nextPosition;
    this.at = this.nextAt;
  }
}

/** The arena, as whole words where they are aligned, and as bytes. */
export interface ArenaViews {
  readonly i32: Int32Array;
  readonly u8: Uint8Array;
}

/** The bytes that pieces take in a row. */
function recordedBytes(chunks: Chunks): number {
  let bytes = chunks.count * CHUNK_HEADER_BYTES;
  for (let i = 0; i < chunks.count; i++) bytes += Math.min(chunks.length(i), CHUNK_MAX_BYTES);
  return bytes;
}
