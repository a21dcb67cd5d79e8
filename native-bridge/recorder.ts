import { UNCERTAINTY_MAX, kindNumber, type Row, type RowKind } from '../trace/index.ts';
import type { Clock } from './clock.ts';
import { Ring } from './ring.ts';

const encoder = new TextEncoder();

/**
 * Writes the rows of one thread.
 *
 * `stamp` reads the clock and opens a group of rows; `close` ends it. Between the two, rows carry that time or a later
 * one: so the collector knows up to which time it has everything.
 */
export class Recorder {
  private readonly ring: Ring;

  constructor(
    memory: SharedArrayBuffer,
    private readonly thread: number,
    private readonly clock: Clock,
  ) {
    this.ring = new Ring(memory);
  }

  stamp(): number {
    this.ring.begin();
    return this.clock.now();
  }

  write(kind: RowKind, time: number, columns: Partial<Omit<Row, 'kind' | 'time' | 'thread'>>): void {
    this.ring.write({ ...columns, kind: kindNumber(kind), time, thread: this.thread });
  }

  close(): void {
    this.ring.end();
  }

  /** One row of text, now. */
  text(kind: RowKind, text: string, columns: Partial<Row> = {}): void {
    const time = this.stamp();
    this.write(kind, time, { ...columns, payload: encoder.encode(text) });
    this.close();
  }
}

/** How much earlier something may have happened than it was seen, as the column holds it. */
export function uncertainty(seenAt: number, since: number): number {
  return Math.min(Math.max(0, Math.ceil(seenAt - since)), UNCERTAINTY_MAX);
}
