import { CHUNK_PLACES, type FilteredOperations } from '../query/filtered-operations.ts';
import { directionsOf } from './direction.ts';
import { Tally, type TimeRange } from './tally.ts';

/**
 * What there is to count of the operations that fit a query, kept up to date in slices of time.
 *
 * There is a tally for each chunk of the table. Where operations may have changed, their chunk is counted anew, and no
 * other; all tallies together are the whole. While a session runs, that is mostly its newest chunk.
 */
export class OperationStatistics {
  /** Counts up whenever the tally is another one. */
  version = 0;
  private readonly tallies: Tally[] = [];
  /** By chunk: what `changesIn` said when it was counted. */
  private readonly counted: number[] = [];
  private readonly directions: readonly (1 | 0 | -1)[];
  private next = 0;
  private whole: { readonly version: number; readonly tally: Tally } = { version: 0, tally: new Tally() };

  /** `range`: only operations that were issued in it. `now`: a clock in milliseconds. */
  constructor(
    readonly filtered: FilteredOperations,
    readonly range: TimeRange | undefined,
    private readonly now: () => number,
  ) {
    this.directions = directionsOf(filtered.trace.info.functions);
  }

  /**
   * Works for about so many milliseconds (one chunk at least); true when everything is counted that `filtered` has looked
   * at. It does not advance `filtered`.
   */
  advance(budgetMs: number): boolean {
    const until = this.now() + budgetMs;
    const chunks = Math.ceil(this.filtered.progress / CHUNK_PLACES);
    for (let left = chunks; left > 0; left--) {
      if (this.next >= chunks) this.next = 0;
      const chunk = this.next++;
      if (this.counted[chunk] === this.filtered.changesIn(chunk)) continue;
      this.count(chunk);
      if (this.now() >= until) return false;
      left = chunks + 1;
    }
    return true;
  }

  /** All that has been counted. Do not change it. */
  get tally(): Tally {
    if (this.whole.version !== this.version) {
      const tally = new Tally();
      for (const part of this.tallies) tally.merge(part);
      this.whole = { version: this.version, tally };
    }
    return this.whole.tally;
  }

  private count(chunk: number): void {
    const { filtered, directions, range } = this;
    const tally = new Tally();
    const from = chunk * CHUNK_PLACES;
    const to = Math.min(from + CHUNK_PLACES, filtered.progress);
    tally.take(filtered.trace.tables.operations.columns, [from, to], filtered.places.array, directions, range);
    this.tallies[chunk] = tally;
    this.counted[chunk] = filtered.changesIn(chunk);
    this.version++;
  }
}
