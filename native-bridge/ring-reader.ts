import type { Batch } from '../trace/index.ts';
import { OPEN, RingMemory, TIME_INDEX, copyRecords, headerWords } from './ring.ts';

/** Rows that a thread did not write: how many, and of them operations that are missing whole. */
export interface Loss {
  readonly rows: number;
  readonly operations: number;
  /** When the first of them should have been written. */
  readonly since: number;
}

/**
 * Reads rows out of a ring. Only one thread may, and once a turn in this order: `look` says up to which time they are
 * complete, `choose` which of them are next, `arrange` gives these their places among those of the other rings, `copy`
 * takes them there, and `release` gives their memory back to the writer.
 */
export class RingReader {
  /** How many rows were chosen. */
  chosen = 0;
  private readonly ring: RingMemory;
  /** The rows that were seen and not released, from index `first` up to `seen`. */
  private list = new RowList(1024);
  private first = 0;
  private seen = 0;
  /** Behind the chosen rows that have their places. */
  private arranged = 0;
  /** Behind the rows that were seen: where in the memory, and its position. */
  private at = 0;
  private position: number;
  private restarts = 0;
  private quietSince = 0;

  constructor(memory: SharedArrayBuffer) {
    this.ring = new RingMemory(memory);
    this.position = Atomics.load(this.ring.header, headerWords.read);
  }

  /**
   * Up to which time no row is missing any more.
   *
   * @param now must have been read from the clock before the call
   * @param last the writer has ended: what it wrote in a group that it did not end counts, too
   */
  look(now: number, last: boolean): number {
    const { header, u32, f64, capacity } = this.ring;
    const published = Atomics.load(header, headerWords.published);
    const to = last ? Atomics.load(header, headerWords.next) : published & ~OPEN;
    // Only a reader that has taken everything can find that the writer has begun anew: just here.
    if (header[headerWords.restarts] !== this.restarts) {
      this.restarts = header[headerWords.restarts]!;
      this.at = 0;
    }
    while (this.position !== to) {
      const length = u32[this.at >> 2]!;
      if (length === 0) {
        this.position = (this.position + capacity - this.at) | 0;
        this.at = 0;
        continue;
      }
      if (this.seen === this.list.size) this.makeRoom();
      const { starts, positions, times, payloads } = this.list;
      starts[this.seen] = this.at;
      positions[this.seen] = this.position;
      times[this.seen] = f64[(this.at >> 3) + TIME_INDEX]!;
      payloads[this.seen++] = u32[(this.at >> 2) + 1]!;
      this.position = (this.position + length) | 0;
      this.at = this.at + length === capacity ? 0 : this.at + length;
    }
    if ((published & OPEN) === 0) this.quietSince = now;
    // The writer has read the clock, or will, after its last row; how long ago nobody can tell.
    else if (this.seen > this.first) this.quietSince = Math.max(this.quietSince, this.list.times[this.seen - 1]!);
    return this.quietSince;
  }

  /** The time of the row that has so many others before it; Infinity when there is none. */
  timeAfter(count: number): number {
    return this.first + count < this.seen ? this.list.times[this.first + count]! : Infinity;
  }

  /** Chooses the rows up to a time. The bytes of their payloads. */
  choose(complete: number): number {
    const { times, payloads } = this.list;
    let payloadBytes = 0;
    let end = this.first;
    for (; end < this.seen && times[end]! <= complete; end++) payloadBytes += payloads[end]!;
    this.chosen = end - this.first;
    this.arranged = this.first;
    return payloadBytes;
  }

  /** The time of the next chosen row that has no place yet; Infinity when there is none. */
  get nextTime(): number {
    return this.arranged === this.first + this.chosen ? Infinity : this.list.times[this.arranged]!;
  }

  /**
   * Gives chosen rows that are earlier than a time their places in a batch, from `row` on, at least one; returns the row
   * that is next.
   */
  arrange(before: number, offsets: Int32Array, row: number): number {
    const { rows, times, payloads } = this.list;
    const end = this.first + this.chosen;
    let index = this.arranged;
    let next = row;
    do {
      offsets[next + 1] = offsets[next]! + payloads[index]!;
      rows[index++] = next++;
    } while (index < end && times[index]! < before);
    this.arranged = index;
    return next;
  }

  /** Copies the chosen rows to their places. */
  copy(to: Batch): void {
    copyRecords(this.ring, to, this.list.starts, this.list.rows, this.first, this.first + this.chosen);
  }

  /** The memory of the rows that were copied is the writer's again. */
  release(): void {
    this.first += this.chosen;
    this.chosen = 0;
    const released = this.first < this.seen ? this.list.positions[this.first]! : this.position;
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

  /** Moves the rows that are still there to the beginning, of a longer list where they need it. */
  private makeRoom(): void {
    const { list, first, seen } = this;
    this.list = new RowList(first > list.size / 2 ? list.size : list.size * 2);
    this.list.take(list, first, seen);
    this.first = 0;
    this.seen = seen - first;
  }
}

/** What is known of rows that lie in a ring: read from there once, because a row's memory may have left the cache. */
class RowList {
  readonly starts: Int32Array;
  readonly positions: Int32Array;
  readonly times: Float64Array;
  /** How many bytes of payload each has. */
  readonly payloads: Int32Array;
  /** Which row of the batch it becomes, once it has been arranged. */
  readonly rows: Int32Array;

  constructor(readonly size: number) {
    this.starts = new Int32Array(size);
    this.positions = new Int32Array(size);
    this.times = new Float64Array(size);
    this.payloads = new Int32Array(size);
    this.rows = new Int32Array(size);
  }

  take(from: RowList, first: number, end: number): void {
    this.starts.set(from.starts.subarray(first, end));
    this.positions.set(from.positions.subarray(first, end));
    this.times.set(from.times.subarray(first, end));
    this.payloads.set(from.payloads.subarray(first, end));
  }
}
