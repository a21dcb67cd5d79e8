import type { Operation } from '../operation.ts';
import type { Trace } from '../trace.ts';
import { isSettled } from '../waits.ts';
import { PlaceSet } from '../store/place-set.ts';
import type { Matcher, Query, Test } from './query.ts';

/** So many operations are looked at between two looks at the clock. */
const BETWEEN_CLOCKS = 2048;
/** Operations whose changes are counted together: 2^14 places. */
const CHUNK_BITS = 14;
export const CHUNK_PLACES = 1 << CHUNK_BITS;

/**
 * The operations of a trace that fit a query, kept up to date in slices of time while the trace grows.
 *
 * `advance` has four things to do, and goes on where it stopped:
 *
 * 1. operations that are new;
 * 2. those that the log of settled ones has named since: they have changed after they were looked at;
 * 3. those that are not settled: once more each time the trace has grown, for their waits go on, and they change unlogged;
 * 4. all, once more, after a socket or a thread has got a name, and only where an answer that the query gave depends on it.
 *
 * Until it returns true, some of the operations are missing, or are in as they were a little earlier.
 */
export class FilteredOperations {
  /** The places that fit. */
  readonly places = new PlaceSet();
  /** Counts up whenever other places fit than before. */
  version = 0;
  private readonly matcher: Matcher;
  /** So many operations have been looked at. */
  private looked = 0;
  private settledRead: number;
  /** Places that were not settled when they were looked at last. */
  private readonly open = new PlaceSet();
  /** The round over them: the next place, and how many rows the trace had when it began. */
  private openAt = 0;
  private roundRows = -1;
  /** How many rows the trace had when the last round that is over began. */
  private openRows = -1;
  /** How many operations are to be looked at once more after a name has changed, and the next of them. */
  private sweepLeft = 0;
  private sweepAt = 0;
  private readonly answers = new Uint8Array(BETWEEN_CLOCKS);
  /** By chunk: how many times operations in it may have changed. */
  private readonly changes: number[] = [];

  /** `now`: a clock in milliseconds. */
  constructor(
    readonly trace: Trace,
    readonly query: Query,
    private readonly now: () => number,
  ) {
    this.matcher = query.condition(trace);
    this.settledRead = trace.tables.settled.length;
  }

  /** How many operations fit. */
  get length(): number {
    return this.places.length;
  }

  /** How many operations have been looked at; all, once `advance` has returned true. */
  get progress(): number {
    return this.looked;
  }

  /** Whether the operation at a place of the table fits. */
  matches(place: number): boolean {
    return this.places.has(place);
  }

  /** The operation with so many before it that fit; undefined beyond the ends. */
  at(rank: number): Operation | undefined {
    const place = this.places.at(rank);
    return place === undefined ? undefined : this.trace.operations.at(place);
  }

  /** A number that is another one after operations of a chunk of `CHUNK_PLACES` may have changed. */
  changesIn(chunk: number): number {
    return this.changes[chunk] ?? 0;
  }

  /** Works for about so many milliseconds; true when everything is as the trace is now. */
  advance(budgetMs: number): boolean {
    const until = this.now() + budgetMs;
    if (this.matcher.hasChanged()) this.sweepLeft = this.looked;
    const test = this.matcher.bind();
    return (
      this.lookAtNew(test, until) &&
      this.lookAtSettled(test, until) &&
      this.lookAtOpen(test, until) &&
      this.sweep(test, until)
    );
  }

  private lookAtNew(test: Test, until: number): boolean {
    const { length, columns } = this.trace.tables.operations;
    while (this.looked < length) {
      const from = this.looked;
      const count = Math.min(length - from, BETWEEN_CLOCKS);
      const fits = this.answers.subarray(0, count);
      for (let i = 0; i < count; i++) fits[i] = test(from + i) ? 1 : 0;
      this.version += this.places.append(from, fits);
      for (let i = 0; i < count; i++) fits[i] = isSettled(columns, from + i) ? 0 : 1;
      this.open.append(from, fits);
      // The sweep goes round: what comes in between lies on its way.
      if (this.sweepLeft > 0) this.sweepLeft += count;
      this.looked += count;
      for (let chunk = from >> CHUNK_BITS; chunk <= (this.looked - 1) >> CHUNK_BITS; chunk++) this.touch(chunk);
      if (this.now() >= until) return false;
    }
    return true;
  }

  private lookAtSettled(test: Test, until: number): boolean {
    const { columns, length } = this.trace.tables.settled;
    while (this.settledRead < length) {
      const end = Math.min(length, this.settledRead + BETWEEN_CLOCKS);
      for (; this.settledRead < end; this.settledRead++) this.look(test, columns.operation[this.settledRead]!);
      if (this.now() >= until) return false;
    }
    return true;
  }

  private lookAtOpen(test: Test, until: number): boolean {
    const rows = this.trace.rows.length;
    while (this.openRows !== rows) {
      if (this.openAt === 0) this.roundRows = rows;
      let count = 0;
      for (let place = this.open.next(this.openAt); place !== undefined; place = this.open.next(place + 1)) {
        this.look(test, place);
        this.openAt = place + 1;
        if (++count % BETWEEN_CLOCKS === 0 && this.now() >= until) return false;
      }
      this.openAt = 0;
      this.openRows = this.roundRows;
    }
    return true;
  }

  private sweep(test: Test, until: number): boolean {
    while (this.sweepLeft > 0) {
      const count = Math.min(this.sweepLeft, BETWEEN_CLOCKS);
      for (let i = 0; i < count; i++) {
        if (this.sweepAt >= this.looked) this.sweepAt = 0;
        const place = this.sweepAt++;
        if (!this.places.set(place, test(place))) continue;
        this.version++;
        this.touch(place >> CHUNK_BITS);
      }
      this.sweepLeft -= count;
      if (this.now() >= until) return false;
    }
    return true;
  }

  private look(test: Test, place: number): void {
    if (this.places.set(place, test(place))) this.version++;
    this.open.set(place, !isSettled(this.trace.tables.operations.columns, place));
    this.touch(place >> CHUNK_BITS);
  }

  private touch(chunk: number): void {
    this.changes[chunk] = this.changesIn(chunk) + 1;
  }
}
