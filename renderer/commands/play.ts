import { selectCursor, type OverlookStore } from '../state/store.ts';

/** What is in view passes in so long. */
const VIEW_MS = 8000;

/** Moves the cursor forward while the window plays, and stops it at the end of what was observed. */
export function connectPlay(store: OverlookStore): void {
  let before: number | undefined;
  const step = (now: number) => {
    const state = store.getState();
    if (!state.playing) {
      before = undefined;
      return;
    }
    const { view, session } = state;
    const next = selectCursor(state) + ((view.endNs - view.startNs) / VIEW_MS) * (now - (before ?? now));
    before = now;
    state.setCursor(next);
    state.reveal(Math.min(next, session.endNs));
    if (next >= session.endNs) state.setPlaying(false);
    requestAnimationFrame(step);
  };
  store.subscribe((state, earlier) => {
    if (!state.playing || earlier.playing) return;
    // From the end there is nowhere to go: it begins again.
    if (selectCursor(state) >= state.session.endNs) state.setCursor(state.session.startNs);
    requestAnimationFrame(step);
  });
}
