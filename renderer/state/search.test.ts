import { describe, expect, it } from 'vitest';
import { BatchWriter } from '../../trace/index.ts';
import { drawRows, drawnInfo } from '../../trace/testing/drawn-trace.ts';
import { giveRows } from '../test/give-rows.ts';
import { Library } from './library.ts';
import { Search } from './search.ts';
import { createOverlookStore } from './store.ts';

const writer = new BatchWriter(drawnInfo);
const rows = drawRows(`
  WSARecv IP..C.S..N.F.X
  WSASend .IMC.F.X
  WSARecv ..IE
  WSARecv ...........IP..C.S..N.F
`);
const half = rows.findIndex(({ time }) => time >= 10_000);
const noStorage = { getItem: () => null, setItem: () => {} };

/** A window that has taken the first half of the rows, and all its frames. `frame` runs one; `rest` until none is asked for. */
function setUp() {
  const frames: (() => void)[] = [];
  const store = createOverlookStore(noStorage, 'dark');
  const library = new Library(store, (run) => void frames.push(run));
  let now = 0;
  const search = new Search(
    store,
    library,
    (run) => void frames.push(run),
    () => now,
  );
  const frame = () => {
    now += 50;
    frames.splice(0).forEach((run) => run());
  };
  const rest = () => {
    for (let count = 0; frames.length > 0; count++) {
      if (count > 100) throw new Error('It asks for frames for ever');
      frame();
    }
  };
  let next = 1;
  const take = (from: number, to: number) => giveRows(library, next++, writer.batchMessage(rows.slice(from, to)));
  library.open({ kind: 'source', source: 1, origin: 'live', name: 'echo', lostBytes: 0 });
  giveRows(library, 0, writer.schemaMessage);
  take(0, half);
  rest();
  return { store, library, search, rest, takeTheOthers: () => take(half, rows.length) };
}

const hits = ({ search }: ReturnType<typeof setUp>) =>
  Array.from({ length: search.filtered?.length ?? 0 }, (_, rank) => search.filtered!.at(rank)!.id);

describe('what is typed', () => {
  it('finds the operations that fit, and goes on to while rows come', () => {
    const window = setUp();
    window.store.getState().setFilter('api:WSARecv');
    expect(window.store.getState().search).toMatchObject({ isDone: false, problems: [] });
    window.rest();
    expect(window.store.getState().search).toMatchObject({ isDone: true, hits: 2 });
    window.takeTheOthers();
    window.rest();
    expect(hits(window)).toEqual(
      window.library.shown!.trace!.operations.filter(({ api }) => api === 'WSARecv').map(({ id }) => id),
    );
    expect(window.store.getState().search.hits).toBe(3);
  });

  it('is told at once where it is wrong, and the rest of it is looked for', () => {
    const window = setUp();
    window.store.getState().setFilter('outcome:failed inflight>5');
    expect(window.store.getState().search.problems.map(({ from, to }) => [from, to])).toEqual([[24, 25]]);
    window.rest();
    expect(hits(window)).toHaveLength(1);
    window.store.getState().setFilter('outcome:');
    window.rest();
    expect(window.store.getState().search).toMatchObject({ hits: undefined, isDone: true });
  });

  it('and taken away again leaves all: hiding is a view', () => {
    const window = setUp();
    window.store.getState().setFilter('end:leaked');
    window.rest();
    expect([window.search.matches(0), window.store.getState().search.hits]).toEqual([false, 0]);
    window.store.getState().setFilter('  ');
    window.rest();
    expect([window.search.matches(0), window.store.getState().search.hits]).toEqual([true, undefined]);
  });

  it('has a next and a previous hit beside any operation', () => {
    const window = setUp();
    window.takeTheOthers();
    window.rest();
    window.store.getState().setFilter('api:WSARecv');
    window.rest();
    const [first, second, third] = hits(window);
    const send = window.library.shown!.trace!.operations.find(({ api }) => api === 'WSASend')!.id;
    const beside = (id: number | undefined, direction: 1 | -1) => window.search.hitBeside(id, direction)?.id;
    expect([beside(undefined, 1), beside(undefined, -1)]).toEqual([first, third]);
    expect([beside(first, 1), beside(first, -1), beside(third, 1)]).toEqual([second, undefined, undefined]);
    expect([beside(send, 1), beside(send, -1)]).toEqual([second, first]);
  });
});

describe('statistics', () => {
  it('are counted while somebody wants them: of all, then of what fits, and as rows come', () => {
    const window = setUp();
    expect(window.search.statistics).toBeUndefined();
    const leave = window.search.wantStatistics();
    window.rest();
    expect(window.search.statistics?.tally.operations).toBe(3);
    window.store.getState().setFilter('api:WSARecv');
    window.rest();
    expect(window.search.statistics?.tally.operations).toBe(2);
    window.takeTheOthers();
    window.rest();
    expect(window.search.statistics?.tally.operations).toBe(3);
    leave();
    expect(window.search.statistics).toBeUndefined();
  });

  it('of what is in view are counted again after the view has moved', () => {
    const window = setUp();
    window.takeTheOthers();
    window.search.wantStatistics();
    window.store.getState().setStatisticsRange('view');
    window.store.getState().setView({ startNs: 0, endNs: 1500 });
    window.rest();
    expect(window.search.statistics?.tally.operations).toBe(1);
    window.store.getState().setView({ startNs: 0, endNs: 4000 });
    window.rest();
    expect(window.search.statistics?.tally.operations).toBe(3);
  });
});
