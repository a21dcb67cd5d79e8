import type { BatchWriter } from '../trace/index.ts';
import type { Clock } from './clock.ts';
import { ringBytes } from './ring.ts';
import { RingReader } from './ring-reader.ts';
import { RingWriter } from './ring-writer.ts';
import type { SessionMemory } from './shared-memory.ts';
import { uncertainty } from './recorder.ts';

/** More than two gap rows take: one that waits, and the last. */
const GAP_BYTES = 512;

/** A turn takes about so many rows of a thread, far more than it can write in one. After a pause there are more turns. */
const MOST_ROWS = 8192;

const encoder = new TextEncoder();

/**
 * Takes the rows of all threads and gives them on in the order of their time, as Arrow messages.
 *
 * Each ring says up to which time it is complete; what is later than the earliest of these stays in its ring for the next
 * turn. Rows of the same time come in the order of the threads. What a thread has lost becomes a `gap` row.
 */
export class Collector {
  private readonly rings: readonly RingReader[];
  /** All rings, and that of the gap rows: they are sorted in like all others. */
  private readonly sources: readonly RingReader[];
  private readonly gaps: { readonly writer: RingWriter; readonly reader: RingReader };

  constructor(
    memory: Pick<SessionMemory, 'rings'>,
    private readonly clock: Clock,
    private readonly writer: BatchWriter,
  ) {
    this.rings = memory.rings.slice(1).map((ring) => new RingReader(ring));
    const gaps = new SharedArrayBuffer(ringBytes(this.rings.length * GAP_BYTES));
    this.gaps = { writer: new RingWriter(gaps), reader: new RingReader(gaps) };
    this.sources = [...this.rings, this.gaps.reader];
  }

  /**
   * The rows that are next, sorted by time; undefined: none. `last`: all threads have ended, so nothing needs to wait; to be
   * asked until there are none.
   */
  take(last = false): Uint8Array | undefined {
    const now = this.clock.now();
    let complete = Infinity;
    for (const source of this.rings) complete = Math.min(complete, source.look(now, last));
    this.writeGaps(last);
    if (last) complete = Infinity;
    for (const source of this.sources) complete = Math.min(complete, source.timeAfter(MOST_ROWS));
    let rows = 0;
    let payloadBytes = 0;
    for (const source of this.sources) {
      payloadBytes += source.choose(complete);
      rows += source.chosen;
    }
    if (rows === 0) return undefined;
    const batch = this.writer.batch(rows, payloadBytes);
    for (let row = 0; row < rows;) row = this.arrangeEarliest(batch.offsets, row);
    for (const source of this.sources) {
      source.copy(batch);
      source.release();
    }
    return batch.message;
  }

  /** Puts rows of the ring that has the earliest one into the batch, until it is another ring's turn. */
  private arrangeEarliest(offsets: Int32Array, row: number): number {
    let earliest = this.sources[0]!;
    let time = Infinity;
    let before = Infinity;
    for (const source of this.sources) {
      const next = source.nextTime;
      if (next < time) {
        before = time;
        time = next;
        earliest = source;
      } else if (next < before) before = next;
    }
    return earliest.arrange(before, offsets, row);
  }

  /** Rows of the time at which the loss was counted: later than all that were given on, so most wait for the next turn. */
  private writeGaps(last: boolean): void {
    const { writer, reader } = this.gaps;
    // While others wait for their turn, the rings go on counting.
    if (reader.hasMore && !last) return;
    this.rings.forEach((ring, index) => {
      const loss = ring.takeLoss();
      if (loss === undefined) return;
      const { rows, operations, since } = loss;
      const time = this.clock.now();
      writer.write('gap', time, index + 1, {
        value: rows,
        uncertainty: uncertainty(time, since),
        payload: encoder.encode(JSON.stringify({ operations, rows })),
      });
    });
    writer.end();
    reader.look(0, true);
  }
}
