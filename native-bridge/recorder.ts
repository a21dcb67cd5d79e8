import { UNCERTAINTY_MAX, type RowKind } from '../trace/index.ts';
import type { Clock } from './clock.ts';
import { recordBytes, type Columns } from './ring.ts';
import { neededBytes, PAYLOAD_MAX_BYTES } from './ring-room.ts';
import { RingWriter, type ArenaViews, type Chunks } from './ring-writer.ts';

/** The columns of a call's rows. All of them, so that every call writes objects of one shape. */
export interface CallColumns {
  readonly call: number;
  readonly api: number;
  readonly operation: number;
  readonly slot: number;
  readonly object: number;
  readonly value: number;
  readonly error: number;
  readonly status: number;
}

/**
 * Writes the rows of one thread.
 *
 * `stamp` reads the clock and opens a group of rows; `close` ends it. Between the two, rows carry that time or a later
 * one, and none an earlier one than the row before: so the collector knows up to which time it has everything.
 *
 * It never waits. When the collector is slow, whole operations are dropped: see `admits`.
 */
export class Recorder {
  private readonly ring: RingWriter;
  private readonly arena: ArenaViews;
  private readonly encoder = new TextEncoder();
  private readonly textBytes = new Uint8Array(PAYLOAD_MAX_BYTES);
  private readonly now: () => number;
  /** As many as there were when last asked. */
  private slotsInUse = 0;
  /** The row with which a wait began was dropped: so will be the one with which it ends. */
  private waitIsMissing = false;

  constructor(
    memory: SharedArrayBuffer,
    readonly thread: number,
    private readonly clock: Clock,
    arena: SharedArrayBuffer,
  ) {
    this.ring = new RingWriter(memory);
    this.arena = { i32: new Int32Array(arena), u8: new Uint8Array(arena) };
    this.now = () => clock.now();
  }

  stamp(): number {
    this.ring.begin();
    return this.clock.now();
  }

  write(kind: RowKind, time: number, columns: Columns): void {
    this.ring.write(kind, time, this.thread, columns);
  }

  /** The row of a completion or of a packet, whose payload is a few whole words; they are copied at once. */
  writeWords(kind: 'completed' | 'packet-dequeued', time: number, columns: Columns, payload: Int32Array): void {
    this.ring.writeWords(kind, time, this.thread, columns, payload);
  }

  /**
   * The first row of a call. The payload, as trace/call-payload.ts describes it, is composed in the ring itself: nothing
   * is allocated, so the caller can use the same arrays and objects for every call.
   *
   * @param words a machine word per parameter, `count` of them; numbers below 2^53, or negative ones
   * @param chunks what to copy out of the arena, as it is now; of each at most CHUNK_MAX_BYTES
   */
  writeEntered(time: number, columns: CallColumns, words: Float64Array, count: number, chunks: Chunks): void {
    this.ring.writeEntered(time, this.thread, columns, words, count, chunks, this.arena);
  }

  /** Its second row. */
  writeReturned(time: number, columns: CallColumns, chunks: Chunks): void {
    this.ring.writeReturned(time, this.thread, columns, chunks, this.arena);
  }

  close(): void {
    this.ring.end();
  }

  /**
   * Whether there is room for one more call, an operation or not, and for everything that the operations in use may
   * still have to write into this ring. Ask once, before the call's first row; ask also before a row that belongs to
   * no call and no admitted operation (`slot-allocated`).
   *
   * False: write none of its rows, here or on any other thread, and count each with `dropped`. What belongs to an
   * operation that was admitted is written without asking: its completion, its event, the call that fetches it.
   *
   * @param slotsInUse slots of the session that may have an operation whose rows are not all written yet
   */
  admits(slotsInUse: number): boolean {
    this.slotsInUse = slotsInUse;
    return this.ring.free >= neededBytes(slotsInUse);
  }

  /** Whether a row with such a payload leaves the room that calls and operations need. */
  admitsPayload(bytes: number, slotsInUse: number): boolean {
    // One that crosses the end of the memory may leave as much unused.
    return this.ring.free >= neededBytes(slotsInUse) + 2 * recordBytes(bytes);
  }

  /** Counts rows that were not written because their call or operation was not admitted; `operations`: 1 with its first row. */
  dropped(rows: number, operations: 0 | 1): void {
    this.ring.lose(rows, operations, this.now);
  }

  /** One row of text, now: cut where it is too long for a row, and dropped where it would take the room of operations. */
  text(kind: RowKind, text: string, columns: Columns = {}): void {
    if (!this.admitsText(kind)) return this.dropped(1, 0);
    // Whole characters, as many as there is room for.
    const { written } = this.encoder.encodeInto(text, this.textBytes);
    const time = this.stamp();
    this.write(kind, time, { ...columns, payload: this.textBytes.subarray(0, written) });
    this.close();
  }

  private admitsText(kind: RowKind): boolean {
    if (kind === 'program-goes-on') return !this.waitIsMissing;
    if (ALWAYS.includes(kind)) return true;
    const admitted = this.admits(this.slotsInUse);
    if (kind === 'program-waits') this.waitIsMissing = !admitted;
    return admitted;
  }
}

/** Few, and without them the rest cannot be understood. */
const ALWAYS: readonly RowKind[] = ['thread-started', 'thread-ended', 'leaked', 'balance', 'session-ended'];

/** How much earlier something may have happened than it was seen, as the column holds it. */
export function uncertainty(seenAt: number, since: number): number {
  return Math.min(Math.max(0, Math.ceil(seenAt - since)), UNCERTAINTY_MAX);
}
