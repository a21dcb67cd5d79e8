import { expect, it } from 'vitest';
import { BatchWriter, type SortKey } from '../../trace/index.ts';
import { drawnInfo } from '../../trace/testing/drawn-trace.ts';
import { randomNumbers } from '../../trace/testing/random-numbers.ts';
import { randomRows } from '../../trace/testing/random-trace.ts';
import { giveRows } from '../test/give-rows.ts';
import { Library } from './library.ts';
import { Search } from './search.ts';
import { createOverlookStore } from './store.ts';
import { TableOrder } from './table-order.ts';

const writer = new BatchWriter(drawnInfo);
const rows = randomRows(randomNumbers(7), 10, 80);

/** A window whose frames run when the test says so, each 16 ms after the one before. */
function setUp() {
  const frames: (() => void)[] = [];
  const nextFrame = (run: () => void) => void frames.push(run);
  let nowMs = 0;
  const now = () => nowMs;
  const store = createOverlookStore({ getItem: () => null, setItem: () => {} }, 'dark');
  const library = new Library(store, nextFrame);
  const search = new Search(store, library, nextFrame, now);
  const order = new TableOrder(store, library, search, nextFrame, now);
  const frame = () => {
    nowMs += 16;
    frames.splice(0).forEach((run) => run());
  };
  const rest = () => {
    for (let count = 0; frames.length > 0; count++) {
      if (count > 500) throw new Error('It asks for frames for ever');
      frame();
    }
  };
  let taken = 0;
  let next = 1;
  const take = (count: number) => {
    giveRows(library, next++, writer.batchMessage(rows.slice(taken, taken + count)));
    taken += count;
  };
  library.open({ kind: 'source', source: 1, origin: 'live', name: 'echo', lostBytes: 0 });
  giveRows(library, 0, writer.schemaMessage);
  const sorted = () => {
    const { filterMode } = store.getState();
    return order.sortedOf(library.shown!.trace!, filterMode === 'only' ? search.filtered : undefined);
  };
  const shown = (isDescending = false) =>
    Array.from({ length: sorted()?.length ?? 0 }, (_, rank) => sorted()!.at(rank, isDescending)!);
  const sort = (key: SortKey) => store.getState().sortBy(key, false);
  return { store, library, search, order, frame, rest, take, sorted, shown, sort, trace: library.shown!.trace! };
}

it('a click sorts, the second the other way round, the third gives back the order of issue', () => {
  const { store, sort } = setUp();
  const clicks = [1, 2, 3, 4].map(() => {
    sort('bytes');
    return store.getState().sort;
  });
  const [up, down] = [
    { key: 'bytes', isDescending: false },
    { key: 'bytes', isDescending: true },
  ];
  expect(clicks).toEqual([up, down, undefined, up]);
  store.getState().sortBy('inflight', true);
  expect(store.getState().sort).toEqual({ key: 'inflight', isDescending: true });
});

it('sorts only while a table wants it, and only what the query leaves where the others are left out', () => {
  const window = setUp();
  window.take(rows.length);
  window.sort('issued');
  window.rest();
  expect(window.sorted()).toBeUndefined();
  const leave = window.order.want();
  window.rest();
  expect(window.shown()).toHaveLength(window.trace.operations.length);
  window.store.getState().setFilter('api:WSASend');
  window.rest();
  const sends = window.trace.operations.filter(({ api }) => api === 'WSASend').length;
  expect(window.shown()).toHaveLength(sends);
  expect(window.shown().every(({ api }) => api === 'WSASend')).toBe(true);
  window.store.getState().setFilterMode('highlight');
  window.rest();
  expect(window.shown()).toHaveLength(window.trace.operations.length);
  leave();
  expect(window.sorted()).toBeUndefined();
});

it('while rows come the order of before is shown whole, and a new one is made before long', () => {
  const window = setUp();
  window.order.want();
  window.take(200);
  window.rest();
  window.sort('bytes');
  window.rest();
  const before = window.sorted()!;
  expect([before.of.isOutdated(), window.store.getState().order.isDone]).toEqual([false, true]);
  window.take(rows.length);
  window.frame();
  window.frame();
  expect(window.sorted()).toBe(before);
  expect(before.of.isOutdated()).toBe(true);
  window.rest();
  expect(window.sorted()).not.toBe(before);
  expect(window.sorted()!.of.isOutdated()).toBe(false);
  const values = window.shown().flatMap(({ transferred }) => transferred ?? []);
  expect(values).toEqual(values.toSorted((a, b) => a - b));
  expect(window.shown()).toHaveLength(window.trace.operations.length);
});

it('until another column is sorted, the one before is shown and said to be', () => {
  const window = setUp();
  window.order.want();
  window.take(rows.length);
  window.rest();
  window.sort('bytes');
  window.rest();
  window.sort('api');
  expect([window.sorted()?.of.key, window.store.getState().sort?.key]).toEqual(['bytes', 'api']);
  window.rest();
  expect(window.sorted()?.of.key).toBe('api');
  window.store.getState().setSort(undefined);
  expect(window.sorted()).toBeUndefined();
});

it('another recording begins in the order of issue', () => {
  const window = setUp();
  window.order.want();
  window.take(rows.length);
  window.sort('bytes');
  window.rest();
  window.library.open({ kind: 'source', source: 2, origin: 'recording', name: 'other', lostBytes: 0 });
  window.rest();
  expect(window.store.getState().sort).toBeUndefined();
});
