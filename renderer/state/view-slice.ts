import type { StateCreator } from 'zustand/vanilla';
import { clampView, fitView, panBy, revealMoment, zoomAt } from '../timeline/move-view.ts';
import type { View } from '../timeline/time-scale.ts';
import { NO_HISTORY, restAt, visit, type ViewHistory } from '../timeline/view-history.ts';
import type { OverlookState } from './store.ts';

/** A live session that lasts longer than this is followed with a window of this width. */
const FOLLOWED_NS = 4e9;
/** What is in view before anything has happened. */
const EMPTY_NS = 1e7;

/** A stretch that was measured. `fromNs` is not above `toNs`. */
export interface Range {
  readonly fromNs: number;
  readonly toNs: number;
}

export interface ViewSlice {
  readonly view: View;
  /** Whether the last change of the view was a step that the eye should follow: then the canvas glides there. */
  readonly glides: boolean;
  /** All that was observed: where the view may go. */
  readonly session: View;
  /** True while the view keeps up with the newest rows. The first touch ends it. */
  readonly follow: boolean;
  readonly history: ViewHistory;
  /** What was marked to be measured; statistics are of this stretch. */
  readonly range: Range | undefined;
  /** The session has grown to this moment. */
  readonly observeUntil: (endNs: number) => void;
  readonly setView: (view: View) => void;
  readonly zoomAt: (atNs: number, factor: number, glides?: boolean) => void;
  readonly panBy: (deltaNs: number, glides?: boolean) => void;
  readonly fitAll: () => void;
  readonly fit: (fromNs: number, toNs: number) => void;
  readonly reveal: (ns: number) => void;
  readonly setFollow: (follow: boolean) => void;
  /** Movement has come to rest: this view can be gone back to. */
  readonly rest: (view?: View) => void;
  readonly goBack: () => void;
  readonly goForward: () => void;
  /** Marks a stretch, given in either direction. */
  readonly measure: (fromNs: number, toNs: number) => void;
  readonly clearRange: () => void;
  /** Another recording is shown: what belonged to the one before is gone. */
  readonly forgetView: () => void;
}

const edge = (session: View): View => {
  const span = Math.min(session.endNs - session.startNs, FOLLOWED_NS);
  return fitView(session.endNs - span, session.endNs, session);
};

/** What every movement by hand does: the view is the person's from now on. */
const moved = (view: View, glides: boolean) => ({ view, glides, follow: false });

/** Movement that has not come to rest yet rests now: it can be returned to. */
const gone = ({ history, view, session }: OverlookState, step: 1 | -1) => {
  const next = visit(restAt(history, view), step);
  const target = next?.views[next.at];
  return next === undefined || target === undefined
    ? {}
    : { ...moved(clampView(target, session), true), history: next };
};

export const createViewSlice: StateCreator<OverlookState, [], [], ViewSlice> = (set) => ({
  view: { startNs: 0, endNs: EMPTY_NS },
  glides: false,
  session: { startNs: 0, endNs: EMPTY_NS },
  follow: true,
  history: NO_HISTORY,
  range: undefined,
  observeUntil: (endNs) =>
    set(({ follow, view, session: before, glides, shown }) => {
      if (endNs === before.endNs) return {};
      const session = { startNs: 0, endNs: endNs > 0 ? endNs : EMPTY_NS };
      // Of what runs the newest is looked at; of a recording all, however much of it has been read.
      const followed = shown?.origin === 'live' ? edge(session) : fitView(0, session.endNs, session);
      return { session, view: follow ? followed : view, glides: glides && !follow };
    }),
  setView: (view) => set(({ session }) => moved(clampView(view, session), false)),
  zoomAt: (atNs, factor, glides = false) =>
    set(({ view, session }) => moved(zoomAt(view, atNs, factor, session), glides)),
  panBy: (deltaNs, glides = false) => set(({ view, session }) => moved(panBy(view, deltaNs, session), glides)),
  fitAll: () => set(({ session }) => moved(fitView(session.startNs, session.endNs, session), true)),
  fit: (fromNs, toNs) => set(({ session }) => moved(fitView(fromNs, toNs, session, 0.2), true)),
  reveal: (ns) =>
    set(({ view, session, playing }) => {
      const next = revealMoment(view, ns, session);
      return next === view ? {} : moved(next, !playing);
    }),
  setFollow: (follow) => set(({ session }) => (follow ? { follow, view: edge(session), glides: true } : { follow })),
  rest: (view) => set((state) => ({ history: restAt(state.history, view ?? state.view) })),
  goBack: () => set((state) => gone(state, -1)),
  goForward: () => set((state) => gone(state, 1)),
  measure: (fromNs, toNs) =>
    set(({ session }) => {
      const inside = (ns: number) => Math.min(Math.max(ns, session.startNs), session.endNs);
      return { range: { fromNs: inside(Math.min(fromNs, toNs)), toNs: inside(Math.max(fromNs, toNs)) } };
    }),
  clearRange: () => set({ range: undefined }),
  forgetView: () => set({ history: NO_HISTORY, range: undefined }),
});
