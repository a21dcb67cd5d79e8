import { OperationSort, type FilteredOperations, type SortedOperations, type Trace } from '../../trace/index.ts';
import type { Library } from './library.ts';
import type { Search } from './search.ts';
import type { OverlookStore } from './store.ts';

/** Of each frame, so many milliseconds may be spent on sorting. */
const SLICE_MS = 6;
/** While rows keep coming, so much time lies between two orders: an order that changes faster cannot be read. */
const REST_MS = 700;
/** And so many times what the sort before has taken. */
const REST_TIMES = 4;

/**
 * The order of the table of operations, while it is not that of their issue: a slice of each frame goes into sorting, so
 * that typing and drawing go on however many there are.
 *
 * What is shown is always a whole order, of some moment. While rows come it is made anew in the background, time and again.
 */
export class TableOrder {
  /** The last order that was finished. */
  private sorted: SortedOperations | undefined;
  private sorting: OperationSort | undefined;
  private published: SortedOperations | undefined;
  private beganMs = 0;
  private dueMs = -Infinity;
  private readers = 0;
  private frameIsAsked = false;

  constructor(
    private readonly store: OverlookStore,
    private readonly library: Library,
    private readonly search: Search,
    private readonly nextFrame: (run: () => void) => void,
    private readonly now: () => number = () => performance.now(),
  ) {
    store.subscribe((state, before) => {
      const { sort, revision, filterMode, search: found } = state;
      if (sort !== before.sort || revision !== before.revision) this.ask();
      else if (filterMode !== before.filterMode || found !== before.search) this.ask();
    });
  }

  /** Keeps the table sorted until the function that it returns is called. */
  want(): () => void {
    this.readers++;
    this.ask();
    return () => {
      this.readers--;
      if (this.readers === 0) this.sorted = this.sorting = undefined;
    };
  }

  /**
   * The order of these operations, by what was chosen last or, until that is sorted, by what was chosen before; undefined:
   * that of their issue.
   */
  sortedOf(trace: Trace, filtered: FilteredOperations | undefined): SortedOperations | undefined {
    const { sort } = this.store.getState();
    const of = this.sorted?.of;
    return sort !== undefined && of?.trace === trace && of.filtered === filtered ? this.sorted : undefined;
  }

  private ask(): void {
    const isIdle = this.store.getState().sort === undefined && this.sorted === undefined && this.sorting === undefined;
    if (this.frameIsAsked || this.readers === 0 || isIdle) return;
    this.frameIsAsked = true;
    this.nextFrame(() => {
      this.frameIsAsked = false;
      if (this.readers > 0 && !this.work()) this.ask();
    });
  }

  /** Sorts a slice; true when there is nothing left to sort. */
  private work(): boolean {
    const wanted = this.wanted();
    if (wanted === undefined) {
      this.sorted = this.sorting = undefined;
      this.publish(true);
      return true;
    }
    if (this.sorting === undefined || !isFor(this.sorting, wanted)) {
      this.sorting = undefined;
      const shown = this.sorted?.of;
      const isShown = shown !== undefined && isFor(shown, wanted);
      const isNewest = isShown && !shown.isOutdated();
      this.publish(isShown);
      if (isNewest) return true;
      if (isShown && this.now() < this.dueMs) return false;
      this.beganMs = this.now();
      this.sorting = new OperationSort(wanted.trace, wanted.filtered, wanted.key, this.now);
    }
    const sorted = this.sorting.advance(SLICE_MS);
    if (sorted === undefined) return false;
    this.sorted = sorted;
    this.sorting = undefined;
    const tookMs = this.now() - this.beganMs;
    // Of a search that goes on, an order is of a part: soon there is more to see.
    const leastMs = this.store.getState().search.isDone ? REST_MS : 0;
    this.dueMs = this.now() + Math.max(leastMs, tookMs * REST_TIMES);
    this.publish(true);
    return !sorted.of.isOutdated();
  }

  private wanted() {
    const { sort, filterMode } = this.store.getState();
    const trace = this.library.shown?.trace;
    if (sort === undefined || trace === undefined) return undefined;
    return { trace, filtered: filterMode === 'only' ? this.search.filtered : undefined, key: sort.key };
  }

  private publish(isDone: boolean): void {
    const { order } = this.store.getState();
    const isOther = this.published !== this.sorted;
    if (!isOther && order.isDone === isDone) return;
    this.published = this.sorted;
    this.store.setState({ order: { version: order.version + 1, isDone } });
  }
}

function isFor(
  sort: OperationSort,
  { trace, filtered, key }: Pick<OperationSort, 'trace' | 'filtered' | 'key'>,
): boolean {
  return sort.trace === trace && sort.filtered === filtered && sort.key === key;
}
