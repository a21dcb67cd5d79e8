import type { OverlookStore } from '../state/store.ts';

/** Movement that has paused for so long has come to rest. */
const REST_MS = 400;

/** Notes the views in which movement comes to rest, for back and forward. `wait` is setTimeout, or what stands for it. */
export function connectViewRests(
  store: OverlookStore,
  wait: (run: () => void, ms: number) => ReturnType<typeof setTimeout> = (run, ms) => setTimeout(run, ms),
): void {
  let resting: ReturnType<typeof setTimeout> | undefined;
  store.subscribe((state, before) => {
    if (state.shown !== before.shown) {
      clearTimeout(resting);
      return state.forgetView();
    }
    if (state.view === before.view || state.follow) return;
    // The first touch: what was followed can be gone back to.
    if (state.history.at < 0 || before.follow) state.rest(before.view);
    clearTimeout(resting);
    resting = wait(() => store.getState().rest(), REST_MS);
  });
}
