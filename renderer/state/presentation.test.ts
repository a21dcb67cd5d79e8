import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Library } from './library.ts';
import { followOn, presentOn, type PresentationChannel } from './presentation.ts';
import { createOverlookStore } from './store.ts';

const file = new Blob([readFileSync(join(import.meta.dirname, '../../recordings/first-receive.ovl'))]);

/** As BroadcastChannels: what is told arrives later, in order, at the other ends. */
function channels(count: number): PresentationChannel[] {
  const listeners: Parameters<PresentationChannel['onTold']>[0][][] = Array.from({ length: count }, () => []);
  return listeners.map((own) => ({
    tell(message) {
      const others = listeners.filter((list) => list !== own).flat();
      setImmediate(() => others.forEach((listener) => listener(message)));
    },
    onTold: (listener) => void own.push(listener),
  }));
}

function window() {
  const store = createOverlookStore({ getItem: () => null, setItem: () => {} }, 'dark');
  const library = new Library(store, (run) => setImmediate(run));
  const hostShows = (source: number, name: string) =>
    library.open({ kind: 'source', source, origin: 'live', name, lostBytes: 0 });
  return { store, library, hostShows, name: () => library.shown?.name };
}

function setUp() {
  const [one, two] = channels(2);
  const first = window();
  const second = window();
  presentOn(one!, first.store, first.library);
  const open = () => followOn(two!, second.store, second.library);
  return { first, second, open };
}

const settled = async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
};

test('it looks where the window looks, from the moment it opens', async () => {
  const { first, second, open } = setUp();
  await first.library.openFile(file, 'a.ovl');
  first.store.getState().zoomAt(1000, 2);
  first.store.getState().select({ kind: 'operation', id: 1 });
  open();
  const looks = ({ view, selection, cursorNs, follow }: ReturnType<typeof first.store.getState>) => ({
    view,
    selection,
    cursorNs,
    follow,
  });
  const same = async () => {
    await expect.poll(() => looks(second.store.getState())).toEqual(looks(first.store.getState()));
  };
  await expect.poll(() => second.name()).toBe('a.ovl');
  await same();
  first.store.getState().panBy(500);
  first.store.getState().setCursor(2000);
  first.store.getState().togglePin('socket 1');
  await same();
  expect(second.store.getState().lanes).toEqual(first.store.getState().lanes);
});

test('moved by itself, it moves nothing', async () => {
  const { first, second, open } = setUp();
  await first.library.openFile(file, 'a.ovl');
  open();
  await expect.poll(() => second.name()).toBe('a.ovl');
  await settled();
  const before = first.store.getState().view;
  second.store.getState().zoomAt(1000, 4);
  await settled();
  expect(first.store.getState().view).toEqual(before);
});

test('what the host shows late does not take the place of the window’s file', async () => {
  const { first, second, open } = setUp();
  first.hostShows(1, 'echo');
  await first.library.openFile(file, 'a.ovl');
  open();
  await expect.poll(() => second.name()).toBe('a.ovl');
  second.hostShows(1, 'echo');
  expect(second.name()).toBe('echo');
  await expect.poll(() => second.name()).toBe('a.ovl');
});

test('whichever window learns first of a new session, both show it in the end', async () => {
  for (const isFirst of [true, false]) {
    const { first, second, open } = setUp();
    await first.library.openFile(file, 'a.ovl');
    open();
    await expect.poll(() => second.name()).toBe('a.ovl');
    const [early, late] = isFirst ? [first, second] : [second, first];
    early.hostShows(2, 'echo');
    await settled();
    late.hostShows(2, 'echo');
    await expect.poll(() => [first.name(), second.name()]).toEqual(['echo', 'echo']);
    await settled();
    expect([first.name(), second.name()]).toEqual(['echo', 'echo']);
  }
});

test('the same name again is another file', async () => {
  const { first, second, open } = setUp();
  await first.library.openFile(file, 'a.ovl');
  open();
  await expect.poll(() => second.name()).toBe('a.ovl');
  const before = second.library.shown;
  await first.library.openFile(file, 'a.ovl');
  await expect.poll(() => second.library.shown === before).toBe(false);
});
