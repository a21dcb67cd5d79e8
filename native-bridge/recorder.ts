import { UNCERTAINTY_MAX, kindNumber, type RowKind } from '../trace/index.ts';
import type { Clock } from './clock.ts';
import { Ring, type Columns } from './ring.ts';

const encoder = new TextEncoder();

/**
 * Writes the rows of one thread.
 *
 * `stamp` reads the clock and opens a group of rows; `close` ends it. Between the two, rows carry that time or a later
 * one: so the collector knows up to which time it has everything.
 */
export class Recorder {
  private readonly ring: Ring;
  /** The same for every row: no row allocates another. */
  private readonly head: { time: number; kind: number; readonly thread: number };

  constructor(
    memory: SharedArrayBuffer,
    readonly thread: number,
    private readonly clock: Clock,
  ) {
    this.ring = new Ring(memory);
    this.head = { time: 0, kind: 0, thread };
  }

  stamp(): number {
    this.ring.begin();
    return this.clock.now();
  }

  write(kind: RowKind, time: number, columns: Columns): void {
    this.head.kind = kindNumber(kind);
    this.head.time = time;
    this.ring.write(this.head, columns);
  }

  close(): void {
    this.ring.end();
  }

  admits(_slotsInUse: number): boolean {
    return true;
  }

  dropped(_rows: number, _operations: number): void {}

  /** One row of text, now. */
  text(kind: RowKind, text: string, columns: Columns = {}): void {
    const time = this.stamp();
    this.write(kind, time, { ...columns, payload: encoder.encode(text) });
    this.close();
  }
}

/** How much earlier something may have happened than it was seen, as the column holds it. */
export function uncertainty(seenAt: number, since: number): number {
  return Math.min(Math.max(0, Math.ceil(seenAt - since)), UNCERTAINTY_MAX);
}
