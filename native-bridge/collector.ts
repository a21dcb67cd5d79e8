import { kindNumber, numberColumns, type NumberColumn, type Row } from '../trace/index.ts';
import type { Clock } from './clock.ts';
import { Ring } from './ring.ts';
import type { SessionMemory } from './shared-memory.ts';

const NOTHING = new Uint8Array(0);

/**
 * Takes the rows of all threads and gives them on in the order of their time.
 *
 * Each ring says up to which time it is complete; what is later than the earliest of these waits for the next turn.
 */
export class Collector {
  private readonly rings: readonly {
    readonly ring: Ring;
    readonly thread: number;
    waiting: Row[];
    quietSince: number;
  }[];

  constructor(
    memory: SessionMemory,
    private readonly clock: Clock,
  ) {
    this.rings = memory.rings.slice(1).map((ring, index) => ({
      ring: new Ring(ring),
      thread: index + 1,
      waiting: [],
      quietSince: 0,
    }));
  }

  /** The rows that are next, sorted by time. `last`: all threads have ended, so nothing needs to wait. */
  take(last = false): Row[] {
    let complete = Infinity;
    for (const source of this.rings) {
      const now = this.clock.now();
      const { rows, lost, quietSince } = source.ring.read(now);
      for (const row of rows) source.waiting.push(row);
      if (lost > 0) source.waiting.push(gapRow(source.thread, lost, Math.max(now, source.waiting.at(-1)?.time ?? 0)));
      source.quietSince = quietSince ?? source.quietSince;
      complete = Math.min(complete, source.quietSince);
    }
    if (last) complete = Infinity;
    const taken: Row[] = [];
    for (const source of this.rings) {
      const count = source.waiting.findIndex((row) => row.time > complete);
      taken.push(...source.waiting.splice(0, count < 0 ? source.waiting.length : count));
    }
    return taken.sort((a, b) => a.time - b.time);
  }
}

function gapRow(thread: number, lost: number, time: number): Row {
  const zeros = Object.fromEntries(numberColumns.map(({ name }) => [name, 0])) as Record<NumberColumn, number>;
  return { ...zeros, time, value: lost, thread, kind: kindNumber('gap'), payload: NOTHING };
}
