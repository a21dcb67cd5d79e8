import { expect, it } from 'vitest';
import type { BufferRef } from '../lessons/index.ts';
import { STATUS_PENDING, overlapped } from '../winsock/index.ts';
import { LentBuffers } from './lent-buffers.ts';
import { MOST_LENT, createSessionMemory } from './shared-memory.ts';
import { SlotTable } from './slot-table.ts';

const BASE = 0x10_0000;
const buffer = (offset: number, length: number): BufferRef => ({
  type: 'buffer',
  id: 1,
  address: BASE + offset,
  length,
});

function session() {
  const memory = createSessionMemory(1);
  const slots = new SlotTable(memory);
  const lent = new LentBuffers(memory, slots, BASE);
  const view = new DataView(memory.arena);
  /** An operation in flight that was given these. */
  const inFlight = (operation: number, buffers: readonly BufferRef[]) => {
    const slot = slots.allocate({ event: 0, hEvent: 0, Offset: 0, OffsetHigh: 0 }, 3);
    slots.beginIssue(slot, { operation, socket: 5, port: 0, thread: 3, awaits: 0, recorded: true }, 0);
    lent.lend(slot, buffers);
    view.setUint32(SlotTable.offset(slot) + overlapped.Internal, STATUS_PENDING, true);
    slots.endIssue(slot, operation, 'in-flight');
    return slot;
  };
  const complete = (slot: number) => view.setUint32(SlotTable.offset(slot) + overlapped.Internal, 0, true);
  return { lent, inFlight, complete };
}

it('every byte of every buffer is lent until Internal says that the operation has completed', () => {
  const { lent, inFlight, complete } = session();
  const slot = inFlight(1, [buffer(1000, 16), buffer(2000, 8), buffer(3000, 16), buffer(4000, 4), buffer(5000, 4)]);
  const asked = [1000, 1015, 2007, 3000, 4003, 5000, 999, 1016, 2008, 4004];
  const answers = () => asked.map((offset) => lent.borrower(buffer(offset, 1)));
  expect(answers()).toEqual([1, 1, 1, 1, 1, 1, undefined, undefined, undefined, undefined]);
  expect(lent.borrower(buffer(900, 200))).toBe(1);
  complete(slot);
  expect(answers()).toEqual(asked.map(() => undefined));
});

it('a buffer of two operations is lent until both have completed', () => {
  const { lent, inFlight, complete } = session();
  const slots = [1, 2].map((operation) => inFlight(operation, [buffer(1000, 16)]));
  complete(slots[1]!);
  expect(lent.borrower(buffer(1000, 16))).toBe(1);
  complete(slots[0]!);
  expect(lent.borrower(buffer(1000, 16))).toBeUndefined();
});

it('of very many buffers none is left out', () => {
  const { lent, inFlight } = session();
  const buffers = Array.from({ length: MOST_LENT + 5 }, (_, index) => buffer(1000 + ((index * 7) % 21) * 100, 10));
  inFlight(1, buffers);
  for (const one of buffers) expect(lent.borrower(one)).toBe(1);
});

it('a buffer of no bytes is never lent', () => {
  const { lent, inFlight } = session();
  inFlight(1, [buffer(1000, 0)]);
  expect(lent.borrower(buffer(1000, 0))).toBeUndefined();
});
