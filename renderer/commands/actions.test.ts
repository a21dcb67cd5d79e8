import { expect, it } from 'vitest';
import { Library } from '../state/library.ts';
import { createOverlookStore } from '../state/store.ts';
import { createActions, MOST_BYTES } from './actions.ts';

it('does not begin to read a file that is too big, says so, and goes on with the next', async () => {
  const store = createOverlookStore({ getItem: () => null, setItem: () => {} }, 'dark');
  const actions = createActions(store, new Library(store, (run) => run()), undefined, {
    opened: () => undefined,
    present: () => true,
  });
  // It has nothing but a name and a size: whoever reads it fails.
  actions.openFile({ name: 'huge.ovl', size: MOST_BYTES + 1 } as File);
  const { tooBig, loading } = store.getState();
  expect([tooBig, loading]).toEqual([{ name: 'huge.ovl', bytes: MOST_BYTES + 1, most: MOST_BYTES }, false]);
  actions.openFile(new File([], 'small.ovl'));
  expect([store.getState().tooBig, store.getState().loading]).toEqual([undefined, true]);
  await expect.poll(() => store.getState().problem).toContain('small.ovl');
  expect(store.getState().loading).toBe(false);
});
