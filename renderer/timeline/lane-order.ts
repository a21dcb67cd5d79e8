import { PINNED, type LaneArrangement } from '../state/lanes-slice.ts';
import { LANE_KINDS } from './lane-kinds.ts';
import { orderedLanes, type Layout, type PlacedLane } from './layout.ts';
import type { TraceIndex } from './trace-index.ts';

/** All lanes of a group by id, in the order in which they stand, those that a filter hides included. */
export function laneIdsOf(group: string, index: TraceIndex, arrangement: LaneArrangement): readonly string[] {
  if (group === PINNED) return arrangement.pinnedLanes;
  const kind = LANE_KINDS.find(({ id }) => id === group);
  return kind === undefined ? [] : orderedLanes(kind, index, arrangement).map(({ id }) => id);
}

/** Where a lane that is dragged to a height comes to stand: before which other, and the height; undefined: where it is. */
export function dropPlace(
  layout: Layout,
  dragged: PlacedLane,
  yCss: number,
): { readonly before: string | undefined; readonly yCss: number } | undefined {
  const group = layout.lanes.filter((placed) => placed.group === dragged.group);
  const at = group.findIndex((placed) => yCss < placed.yCss + placed.heightCss / 2);
  const [next, previous] = at < 0 ? [undefined, group.at(-1)] : [group[at], group[at - 1]];
  if (next?.lane.id === dragged.lane.id || previous?.lane.id === dragged.lane.id) return undefined;
  const end = previous === undefined ? 0 : previous.yCss + previous.heightCss;
  return { before: next?.lane.id, yCss: next?.yCss ?? end };
}

/** A list in which one has moved to before another; undefined: to the end. */
export function movedBefore(ids: readonly string[], moved: string, before: string | undefined): readonly string[] {
  const others = ids.filter((id) => id !== moved);
  const at = before === undefined ? others.length : others.indexOf(before);
  return others.toSpliced(at < 0 ? others.length : at, 0, moved);
}
