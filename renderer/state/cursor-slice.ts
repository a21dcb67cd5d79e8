import type { StateCreator } from 'zustand/vanilla';
import type { OverlookState } from './store.ts';

/** What is looked at. A call that issued an operation is looked at as that operation. */
export type Selection =
  { readonly kind: 'operation'; readonly id: number } | { readonly kind: 'call'; readonly id: number };

export interface CursorSlice {
  /** The moment that every panel shows; undefined: the newest. */
  readonly cursorNs: number | undefined;
  readonly playing: boolean;
  readonly selection: Selection | undefined;
  readonly setCursor: (ns: number | undefined) => void;
  /** Brings the cursor to a moment, and the moment into view. */
  readonly lookAt: (ns: number) => void;
  readonly setPlaying: (playing: boolean) => void;
  readonly select: (selection: Selection | undefined) => void;
}

export const createCursorSlice: StateCreator<OverlookState, [], [], CursorSlice> = (set, get) => ({
  cursorNs: undefined,
  playing: false,
  selection: undefined,
  setCursor: (ns) =>
    set(({ session }) => ({ cursorNs: ns === undefined ? undefined : Math.min(Math.max(ns, 0), session.endNs) })),
  lookAt: (ns) => {
    const { setFollow, setCursor, reveal } = get();
    setFollow(false);
    setCursor(ns);
    reveal(ns);
  },
  setPlaying: (playing) => set({ playing }),
  select: (selection) => set({ selection }),
});
