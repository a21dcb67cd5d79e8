import { expect, it } from 'vitest';
import { STATUS_PENDING, overlapped } from '../winsock/index.ts';
import { SLOTS, createSessionMemory } from './shared-memory.ts';
import { SlotTable } from './slot-table.ts';

function table() {
  const memory = createSessionMemory(1);
  const view = new DataView(memory.arena);
  const slots = new SlotTable(memory);
  /** Writes to WSAOVERLAPPED as Windows would. */
  const windows = (slot: number, status: number, bytes = 0) => {
    view.setUint32(SlotTable.offset(slot) + overlapped.Internal, status, true);
    view.setUint32(SlotTable.offset(slot) + overlapped.InternalHigh, bytes, true);
  };
  return { slots, windows };
}

it('a structure goes from hand to hand in one order', () => {
  const { slots, windows } = table();
  const slot = slots.allocate({ object: 7, handle: 0xe4 }, 3);
  expect(slots.state(slot)).toMatchObject({ phase: 'idle', operation: 0 });
  slots.beginIssue(slot, 1, 5, 100);
  windows(slot, STATUS_PENDING);
  slots.endIssue(slot, 1, 'in-flight');
  expect(slots.state(slot)).toMatchObject({ phase: 'in-flight', operation: 1 });
  expect([slots.isPending(slot), slots.socket(slot), slots.event(slot), slots.pendingAt(slot)]).toEqual([
    true,
    5,
    7,
    100,
  ]);
  windows(slot, 0, 21);
  expect(slots.claim(slot, slots.state(slot))).toBe(true);
  expect([slots.status(slot), slots.transferred(slot)]).toEqual([0, 21]);
  slots.release(slot);
  expect(slots.state(slot).phase).toBe('free');
});

it('what Windows owns can be neither issued nor released', () => {
  const { slots } = table();
  const slot = slots.allocate(undefined, 3);
  slots.beginIssue(slot, 1, 5, 0);
  for (const phase of ['issuing', 'in-flight'] as const) {
    if (phase === 'in-flight') slots.endIssue(slot, 1, phase);
    expect(() => slots.release(slot)).toThrow(`is ${phase}: it cannot be released now`);
    expect(() => slots.beginIssue(slot, 2, 5, 0)).toThrow(`is ${phase}: it cannot be issued now`);
  }
});

it('a completion is claimed once, and never for the operation that follows on the same structure', () => {
  const { slots } = table();
  const slot = slots.allocate(undefined, 3);
  slots.beginIssue(slot, 1, 5, 0);
  slots.endIssue(slot, 1, 'in-flight');
  const seen = slots.state(slot);
  expect([slots.claim(slot, seen), slots.claim(slot, seen)]).toEqual([true, false]);
  slots.beginIssue(slot, 2, 5, 0);
  slots.endIssue(slot, 2, 'in-flight');
  expect(slots.claim(slot, seen)).toBe(false);
  expect(slots.state(slot)).toMatchObject({ phase: 'in-flight', operation: 2 });
});

it('each issue begins with zeros, and keeps the event', () => {
  const { slots, windows } = table();
  const slot = slots.allocate({ object: 7, handle: 0xe4 }, 3);
  windows(slot, 0xc000020d, 99);
  slots.beginIssue(slot, 1, 5, 0);
  const bytes = slots.bytes(slot);
  expect([...bytes.keys()].filter((index) => bytes[index] !== 0)).toEqual([overlapped.hEvent]);
});

it('a structure that was set aside is never taken again', () => {
  const { slots } = table();
  const slot = slots.allocate(undefined, 3);
  slots.quarantine(slot);
  expect(() => slots.release(slot)).toThrow('quarantined');
  expect(slots.allocate(undefined, 3)).not.toBe(slot);
});

it('when all are in use, that is said', () => {
  const { slots } = table();
  for (let i = 0; i < SLOTS; i++) slots.allocate(undefined, 3);
  expect(slots.count).toBe(SLOTS);
  expect(() => slots.allocate(undefined, 3)).toThrow(`All ${SLOTS} WSAOVERLAPPED structures`);
});
