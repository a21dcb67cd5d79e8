import type { Operation } from '../operation.ts';
import type { FilteredOperations } from '../query/filtered-operations.ts';
import type { Trace } from '../trace.ts';
import { PlaceSort, type SortedPlaces } from './place-sort.ts';
import { sortKeys, type SortKey } from './sort-keys.ts';

/**
 * Sorts the operations of a trace, or those of them that fit a query, in slices of time, as they are when it begins: what
 * comes or changes while it works is for the next one.
 */
export class OperationSort {
  /** Waits that go on have lasted until this moment. */
  readonly atNs: number;
  private readonly rows: number;
  private readonly version: number | undefined;
  private readonly sort: PlaceSort;

  /** `filtered`: undefined for all operations. `now`: a clock in milliseconds. */
  constructor(
    readonly trace: Trace,
    readonly filtered: FilteredOperations | undefined,
    readonly key: SortKey,
    now: () => number,
  ) {
    const { operations, rows, endTime } = trace;
    const { length } = operations;
    this.atNs = endTime;
    this.rows = rows.length;
    this.version = filtered?.version;
    this.sort = new PlaceSort(
      filtered === undefined ? (from) => (from < length ? from : undefined) : (from) => filtered.places.next(from),
      filtered?.length ?? length,
      () => sortKeys[key](trace, endTime),
      now,
    );
  }

  /** Works for about so many milliseconds; undefined: there is more to do. */
  advance(budgetMs: number): SortedOperations | undefined {
    const sorted = this.sort.advance(budgetMs);
    return sorted && new SortedOperations(this, sorted);
  }

  /** Whether the trace, or what fits the query, is another by now than when this began. */
  isOutdated(): boolean {
    return this.trace.rows.length !== this.rows || this.filtered?.version !== this.version;
  }
}

/** Operations in the order of a key. Those that have none come last in either direction, in the order of their issue. */
export class SortedOperations {
  private ranked = { place: -1, at: -1 };

  constructor(
    readonly of: OperationSort,
    private readonly sorted: SortedPlaces,
  ) {}

  get length(): number {
    return this.sorted.places.length;
  }

  /** How many have no key. */
  get unkeyed(): number {
    return this.length - this.sorted.keyed;
  }

  /** The place in the table of the one at a rank; undefined beyond the ends. Descending is ascending read from its end. */
  placeAt(rank: number, isDescending: boolean): number | undefined {
    const { places, keyed } = this.sorted;
    return places[isDescending && rank < keyed ? keyed - 1 - rank : rank];
  }

  at(rank: number, isDescending: boolean): Operation | undefined {
    const place = this.placeAt(rank, isDescending);
    return place === undefined ? undefined : this.of.trace.operations.at(place);
  }

  /** The rank of the operation at a place of the table; -1: it is not among these. */
  rankOf(place: number, isDescending: boolean): number {
    const { places, keyed } = this.sorted;
    // While the table is drawn the same is asked again and again, and arrows go to the next: millions are looked through
    // for another only.
    const { ranked } = this;
    if (place >= 0 && ranked.place !== place) {
      const near = [ranked.at + 1, ranked.at - 1].find((beside) => places[beside] === place);
      this.ranked = { place, at: near ?? places.indexOf(place) };
    }
    const at = place < 0 ? -1 : this.ranked.at;
    return isDescending && at >= 0 && at < keyed ? keyed - 1 - at : at;
  }
}
