import { describe, expect, it } from 'vitest';
import { BatchWriter } from '../../trace/index.ts';
import { drawnInfo, drawRows } from '../../trace/testing/drawn-trace.ts';
import { recordingOf } from '../test/recording-of.ts';
import { KeptViews, recordingKey, type KeptView } from './kept-views.ts';
import { giveRows } from '../test/give-rows.ts';
import { Library } from './library.ts';
import { rememberViews } from './remember-views.ts';
import { createOverlookStore } from './store.ts';

const rows = drawRows('WSARecv IP..C.S..N.F');
const bytesOf = (startedAt: string) => {
  const writer = new BatchWriter({ ...drawnInfo, startedAt });
  return Buffer.concat([writer.schemaMessage, writer.batchMessage(rows)]);
};
const [first, second] = [bytesOf('2026-01-01T00:00:00.000Z'), bytesOf('2026-01-02T00:00:00.000Z')];

function memory() {
  const stored = new Map<string, string>();
  const set = (key: string, value: string) => void stored.set(key, value);
  return { stored, getItem: (key: string) => stored.get(key) ?? null, setItem: set };
}

/** A window; another one over the same storage is the window after it. */
function openWindow(storage = memory()) {
  const store = createOverlookStore(storage, 'dark');
  const library = new Library(store, (run) => run());
  rememberViews(store, library, storage);
  return { store, library, show: (bytes: Uint8Array, name?: string) => library.show(recordingOf(bytes, name)) };
}

const untouched: KeptView = { toggledGroups: [], pinnedLanes: [], laneOrder: {}, filter: '' };

describe('how a recording was looked at', () => {
  it('comes back with it: pins, order, folds and query, under whatever name, in another window', () => {
    const storage = memory();
    const before = openWindow(storage);
    before.show(first);
    before.store.getState().togglePin('sockets:201');
    before.store.getState().orderLanes('threads', ['threads:2', 'threads:1']);
    before.store.getState().toggleGroup('events');
    before.store.getState().setFilter('api:WSARecv');
    before.store.getState().setLaneFilter('not this');
    const { lanes } = before.store.getState();
    before.show(second);
    expect(before.store.getState()).toMatchObject({
      filter: '',
      lanes: { pinnedLanes: [], laneOrder: {}, toggledGroups: ['events'], laneFilter: '' },
    });
    const after = openWindow(storage);
    after.show(second);
    expect(after.store.getState()).toMatchObject({
      filter: '',
      lanes: { pinnedLanes: [], laneOrder: {}, toggledGroups: [] },
    });
    after.show(first, 'renamed.ovl');
    expect(after.store.getState()).toMatchObject({ filter: 'api:WSARecv', lanes: { ...lanes, laneFilter: '' } });
  });

  it('comes back as soon as a recording of the host has said which it is', () => {
    const storage = memory();
    const { store, show, library } = openWindow(storage);
    show(first);
    store.getState().setFilter('outcome:pending');
    library.open({ kind: 'source', source: 1, origin: 'recording', name: 'f.ovl', lostBytes: 0 });
    expect(store.getState().filter).toBe('');
    const writer = new BatchWriter({ ...drawnInfo, startedAt: '2026-01-01T00:00:00.000Z' });
    giveRows(library, 0, writer.schemaMessage);
    expect(store.getState().filter).toBe('outcome:pending');
  });

  it('is forgotten when it is as it was at first', () => {
    const storage = memory();
    const { store, show } = openWindow(storage);
    show(first);
    store.getState().togglePin('sockets:201');
    expect(storage.stored.get('overlook.views')).toContain('sockets:201');
    store.getState().togglePin('sockets:201');
    expect(storage.stored.get('overlook.views')).toBe('[]');
  });
});

describe('what is stored', () => {
  it('is bounded in number and in length: those of longest ago go', () => {
    const storage = memory();
    const views = new KeptViews(storage);
    for (let number = 0; number < 60; number++) views.set(`r${number}`, { ...untouched, filter: `op:${number}` });
    expect([views.get('r9'), views.get('r10')?.filter, views.get('r59')?.filter]).toEqual([
      undefined,
      'op:10',
      'op:59',
    ]);
    const long = { ...untouched, filter: 'x'.repeat(90_000) };
    for (const key of ['a', 'b', 'c']) views.set(key, long);
    expect([views.get('a'), views.get('b'), views.get('c')]).toEqual([undefined, long, long]);
    expect(storage.stored.get('overlook.views')!.length).toBeLessThan(200_100);
    views.set('huge', { ...untouched, filter: 'x'.repeat(300_000) });
    expect([views.get('huge'), views.get('c')]).toEqual([undefined, long]);
  });

  it.each(['{', '7', '[7,["k"],["k",null],["k",{"filter":""}]]', '[["k",{"toggledGroups":[1],"pinnedLanes":[]}]]'])(
    'is not believed when it is %s',
    (text) => {
      const storage = memory();
      storage.setItem('overlook.views', text);
      const views = new KeptViews(storage);
      expect(views.get('k')).toBeUndefined();
      views.set('k', { ...untouched, filter: 'a' });
      expect(views.get('k')?.filter).toBe('a');
    },
  );

  it('tells recordings apart by when and by which process they were made', () => {
    const other = { ...drawnInfo, system: { ...drawnInfo.system, processId: drawnInfo.system.processId + 1 } };
    expect(recordingKey(other)).not.toBe(recordingKey(drawnInfo));
  });
});
