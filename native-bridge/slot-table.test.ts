import { expect, it } from 'vitest';
import { STATUS_PENDING, overlapped } from '../winsock/index.ts';
import { SLOTS, SLOT_BYTES, createSessionMemory } from './shared-memory.ts';
import { SlotTable, indications, type Issue } from './slot-table.ts';

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

const nothing = { event: 0, hEvent: 0, Offset: 0, OffsetHigh: 0 };
const issueOf = (operation: number, more: Partial<Issue> = {}): Issue => ({
  operation,
  socket: 5,
  port: 0,
  thread: 3,
  awaits: 0,
  recorded: true,
  ...more,
});

it('a structure goes from hand to hand in one order', () => {
  const { slots, windows } = table();
  const slot = slots.allocate({ ...nothing, event: 7, hEvent: 0xe4, Offset: 9 }, 3);
  expect(slots.state(slot)).toMatchObject({ phase: 'idle', operation: 0 });
  slots.beginIssue(slot, issueOf(1), 100);
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
  expect(slots.claim(slot, slots.word(slot))).toBe(true);
  expect([slots.status(slot), slots.transferred(slot)]).toEqual([0, 21]);
  slots.release(slot);
  expect(slots.state(slot).phase).toBe('free');
});

it('what Windows owns can be neither issued nor released', () => {
  const { slots } = table();
  const slot = slots.allocate(nothing, 3);
  slots.beginIssue(slot, issueOf(1), 0);
  for (const phase of ['issuing', 'in-flight'] as const) {
    if (phase === 'in-flight') slots.endIssue(slot, 1, phase);
    expect(() => slots.release(slot)).toThrow(`is ${phase}: it cannot be released now`);
    expect(() => slots.beginIssue(slot, issueOf(2), 0)).toThrow(`is ${phase}: it cannot be issued now`);
  }
});

it('a completion is claimed once, and never for the operation that follows on the same structure', () => {
  const { slots } = table();
  const slot = slots.allocate(nothing, 3);
  slots.beginIssue(slot, issueOf(1), 0);
  slots.endIssue(slot, 1, 'in-flight');
  const seen = slots.word(slot);
  expect([slots.claim(slot, seen), slots.claim(slot, seen)]).toEqual([true, false]);
  slots.beginIssue(slot, issueOf(2), 0);
  slots.endIssue(slot, 2, 'in-flight');
  expect(slots.claim(slot, seen)).toBe(false);
  expect(slots.state(slot)).toMatchObject({ phase: 'in-flight', operation: 2 });
});

it('each issue begins with zeros, and keeps the event and the position in a file', () => {
  const { slots, windows } = table();
  const slot = slots.allocate({ ...nothing, event: 7, hEvent: 0xe4, Offset: 9 }, 3);
  windows(slot, 0xc000020d, 99);
  slots.beginIssue(slot, issueOf(1), 0);
  const words = new Int32Array(8);
  slots.copyBytes(slot, words);
  const bytes = new Uint8Array(words.buffer);
  expect([...bytes.keys()].filter((index) => bytes[index] !== 0)).toEqual([overlapped.Offset, overlapped.hEvent]);
});

it('a structure that was set aside is never taken again', () => {
  const { slots } = table();
  const slot = slots.allocate(nothing, 3);
  slots.quarantine(slot);
  expect(() => slots.release(slot)).toThrow('quarantined');
  expect(slots.allocate(nothing, 3)).not.toBe(slot);
});

it('a structure that was set aside is looked at again at the end', () => {
  const { slots } = table();
  const slot = slots.allocate(nothing, 3);
  slots.beginIssue(slot, issueOf(1, { awaits: indications.packet, port: 8 }), 0);
  slots.doubt(slot);
  slots.endIssue(slot, 1, 'in-flight');
  slots.claim(slot, slots.word(slot));
  expect([slots.isDoubtful(slot), slots.awaits(slot)]).toEqual([true, true]);
  slots.quarantine(slot);
  slots.saw(slot, indications.packet);
  expect(slots.awaits(slot)).toBe(false);
  slots.endQuarantine(slot);
  slots.beginIssue(slot, issueOf(2), 0);
  expect(slots.isDoubtful(slot)).toBe(false);
});

it('when all are in use, that is said', () => {
  const { slots } = table();
  for (let i = 0; i < SLOTS; i++) slots.allocate(nothing, 3);
  expect(slots.count).toBe(SLOTS);
  expect(() => slots.allocate(nothing, 3)).toThrow(`All ${SLOTS} WSAOVERLAPPED structures`);
});

it('a structure of which a packet or a routine is still to come can be neither issued nor released', () => {
  const { slots } = table();
  for (const [indication, sentence] of [
    ['packet', 'its packet has not been dequeued'],
    ['routine', 'its completion routine has not run'],
  ] as const) {
    const slot = slots.allocate(nothing, 3);
    slots.beginIssue(slot, issueOf(1, { awaits: indications[indication], port: 8 }), 0);
    slots.endIssue(slot, 1, 'in-flight');
    expect(slots.claim(slot, slots.word(slot))).toBe(true);
    expect(() => slots.release(slot)).toThrow(sentence);
    expect(() => slots.beginIssue(slot, issueOf(2), 0)).toThrow(sentence);
    expect([slots.saw(slot, indications[indication]), slots.saw(slot, indications[indication])]).toEqual([true, false]);
    slots.release(slot);
  }
});

it('a call that fails leaves nothing to come', () => {
  const { slots } = table();
  const slot = slots.allocate(nothing, 3);
  slots.beginIssue(slot, issueOf(1, { awaits: indications.packet | indications.event }), 0);
  slots.endIssue(slot, 1, 'dead');
  expect(slots.awaits(slot)).toBe(false);
  slots.release(slot);
});

it('an address is found again as its slot, and no other address is', () => {
  const { slots } = table();
  const slot = slots.allocate(nothing, 3);
  const address = 0x10000 + SlotTable.offset(slot);
  expect([address, address + 8, address + SLOT_BYTES, 0].map((at) => slots.slotAt(at, 0x10000))).toEqual([
    slot,
    0,
    0,
    0,
  ]);
});

it('who writes behind a slot is found out', () => {
  const memory = createSessionMemory(1);
  const slots = new SlotTable(memory);
  const slot = slots.allocate(nothing, 3);
  expect(slots.isIntact(slot)).toBe(true);
  new Uint8Array(memory.arena)[SlotTable.offset(slot) + SLOT_BYTES - 1]! ^= 1;
  expect(slots.isIntact(slot)).toBe(false);
});
