import { laneIdsOf } from '../timeline/lane-order.ts';
import type { CommandParts, Does } from './command-parts.ts';

const PAGE = 0.8;

/** What can be done with lanes and their groups. The current lane is that of the selection, or the one pointed at. */
export function laneCommands({ store, library, stage }: CommandParts) {
  const state = () => store.getState();
  const current = () => stage.timeline?.currentLane;
  const hasLane = () => current() !== undefined;
  const move = (step: 1 | -1) => {
    const placed = current();
    const index = library.shown?.index;
    if (placed === undefined || index === undefined) return;
    const ids = laneIdsOf(placed.group, index, state().lanes);
    const from = ids.indexOf(placed.lane.id);
    const to = from + step;
    const other = ids[to];
    if (other === undefined) return;
    state().orderLanes(placed.group, ids.with(to, placed.lane.id).with(from, other));
  };
  const foldAll = () => {
    const groups = stage.timeline?.scene()?.layout.groups ?? [];
    const isAnyOpen = groups.some(({ collapsed }) => !collapsed);
    for (const { id, collapsed } of groups) if (collapsed !== isAnyOpen) state().toggleGroup(id);
  };
  return {
    'pin-lane': {
      run: () => {
        const placed = current();
        if (placed !== undefined) state().togglePin(placed.lane.id);
      },
      isPossible: hasLane,
    },
    'lane-up': { run: () => move(-1), isPossible: hasLane },
    'lane-down': { run: () => move(1), isPossible: hasLane },
    'fold-group': {
      run: () => {
        const placed = current();
        if (placed !== undefined) state().toggleGroup(placed.group);
      },
      isPossible: hasLane,
    },
    'fold-all': { run: foldAll, isPossible: () => library.shown?.index !== undefined },
    'lanes-page-up': () => stage.timeline?.scrollByPart(-PAGE),
    'lanes-page-down': () => stage.timeline?.scrollByPart(PAGE),
    'filter-lanes': () => document.querySelector<HTMLInputElement>('#lane-filter')?.focus(),
    'reset-lanes': () => {
      state().forgetLanes();
      state().setToggledGroups([]);
    },
  } satisfies Record<string, Does>;
}
