import { KeptViews, recordingKey, type KeptView } from './kept-views.ts';
import type { Library } from './library.ts';
import type { SettingsStorage } from './settings-slice.ts';
import type { OverlookState, OverlookStore } from './store.ts';

/**
 * Remembers of each recording which lanes were pinned, moved or folded and what was asked for, and brings that back when it
 * is opened again. One that is not remembered begins with its lanes as they come; how groups are folded stays.
 */
export function rememberViews(store: OverlookStore, library: Library, storage: SettingsStorage): void {
  const views = new KeptViews(storage);
  let { shown } = library;
  /** Of the recording that is shown, once it has said which it is. */
  let key: string | undefined;
  store.subscribe((state, before) => {
    if (library.shown !== shown) {
      ({ shown } = library);
      key = undefined;
      return state.forgetLanes();
    }
    if (key !== undefined) {
      if (state.lanes !== before.lanes || state.filter !== before.filter) keep(views, key, state);
      return;
    }
    if (shown?.trace === undefined) return;
    key = recordingKey(shown.trace.info);
    const kept = views.get(key);
    if (kept === undefined) return;
    const { filter, ...lanes } = kept;
    store.setState({ lanes: { ...state.lanes, ...lanes }, filter });
  });
}

function keep(views: KeptViews, key: string, { lanes, filter }: OverlookState): void {
  const { toggledGroups, pinnedLanes, laneOrder } = lanes;
  const view: KeptView = { toggledGroups, pinnedLanes, laneOrder, filter };
  views.set(key, view);
}
