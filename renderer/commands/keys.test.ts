import { describe, expect, it } from 'vitest';
import { BatchWriter } from '../../trace/index.ts';
import { drawnInfo, drawRows } from '../../trace/testing/drawn-trace.ts';
import { Library } from '../state/library.ts';
import { Recording } from '../state/recording.ts';
import { createOverlookStore, selectCursor } from '../state/store.ts';
import { createKeys } from './keys.ts';

function setUp() {
  const writer = new BatchWriter(drawnInfo);
  const rows = drawRows('WSARecv IP..C.S..N.F.IPC.N.F.X\nWSASend .IMC.F.X');
  const opened = Recording.fromFile(Buffer.concat([writer.schemaMessage, writer.batchMessage(rows)]), 'f.ovl');
  if (!opened.ok) throw new Error(opened.problem);
  const store = createOverlookStore({ getItem: () => null, setItem: () => {} }, 'dark');
  const library = new Library(store, (run) => run());
  library.show(opened.value);
  const keys = createKeys(store, library);
  const press = (name: string) => keys.find((key) => key.keys.includes(name))!.run();
  const selected = () => store.getState().selection?.id;
  return { store, press, selected, cursor: () => selectCursor(store.getState()) };
}

describe('keys', () => {
  it('each have one meaning, and say it', () => {
    const { store } = setUp();
    const keys = createKeys(store, new Library(store, () => {}));
    const names = keys.flatMap(({ keys: pressed }) => pressed);
    expect(new Set(names).size).toBe(names.length);
    expect(keys.every(({ does }) => /^[A-Z]/.test(does))).toBe(true);
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

  it('Escape closes the list of keys first, then clears the selection', () => {
    const { store, press } = setUp();
    store.getState().select({ kind: 'operation', id: 1 });
    press('?');
    expect(store.getState().keysShown).toBe(true);
    press('Escape');
    expect([store.getState().keysShown, store.getState().selection?.id]).toEqual([false, 1]);
    press('Escape');
    expect(store.getState().selection).toBeUndefined();
  });
});
