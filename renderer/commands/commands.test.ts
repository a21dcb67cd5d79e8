import { describe, expect, it } from 'vitest';
import { BatchWriter } from '../../trace/index.ts';
import { drawnInfo, drawRows } from '../../trace/testing/drawn-trace.ts';
import { WindowPanels } from '../panels/window-panels.ts';
import { Library } from '../state/library.ts';
import { createOverlookStore, selectCursor } from '../state/store.ts';
import { recordingOf } from '../test/recording-of.ts';
import { createActions } from './actions.ts';
import { StageOfTimeline } from './command-parts.ts';
import { createCommands } from './commands.ts';
import { connectViewRests } from './view-rests.ts';
import { keyCaps, keyOf } from './key-names.ts';

function setUp(drawing = 'WSARecv IP..C.S..N.F.IPC.N.F.X\nWSASend .IMC.F.X') {
  const writer = new BatchWriter(drawnInfo);
  const rows = drawRows(drawing);
  const opened = recordingOf(Buffer.concat([writer.schemaMessage, writer.batchMessage(rows)]));
  const store = createOverlookStore({ getItem: () => null, setItem: () => {} }, 'dark');
  const library = new Library(store, (run) => run());
  library.show(opened);
  const actions = createActions(store, library, undefined, { opened: () => undefined, present: () => true });
  const commands = createCommands({
    store,
    library,
    actions,
    stage: new StageOfTimeline(),
    panels: new WindowPanels(),
  });
  const press = (name: string) => {
    const command = commands.find(({ keys }) => keys.includes(name));
    if (command?.isPossible() === true) command.run();
  };
  const selected = () => store.getState().selection?.id;
  return {
    store,
    press,
    commands,
    library,
    opened,
    selected,
    cursor: () => selectCursor(store.getState()),
  };
}

