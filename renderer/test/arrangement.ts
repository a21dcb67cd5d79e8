import type { LaneArrangement } from '../state/lanes-slice.ts';

/** Lanes as they come, except for what is given. */
export function arrangement(more: Partial<LaneArrangement> = {}): LaneArrangement {
  return { toggledGroups: [], pinnedLanes: [], laneOrder: {}, laneFilter: '', ...more };
}
