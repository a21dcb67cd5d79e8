import type { StateCreator } from 'zustand/vanilla';
import type { SortKey } from '../../trace/index.ts';
import type { OverlookState } from './store.ts';

/** By what the table of operations is sorted. */
export interface TableSort {
  readonly key: SortKey;
  readonly isDescending: boolean;
}

/** How far the sorting is. The order itself is not here: `TableOrder` holds it, and `version` says that it is another one. */
export interface OrderState {
  readonly version: number;
  /** False while what is shown is sorted by something else, or as it was before. */
  readonly isDone: boolean;
}

export interface OrderSlice {
  /** Undefined: operations are in the order of their issue. */
  readonly sort: TableSort | undefined;
  readonly order: OrderState;
  readonly setSort: (sort: TableSort | undefined) => void;
  /** What a click on the head of a column does: one direction, the other, the order of issue again. */
  readonly sortBy: (key: SortKey, isDescendingFirst: boolean) => void;
}

export const createOrderSlice: StateCreator<OverlookState, [], [], OrderSlice> = (set) => ({
  sort: undefined,
  order: { version: 0, isDone: true },
  setSort: (sort) => set({ sort }),
  sortBy: (key, isDescendingFirst) =>
    set(({ sort }) => {
      if (sort?.key !== key) return { sort: { key, isDescending: isDescendingFirst } };
      return { sort: sort.isDescending === isDescendingFirst ? { key, isDescending: !isDescendingFirst } : undefined };
    }),
});
