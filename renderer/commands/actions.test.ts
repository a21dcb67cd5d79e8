import { expect, it } from 'vitest';
import { Library } from '../state/library.ts';
import { createOverlookStore } from '../state/store.ts';
import { createActions, MOST_BYTES } from './actions.ts';

it('does not begin to read a file that is too big, says so, and goes on with the next', async () => {
  const store = createOverlookStore({ getItem: () => null, setItem: () => {} }, 'dark');
  const actions = createActions(store, new Library(store, (run) => run()), undefined);
  let reads = 0;
  const file = (name: string, size: number) =>
    ({ name, size, arrayBuffer: async () => (reads++, new ArrayBuffer(0)) }) as unknown as File;
  actions.openFile(file('huge.ovl', MOST_BYTES + 1));
  const { tooBig, loading } = store.getState();
  expect([tooBig, loading, reads]).toEqual([{ name: 'huge.ovl', bytes: MOST_BYTES + 1, most: MOST_BYTES }, false, 0]);
  actions.openFile(file('small.ovl', 0));
  expect([store.getState().tooBig, store.getState().loading, reads]).toEqual([undefined, true, 1]);
  await Promise.resolve();
  await Promise.resolve();
  expect(store.getState().problem).toContain('small.ovl');
});
