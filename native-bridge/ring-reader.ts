import type { Batch } from '../trace/index.ts';
import { OPEN, RECORD_BYTES, RingMemory, TIME_INDEX, headerWords, load } from './ring.ts';

/** Rows that a thread did not write: how many, and of them operations that are missing whole. */
export interface Loss {
  readonly rows: number;
  readonly operations: number;
  /** When the first of them should have been written. */
  readonly since: number;
}

/**
 * Reads rows out of a ring, in three steps: `look` says up to which time they are complete, `choose` which of them are
 * next, and after all of these were copied `release` gives their memory back to the writer. Only one thread may.
 */
export class RingReader {
  /** How many rows were chosen and not copied yet. */
  chosen = 0;
  private readonly ring: RingMemory;
  /** The positions of the rows that were seen and not copied, from `first` on. */
  private starts = new Int32Array(1024);
  private first = 0;
  private seen = 0;
  /** Behind the rows that were seen. */
  private position: number;
  private readonly mask: number;
  private quietSince = 0;

  constructor(memory: SharedArrayBuffer) {
    this.ring = new RingMemory(memory);
    this.position = Atomics.load(this.ring.header, headerWords.read);
    this.mask = this.ring.capacity - 1;
  }

  /**
   * Up to which time no row is missing any more.
   *
   * @param now must have been read from the clock before the call
   * @param last the writer has ended: what it wrote in a group that it did not end counts, too
   */
  look(now: number, last: boolean): number {
    const { header, u32, capacity } = this.ring;
    const published = Atomics.load(header, headerWords.published);
    const to = last ? Atomics.load(header, headerWords.next) : published & ~OPEN;
    while (this.position !== to) {
      const at = this.position & this.mask;
      const length = u32[at >> 2]!;
      if (length > 0) {
        if (this.seen === this.starts.length) this.makeRoom();
        this.starts[this.seen++] = this.position;
      }
      this.position = (this.position + (length > 0 ? length : capacity - at)) | 0;
    }
    if ((published & OPEN) === 0) this.quietSince = now;
    // The writer has read the clock, or will, after its last row; how long ago nobody can tell.
    else if (this.seen > this.first) {
      this.quietSince = Math.max(this.quietSince, this.timeOf(this.seen - 1));
    }
    return this.quietSince;
  }

  /** Chooses the rows up to a time. The bytes of their payloads. */
  choose(complete: number): number {
    const { u32 } = this.ring;
    let payloadBytes = 0;
    let end = this.first;
    for (; end < this.seen && this.timeOf(end) <= complete; end++) {
      payloadBytes += u32[((this.starts[end]! & this.mask) >> 2) + 1]!;
    }
    this.chosen = end - this.first;
    return payloadBytes;
  }

  /** The time of the next chosen row; Infinity when there is none. */
  get nextTime(): number {
    return this.chosen === 0 ? Infinity : this.timeOf(this.first);
  }

  /**
   * Copies chosen rows that are earlier than a time into a batch, at least one. Returns the row of the batch that is next.
   */
  copy(before: number, batch: Batch, row: number): number {
    const { ring, starts, mask } = this;
    const { columns, offsets, payload } = batch;
    const end = this.first + this.chosen;
    let payloadAt = offsets[row]!;
    let index = this.first;
    let next = row;
    do {
      const at = starts[index++]! & mask;
      load(ring, at, columns, next++);
      const bytes = ring.u32[(at >> 2) + 1]!;
      const from = at + RECORD_BYTES;
      let copied = 0;
      for (; copied + 4 <= bytes; copied += 4)
        payload.setInt32(payloadAt + copied, ring.i32[(from + copied) >> 2]!, true);
      for (; copied < bytes; copied++) payload.setUint8(payloadAt + copied, ring.u8[from + copied]!);
      payloadAt += bytes;
      offsets[next] = payloadAt;
    } while (index < end && this.timeOf(index) < before);
    this.chosen = end - index;
    this.first = index;
    return next;
  }

  /** The memory of the rows that were copied is the writer's again. */
  release(): void {
    const released = this.first < this.seen ? this.starts[this.first]! : this.position;
    if (this.first === this.seen) this.first = this.seen = 0;
    Atomics.store(this.ring.header, headerWords.read, released);
  }

  /** Rows were seen that wait for others. */
  get hasMore(): boolean {
    return this.first < this.seen;
  }

  /** What was lost since the last time that this was asked; undefined: nothing. */
  takeLoss(): Loss | undefined {
    const { header, lostSince } = this.ring;
    if (Atomics.load(header, headerWords.lostRows) === 0) return undefined;
    // It stays as it is until the count is 0 again.
    const since = lostSince[0]!;
    const operations = Atomics.exchange(header, headerWords.lostOperations, 0);
    return { rows: Atomics.exchange(header, headerWords.lostRows, 0) >>> 0, operations, since };
  }

  private timeOf(index: number): number {
    return this.ring.f64[((this.starts[index]! & this.mask) >> 3) + TIME_INDEX]!;
  }

  /** Moves the rows that are still there to the beginning, or makes the list larger. */
  private makeRoom(): void {
    const left = this.starts.subarray(this.first, this.seen);
    const larger = this.first > this.starts.length / 2 ? this.starts : new Int32Array(this.starts.length * 2);
    larger.set(left);
    this.starts = larger;
    this.seen -= this.first;
    this.first = 0;
  }
}
