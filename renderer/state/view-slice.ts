import type { StateCreator } from 'zustand/vanilla';
import { clampView, fitView, panBy, revealMoment, zoomAt } from '../timeline/move-view.ts';
import type { View } from '../timeline/time-scale.ts';
import type { OverlookState } from './store.ts';

/** A live session that lasts longer than this is followed with a window of this width. */
const FOLLOWED_NS = 4e9;
/** What is in view before anything has happened. */
const EMPTY_NS = 1e7;

export interface ViewSlice {
  readonly view: View;
  /** All that was observed: where the view may go. */
  readonly session: View;
  /** True while the view keeps up with the newest rows. The first touch ends it. */
  readonly follow: boolean;
  /** Groups of lanes that were folded away, or unfolded where they begin folded, by the id of their kind. */
  readonly toggledGroups: readonly string[];
  /** The session has grown to this moment. */
  readonly observeUntil: (endNs: number) => void;
  readonly setView: (view: View) => void;
  readonly zoomAt: (atNs: number, factor: number) => void;
  readonly panBy: (deltaNs: number) => void;
  readonly fitAll: () => void;
  readonly fit: (fromNs: number, toNs: number) => void;
  readonly reveal: (ns: number) => void;
  readonly setFollow: (follow: boolean) => void;
  readonly toggleGroup: (id: string) => void;
}

const edge = (session: View): View => {
  const span = Math.min(session.endNs - session.startNs, FOLLOWED_NS);
  return fitView(session.endNs - span, session.endNs, session);
};

export const createViewSlice: StateCreator<OverlookState, [], [], ViewSlice> = (set) => ({
  view: { startNs: 0, endNs: EMPTY_NS },
  session: { startNs: 0, endNs: EMPTY_NS },
  follow: true,
  toggledGroups: [],
  observeUntil: (endNs) =>
    set(({ follow, view, session: before }) => {
      if (endNs === before.endNs) return {};
      const session = { startNs: 0, endNs: endNs > 0 ? endNs : EMPTY_NS };
      return { session, view: follow ? edge(session) : view };
    }),
  setView: (view) => set(({ session }) => ({ view: clampView(view, session), follow: false })),
  zoomAt: (atNs, factor) => set(({ view, session }) => ({ view: zoomAt(view, atNs, factor, session), follow: false })),
  panBy: (deltaNs) => set(({ view, session }) => ({ view: panBy(view, deltaNs, session), follow: false })),
  fitAll: () => set(({ session }) => ({ view: fitView(session.startNs, session.endNs, session), follow: false })),
  fit: (fromNs, toNs) => set(({ session }) => ({ view: fitView(fromNs, toNs, session, 0.2), follow: false })),
  reveal: (ns) =>
    set(({ view, session }) => {
      const next = revealMoment(view, ns, session);
      return next === view ? {} : { view: next, follow: false };
    }),
  setFollow: (follow) => set(({ session }) => (follow ? { follow, view: edge(session) } : { follow })),
  toggleGroup: (id) =>
    set(({ toggledGroups: before }) => ({
      toggledGroups: before.includes(id) ? before.filter((other) => other !== id) : [...before, id],
    })),
});
