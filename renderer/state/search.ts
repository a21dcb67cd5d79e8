import {
  FilteredOperations,
  OperationStatistics,
  parseQuery,
  type Operation,
  type Query,
  type Trace,
} from '../../trace/index.ts';
import type { View } from '../timeline/time-scale.ts';
import type { Library } from './library.ts';
import type { SearchState } from './query-slice.ts';
import type { OverlookStore } from './store.ts';

/** Of each frame, so many milliseconds may be spent on looking for operations, and as many on counting them. */
const SLICE_MS = 4;
/** A view that moves is counted anew only so often; and figures that change faster cannot be read. */
const VIEW_EVERY_MS = 400;
const FIGURES_EVERY_MS = 200;

/**
 * Looks for the operations that fit what was typed, in the recording that is shown: a slice of the time of each frame, so
 * that typing and drawing go on whatever is searched. The store learns of what was found.
 *
 * What is wrong in the text is left out of what is looked for.
 */
export class Search {
  /** The operations that fit; undefined: nothing is looked for, and all do. */
  filtered: FilteredOperations | undefined;
  /** The query that they fit. */
  query: Query | undefined;
  /** What is known of all of them, while somebody wants it. */
  statistics: OperationStatistics | undefined;
  private trace: Trace | undefined;
  private text = '';
  /** Every operation, for the statistics where nothing is looked for. */
  private everything: FilteredOperations | undefined;
  private counting: OperationStatistics | undefined;
  private countedView: View | undefined;
  private countedAtMs = -Infinity;
  private shownVersion = -1;
  private shownAtMs = -Infinity;
  private readers = 0;
  private frameIsAsked = false;

  constructor(
    private readonly store: OverlookStore,
    private readonly library: Library,
    private readonly nextFrame: (run: () => void) => void,
    private readonly now: () => number = () => performance.now(),
  ) {
    store.subscribe((state, before) => {
      const { filter, revision, statisticsRange, view } = state;
      if (filter !== before.filter || revision !== before.revision) this.understand();
      else if (this.readers > 0 && (statisticsRange !== before.statisticsRange || view !== before.view)) this.ask();
    });
  }

  /** Whether the operation at a place of the table fits; true for all where nothing is looked for. */
  matches(place: number): boolean {
    return this.filtered === undefined || this.filtered.matches(place);
  }

  /** The operation that fits next to another one, or to the first or last moment; undefined: there is none. */
  hitBeside(operation: number | undefined, direction: 1 | -1): Operation | undefined {
    const { filtered, trace } = this;
    if (filtered === undefined || trace === undefined) return undefined;
    const place = operation === undefined ? undefined : trace.operations.placeOf(operation);
    if (place === undefined) return filtered.at(direction > 0 ? 0 : filtered.length - 1);
    return filtered.at(direction > 0 ? filtered.places.rankOf(place + 1) : filtered.places.rankOf(place) - 1);
  }

  /** Keeps the statistics up to date until the function that it returns is called. */
  wantStatistics(): () => void {
    this.readers++;
    this.ask();
    return () => {
      this.readers--;
      if (this.readers > 0) return;
      this.statistics = this.counting = this.countedView = undefined;
    };
  }

  /** The text or the recording is another one, or the recording has grown. */
  private understand(): void {
    const trace = this.library.shown?.trace;
    const { filter } = this.store.getState();
    const isOther = trace !== this.trace;
    if (isOther || filter !== this.text) {
      this.trace = trace;
      this.text = filter;
      if (isOther) this.everything = this.statistics = this.counting = undefined;
      const { query, problems } = parseQuery(filter, trace);
      this.query = query;
      const isAsked = trace !== undefined && !query.isEmpty;
      this.filtered = isAsked ? new FilteredOperations(trace, query, this.now) : undefined;
      this.publish({ problems, isDone: !isAsked });
    }
    this.ask();
  }

  private ask(): void {
    if (this.frameIsAsked || this.trace === undefined) return;
    this.frameIsAsked = true;
    this.nextFrame(() => {
      this.frameIsAsked = false;
      this.work();
    });
  }

  private work(): void {
    const { filtered } = this;
    const before = filtered?.version;
    const isDone = filtered === undefined || filtered.advance(SLICE_MS);
    if (filtered?.version !== before || isDone !== this.store.getState().search.isDone) this.publish({ isDone });
    const isCounted = this.readers === 0 || this.count(isDone);
    if (!isDone || !isCounted) this.ask();
  }

  /** Counts a slice; true when there is nothing left to count. */
  private count(isFiltered: boolean): boolean {
    const { trace } = this;
    if (trace === undefined) return true;
    const of = this.filtered ?? (this.everything ??= new FilteredOperations(trace, parseQuery('').query, this.now));
    const isLooked = of === this.filtered ? isFiltered : of.advance(SLICE_MS);
    this.counting = this.rangedOver(of);
    const isCounted = this.counting.advance(SLICE_MS) && isLooked;
    const isShown = this.statistics === this.counting && this.shownVersion === this.counting.version;
    if (isCounted && !isShown) {
      if (this.now() - this.shownAtMs < FIGURES_EVERY_MS) return false;
      this.shownAtMs = this.now();
      this.shownVersion = this.counting.version;
      this.statistics = this.counting;
      this.publish({ statisticsVersion: this.store.getState().search.statisticsVersion + 1 });
    }
    return isCounted && !this.viewHasMoved();
  }

  /** The statistics that are being counted, or new ones where they are of something else. */
  private rangedOver(of: FilteredOperations): OperationStatistics {
    const { statisticsRange, view } = this.store.getState();
    const wantsView = statisticsRange === 'view';
    const isSame = this.counting?.filtered === of && (this.counting.range !== undefined) === wantsView;
    const isDue = this.viewHasMoved() && this.now() - this.countedAtMs >= VIEW_EVERY_MS;
    if (this.counting !== undefined && isSame && !isDue) return this.counting;
    this.countedView = wantsView ? view : undefined;
    this.countedAtMs = this.now();
    const range = wantsView ? { fromNs: view.startNs, toNs: view.endNs } : undefined;
    return new OperationStatistics(of, range, this.now);
  }

  private viewHasMoved(): boolean {
    const { statisticsRange, view } = this.store.getState();
    return statisticsRange === 'view' && this.countedView !== view;
  }

  private publish(changed: Partial<SearchState>): void {
    this.store.setState(({ search }) => ({
      search: { ...search, version: search.version + 1, hits: this.filtered?.length, ...changed },
    }));
  }
}
