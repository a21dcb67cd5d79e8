import type { StateCreator } from 'zustand/vanilla';
import type { Problem } from '../../trace/index.ts';
import type { OverlookState } from './store.ts';

/** What becomes of operations that do not fit: they are left out of the list, or stay in it while the others are marked. */
export type FilterMode = 'only' | 'highlight';

/** Which operations are counted: all that fit, or those of them that were issued while the timeline's view lasts. */
export type StatisticsRange = 'session' | 'view';

/** How far the search is. The operations themselves are not here: `Search` holds them, and `version` says that they changed. */
export interface SearchState {
  readonly version: number;
  /** How many operations fit, of those that were looked at; undefined: nothing is looked for. */
  readonly hits: number | undefined;
  /** False while operations are still to be looked at. */
  readonly isDone: boolean;
  /** What is wrong with the text, and so is not looked for. */
  readonly problems: readonly Problem[];
  /** Counts the changes of the statistics. */
  readonly statisticsVersion: number;
}

export interface QuerySlice {
  /** The query as it was typed. */
  readonly filter: string;
  readonly filterMode: FilterMode;
  readonly statisticsRange: StatisticsRange;
  readonly search: SearchState;
  readonly setFilter: (filter: string) => void;
  readonly setFilterMode: (filterMode: FilterMode) => void;
  readonly setStatisticsRange: (statisticsRange: StatisticsRange) => void;
}

export const createQuerySlice: StateCreator<OverlookState, [], [], QuerySlice> = (set) => ({
  filter: '',
  filterMode: 'only',
  statisticsRange: 'session',
  search: { version: 0, hits: undefined, isDone: true, problems: [], statisticsVersion: 0 },
  setFilter: (filter) => set({ filter }),
  setFilterMode: (filterMode) => set({ filterMode }),
  setStatisticsRange: (statisticsRange) => set({ statisticsRange }),
});
