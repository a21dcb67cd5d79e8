import { selectCanGo, selectCursor } from '../state/store.ts';
import { selectedStretch, type CommandParts, type Does } from './command-parts.ts';

const ZOOM = 0.7;
const PAN = 0.2;

/** Looking around: what is in view, and what of it is measured. */
export function moveCommands(parts: CommandParts) {
  const { store } = parts;
  const state = () => store.getState();
  const zoom = (factor: number) => {
    const { view, zoomAt } = state();
    const cursor = selectCursor(state());
    const inView = cursor >= view.startNs && cursor <= view.endNs;
    zoomAt(inView ? cursor : (view.startNs + view.endNs) / 2, factor, true);
  };
  const pan = (part: number) => {
    const { view, panBy } = state();
    panBy((view.endNs - view.startNs) * part, true);
  };
  const zoomToRange = () => {
    const { range, fit } = state();
    if (range !== undefined) fit(range.fromNs, range.toNs);
  };
  const fitSelection = () => {
    const stretch = selectedStretch(parts);
    if (stretch !== undefined) state().fit(stretch.fromNs, stretch.toNs);
    else if (state().range !== undefined) zoomToRange();
    else state().fitAll();
  };
  const hasRange = () => state().range !== undefined;
  return {
    'zoom-in': () => zoom(ZOOM),
    'zoom-out': () => zoom(1 / ZOOM),
    'pan-left': () => pan(-PAN),
    'pan-right': () => pan(PAN),
    'fit-selection': fitSelection,
    fit: () => state().fitAll(),
    follow: () => {
      state().setCursor(undefined);
      state().setFollow(true);
    },
    back: { run: () => state().goBack(), isPossible: () => selectCanGo(state(), -1) },
    forward: { run: () => state().goForward(), isPossible: () => selectCanGo(state(), 1) },
    'zoom-to-range': { run: zoomToRange, isPossible: hasRange },
    'clear-range': { run: () => state().clearRange(), isPossible: hasRange },
    'measure-selection': {
      run: () => {
        const stretch = selectedStretch(parts);
        if (stretch !== undefined) state().measure(stretch.fromNs, stretch.toNs);
      },
      isPossible: () => state().selection !== undefined,
    },
  } satisfies Record<string, Does>;
}
