import type { StateCreator } from 'zustand/vanilla';
import type { OverlookState } from './store.ts';

/** How the person wants the lanes of the recording that is shown. Groups by the id of their kind, lanes by their id. */
export interface LaneArrangement {
  /** Groups that were folded away, or unfolded where they begin folded. */
  readonly toggledGroups: readonly string[];
  /** Lanes that stay at the top, in this order. */
  readonly pinnedLanes: readonly string[];
  /** The lanes of a group that were moved by hand, in order; lanes that are not in it come after. */
  readonly laneOrder: Readonly<Record<string, readonly string[]>>;
  /** Only lanes whose name has these words; empty: all. */
  readonly laneFilter: string;
}

export interface LanesSlice {
  readonly lanes: LaneArrangement;
  readonly toggleGroup: (id: string) => void;
  readonly setToggledGroups: (ids: readonly string[]) => void;
  readonly togglePin: (lane: string) => void;
  /** Sets the order of a group's lanes; of the group `pinned`, that of the pinned ones. */
  readonly orderLanes: (group: string, lanes: readonly string[]) => void;
  readonly setLaneFilter: (filter: string) => void;
  /** Another recording is shown: its lanes are others. How groups are folded stays. */
  readonly forgetLanes: () => void;
}

export const PINNED = 'pinned';

const untouched = { pinnedLanes: [], laneOrder: {}, laneFilter: '' };
const toggled = (list: readonly string[], id: string) =>
  list.includes(id) ? list.filter((other) => other !== id) : [...list, id];

export const createLanesSlice: StateCreator<OverlookState, [], [], LanesSlice> = (set) => {
  const change = (next: (lanes: LaneArrangement) => Partial<LaneArrangement>) =>
    set(({ lanes }) => ({ lanes: { ...lanes, ...next(lanes) } }));
  return {
    lanes: { toggledGroups: [], ...untouched },
    toggleGroup: (id) => change(({ toggledGroups }) => ({ toggledGroups: toggled(toggledGroups, id) })),
    setToggledGroups: (toggledGroups) => change(() => ({ toggledGroups })),
    togglePin: (lane) => change(({ pinnedLanes }) => ({ pinnedLanes: toggled(pinnedLanes, lane) })),
    orderLanes: (group, order) =>
      change(({ laneOrder }) =>
        group === PINNED ? { pinnedLanes: order } : { laneOrder: { ...laneOrder, [group]: order } },
      ),
    setLaneFilter: (laneFilter) => change(() => ({ laneFilter })),
    forgetLanes: () => change(() => untouched),
  };
};
