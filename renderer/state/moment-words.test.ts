import { expect, it } from 'vitest';
import { drawnTrace } from '../../trace/testing/drawn-trace.ts';
import { TraceIndex } from '../timeline/trace-index.ts';
import { momentWords } from './moment-words.ts';
import { createOverlookStore } from './store.ts';

const index = new TraceIndex(drawnTrace('WSARecv IP...C...N..F'));
const store = createOverlookStore({ getItem: () => null, setItem: () => {} }, 'dark');
store.getState().observeUntil(index.trace.endTime);
const words = () => momentWords(store.getState(), index);

it('says the moment, what is selected as it is then, and what is measured', () => {
  expect(momentWords(store.getState(), undefined)).toBe('');
  store.getState().setCursor(4000);
  expect(words()).toBe('Cursor at 0.004 000 ms. Nothing is selected.');
  store.getState().select({ kind: 'operation', id: 1 });
  expect(words()).toContain('Selected: #1 WSARecv · in flight here.');
  store.getState().setCursor(7000);
  expect(words()).toContain('unnoticed here');
  store.getState().measure(1000, 3000);
  expect(words()).toContain('2.00 µs are marked from 0.001 000 ms.');
  const call = index.trace.calls.at(0);
  store.getState().select({ kind: 'call', id: call?.id ?? 0 });
  expect(words()).toContain('Selected: the call WSARecv, which took 1.00 µs.');
});
