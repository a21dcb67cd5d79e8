import { createStore, type StoreApi } from 'zustand/vanilla';
import { lessonTexts } from '../../lessons/index.ts';
import { restAt, visit } from '../timeline/view-history.ts';
import { createCursorSlice, type CursorSlice } from './cursor-slice.ts';
import { createLanesSlice, type LanesSlice } from './lanes-slice.ts';
import { createOrderSlice, type OrderSlice } from './order-slice.ts';
import { createQuerySlice, type QuerySlice } from './query-slice.ts';
import { createSessionSlice, type SessionSlice } from './session-slice.ts';
import { createSettingsSlice, type SettingsSlice, type SettingsStorage, type Theme } from './settings-slice.ts';
import { createViewSlice, type ViewSlice } from './view-slice.ts';

export type OverlookState = SessionSlice &
  ViewSlice &
  LanesSlice &
  CursorSlice &
  QuerySlice &
  OrderSlice &
  SettingsSlice;
export type OverlookStore = StoreApi<OverlookState>;

/** The one store of a window. */
export function createOverlookStore(storage: SettingsStorage, systemTheme: Theme): OverlookStore {
  return createStore<OverlookState>()((...slice) => ({
    ...createSessionSlice(...slice),
    ...createViewSlice(...slice),
    ...createLanesSlice(...slice),
    ...createCursorSlice(...slice),
    ...createQuerySlice(...slice),
    ...createOrderSlice(...slice),
    ...createSettingsSlice(storage, systemTheme)(...slice),
  }));
}

/** The moment that is looked at: the cursor, or the newest row. */
export function selectCursor(state: OverlookState): number {
  return state.cursorNs ?? state.session.endNs;
}

/** The moment that panels show: they follow the newest row less often. */
export function selectShownMoment(state: OverlookState): number {
  return state.cursorNs ?? state.panels.endNs;
}

/** True while a session's actors exist. */
export function selectSessionActive(state: OverlookState): boolean {
  const session = state.host?.session?.state;
  return session === 'starting' || session === 'running' || session === 'paused' || session === 'stopping';
}

/** Whether back (-1) or forward (1) leads anywhere. */
export function selectCanGo({ history, view }: OverlookState, step: 1 | -1): boolean {
  return history.at >= 0 && visit(restAt(history, view), step) !== undefined;
}

/** The lesson whose text is shown; at first that is the first one. */
export function selectLesson(state: OverlookState): string | undefined {
  return state.lesson ?? lessonTexts[0]?.name;
}
