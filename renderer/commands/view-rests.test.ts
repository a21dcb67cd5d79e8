import { expect, it } from 'vitest';
import { createOverlookStore } from '../state/store.ts';
import { connectViewRests } from './view-rests.ts';

it('notes a view when movement has paused, not every step of the way', () => {
  const store = createOverlookStore({ getItem: () => null, setItem: () => {} }, 'dark');
  let pause: (() => void) | undefined;
  connectViewRests(store, (run) => {
    pause = run;
    return 0 as never;
  });
  const state = () => store.getState();
  state().observeUntil(1e6);
  expect(state().history.views).toEqual([]);
  const followed = state().view;
  for (let step = 0; step < 5; step++) state().zoomAt(5e5, 0.8);
  expect(state().history.views).toEqual([followed]);
  pause?.();
  expect(state().history.views).toEqual([followed, state().view]);
  state().goBack();
  pause?.();
  expect(state().view).toEqual(followed);
  expect([state().history.views.length, state().history.at]).toEqual([2, 0]);
});