describe('commands', () => {
  it('have a key of their own, and say what they do', () => {
    const { commands } = setUp();
    const keys = commands.flatMap((command) => command.keys);
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(commands.map(({ title }) => title)).size).toBe(commands.length);
    expect(commands.every(({ title }) => /^[A-Z]/.test(title))).toBe(true);
  });

  it('are found by what a key event says, Shift only where it is no part of the sign', () => {
    const held = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
    const said = (key: string, with_: Partial<typeof held> = {}) => keyOf({ ...held, key, ...with_ });
    expect([
      said('W'),
      said('N', { shiftKey: true }),
      said('?', { shiftKey: true }),
      said('k', { metaKey: true }),
      said('ArrowLeft', { altKey: true }),
      said('Home', { shiftKey: true }),
    ]).toEqual(['w', 'shift+n', '?', 'ctrl+k', 'alt+ArrowLeft', 'shift+Home']);
    expect([keyCaps('ctrl+k'), keyCaps(' '), keyCaps('alt+ArrowLeft')]).toEqual([
      ['Ctrl', 'K'],
      ['Space'],
      ['Alt', '←'],
    ]);
  });

  it('[ and ] go through the life of the selected operation', () => {
    const { store, press, cursor } = setUp();
    store.getState().select({ kind: 'operation', id: 1 });
    store.getState().setCursor(0);
    const moments: number[] = [];
    for (let i = 0; i < 7; i++) {
      press(']');
      moments.push(cursor());
    }
    expect(moments).toEqual([1000, 2000, 5000, 7000, 10_000, 12_000, 14_000]);
    press('[');
    expect(cursor()).toBe(12_000);
  });

  it('arrows go along the lane and from lane to lane', () => {
    const { press, selected } = setUp();
    press('ArrowRight');
    expect(selected()).toBe(1);
    press('ArrowRight');
    expect(selected()).toBe(2);
    press('ArrowRight');
    expect(selected()).toBe(2);
    press('ArrowDown');
    expect(selected()).toBe(3);
    press('ArrowUp');
    expect(selected()).toBe(1);
  });

  it('. and , go from row to row and stop at the ends', () => {
    const { store, press, cursor } = setUp();
    store.getState().setCursor(0);
    press('.');
    expect(cursor()).toBe(1000);
    press('.');
    expect(cursor()).toBe(2000);
    press(',');
    press(',');
    expect(cursor()).toBe(0);
    press(',');
    expect(cursor()).toBe(0);
  });

  it('W and S zoom around the cursor, A and D pan, Home shows all', () => {
    const { store, press } = setUp();
    const span = () => store.getState().view.endNs - store.getState().view.startNs;
    press('Home');
    const whole = span();
    press('w');
    expect(span()).toBeLessThan(whole);
    const { startNs } = store.getState().view;
    press('a');
    expect(store.getState().view.startNs).toBeLessThan(startNs);
    press('d');
    expect(store.getState().view.startNs).toBeCloseTo(startNs, 3);
    press('s');
    expect(span()).toBeCloseTo(whole, 3);
  });

  it('back and forward go through the views in which movement came to rest', () => {
    const { store, press } = setUp();
    const view = () => store.getState().view;
    const { view: first } = store.getState();
    press('alt+ArrowLeft');
    expect(view()).toBe(first);
    store.getState().rest();
    press('w');
    press('w');
    const closer = view();
    // Back from a movement that has not come to rest yet: it counts as one.
    press('alt+ArrowLeft');
    expect(view()).toEqual(first);
    press('alt+ArrowRight');
    expect(view()).toEqual(closer);
    press('alt+ArrowRight');
    expect(view()).toEqual(closer);
    press('alt+ArrowLeft');
    press('d');
    store.getState().rest();
    press('alt+ArrowRight');
    expect(view()).not.toEqual(closer);
  });

  it('N goes to what failed and back, and says when there is no more', () => {
    const { store, press, selected } = setUp('WSARecv IPC.N.F.XIPR.N.F.X\nWSASend IMC.F.X.');
    press('n');
    const failed = selected();
    expect(failed).toBe(2);
    press('n');
    expect([selected(), store.getState().problem]).toEqual([2, expect.stringContaining('no later operation')]);
    store.getState().select(undefined);
    press('shift+n');
    expect(selected()).toBe(failed);
  });

  it('the way back: all of the session, no query, no order, lanes as they come', () => {
    const { store, commands } = setUp();
    const state = () => store.getState();
    state().setView({ startNs: 1000, endNs: 2000 });
    state().measure(1000, 1500);
    state().setFilter('api:WSARecv');
    state().sortBy('bytes', true);
    state().togglePin('sockets:201');
    state().toggleGroup('events');
    commands.find(({ id }) => id === 'reset-view')?.run();
    expect(state()).toMatchObject({ filter: '', range: undefined, sort: undefined });
    expect(state().lanes).toEqual({ toggledGroups: [], pinnedLanes: [], laneOrder: {}, laneFilter: '' });
    expect(state().view.startNs).toBeLessThanOrEqual(0);
    expect(state().view.endNs).toBeGreaterThanOrEqual(state().session.endNs);
  });

  it('M measures the selection, Z zooms to it, and another recording forgets it', () => {
    const { store, press, library, opened } = setUp();
    press('z');
    store.getState().select({ kind: 'operation', id: 1 });
    press('m');
    expect(store.getState().range).toEqual({ fromNs: 1000, toNs: 12_000 });
    store.getState().measure(6000, 5000);
    press('z');
    expect(store.getState().view).toEqual({ startNs: 4800, endNs: 6200 });
    connectViewRests(store, () => 0 as never);
    library.show(opened);
    expect(store.getState().range).toBeUndefined();
  });

  it('Escape closes the dialog first, then clears the range, then the selection', () => {
    const { store, press } = setUp();
    store.getState().select({ kind: 'operation', id: 1 });
    store.getState().measure(2000, 1000);
    press('?');
    const now = () => {
      const { dialog, range, selection } = store.getState();
      return [dialog, range?.fromNs, selection?.id];
    };
    expect(now()).toEqual(['keys', 1000, 1]);
    press('Escape');
    expect(now()).toEqual([undefined, 1000, 1]);
    press('Escape');
    expect(now()).toEqual([undefined, undefined, 1]);
    press('Escape');
    expect(now()).toEqual([undefined, undefined, undefined]);
  });
});
