import { overlapped, STATUS_PENDING } from '../winsock/index.ts';
import { SLOTS, SLOT_BYTES, SLOT_EXTRA_BYTES, SLOT_WORDS, type SessionMemory } from './shared-memory.ts';

/**
 * - `free`: nobody's; `idle`: the program's; `issuing`: a call that hands it to Windows is running;
 * - `in-flight`: Windows'; `completed`: seen to complete, and somebody has written the row that says so;
 * - `dead`: the call failed, so nothing will come; `quarantined`: its event was never seen signaled, so it is never used again.
 */
const phases = ['free', 'idle', 'issuing', 'in-flight', 'completed', 'dead', 'quarantined'] as const;
export type SlotPhase = (typeof phases)[number];
const PHASE_BITS = 3;

const words = { state: 0, socket: 1, event: 2, thread: 3, signalSeen: 4 } as const;
/** In units of 8 bytes: when it was issued, and when the observer last saw STATUS_PENDING. */
const times = { issuedAt: 4, pendingAt: 5 } as const;

/** What is true of a slot at one moment; a change of any part changes `word`. */
export interface SlotState {
  readonly phase: SlotPhase;
  readonly operation: number;
  readonly word: number;
}

/**
 * The WSAOVERLAPPED structures of a session and whose they are.
 *
 * From the issuing call until its completion has been seen, a structure belongs to Windows. Operation and phase are one
 * word, changed by compare-and-exchange: whoever sees a completion first claims it, once, and a thread that looked too
 * long ago can neither claim it again nor claim the next operation of the same structure.
 */
export class SlotTable {
  private readonly words: Int32Array;
  private readonly times: Float64Array;
  private readonly arena: DataView;
  private readonly internal: Int32Array;
  /** The highest slot that was ever taken is kept here, so that looking at all slots stays cheap. */
  private readonly highest: Int32Array;

  constructor(memory: SessionMemory) {
    this.words = new Int32Array(memory.slots);
    this.times = new Float64Array(memory.slots);
    this.arena = new DataView(memory.arena);
    this.internal = new Int32Array(memory.arena);
    this.highest = new Int32Array(memory.slots, 0, 1);
  }

  /** Slots 1 to `count` may be in use. */
  get count(): number {
    return Atomics.load(this.highest, 0);
  }

  state(slot: number): SlotState {
    const word = Atomics.load(this.words, slot * SLOT_WORDS + words.state);
    return { word, phase: phases[word & ((1 << PHASE_BITS) - 1)]!, operation: word >>> PHASE_BITS };
  }

  /** Takes a free slot, zeroed, with this event in hEvent. Throws when all are taken. */
  allocate(event: { readonly object: number; readonly handle: number } | undefined, thread: number): number {
    for (let slot = 1; slot <= SLOTS; slot++) {
      if (!this.change(slot, wordOf(0, 'free'), wordOf(0, 'idle'))) continue;
      new Uint8Array(this.arena.buffer, SlotTable.offset(slot), SLOT_BYTES).fill(0);
      this.arena.setBigUint64(SlotTable.offset(slot) + overlapped.hEvent, BigInt(event?.handle ?? 0), true);
      this.set(slot, words.event, event?.object ?? 0);
      this.set(slot, words.thread, thread);
      this.raiseHighest(slot);
      return slot;
    }
    throw new Error(`All ${SLOTS} WSAOVERLAPPED structures of this session are in use; release some of them.`);
  }

  /** Gives it to a call about to be made. Throws while Windows owns it, or when it was never taken. */
  beginIssue(slot: number, operation: number, socket: number, time: number): void {
    const { word, phase } = this.state(slot);
    const allowed = phase === 'idle' || phase === 'completed' || phase === 'dead';
    if (!allowed || !this.change(slot, word, wordOf(operation, 'issuing'))) {
      throw new Error(`WSAOVERLAPPED ${slot} is ${phase}: it cannot be issued now.`);
    }
    const at = SlotTable.offset(slot);
    // What an earlier operation left in Internal and InternalHigh must not be taken for this one's.
    for (let field = 0; field < overlapped.hEvent; field += 8) this.arena.setBigUint64(at + field, 0n, true);
    this.set(slot, words.socket, socket);
    this.set(slot, words.signalSeen, 0);
    this.times[(slot * SLOT_WORDS) / 2 + times.issuedAt] = time;
    this.times[(slot * SLOT_WORDS) / 2 + times.pendingAt] = time;
  }

  endIssue(slot: number, operation: number, phase: 'in-flight' | 'completed' | 'dead'): void {
    this.change(slot, wordOf(operation, 'issuing'), wordOf(operation, phase));
  }

  /** True for the one who may write the row of this completion. */
  claim(slot: number, seen: SlotState): boolean {
    return this.change(slot, seen.word, wordOf(seen.operation, 'completed'));
  }

  /** Makes it free to take again. Throws while Windows owns it. */
  release(slot: number): void {
    const { word, phase } = this.state(slot);
    const allowed = phase === 'idle' || phase === 'completed' || phase === 'dead';
    if (!allowed || !this.change(slot, word, wordOf(0, 'free'))) {
      throw new Error(`WSAOVERLAPPED ${slot} is ${phase}: it cannot be released now.`);
    }
  }

  /** Never used again: something may still write to it. */
  quarantine(slot: number): void {
    const { word, operation } = this.state(slot);
    this.change(slot, word, wordOf(operation, 'quarantined'));
  }

  /** WSAOVERLAPPED.Internal, the lower 32 bits, as it is now. */
  status(slot: number): number {
    return Atomics.load(this.internal, SlotTable.offset(slot) >> 2) >>> 0;
  }

  isPending(slot: number): boolean {
    return this.status(slot) === STATUS_PENDING;
  }

  /** InternalHigh as it is now: bytes transferred, once it has completed. */
  transferred(slot: number): number {
    return Number(this.arena.getBigUint64(SlotTable.offset(slot) + overlapped.InternalHigh, true));
  }

  /** A copy of the 32 bytes. */
  bytes(slot: number): Uint8Array {
    return new Uint8Array(this.arena.buffer, SlotTable.offset(slot), overlapped.size).slice();
  }

  socket(slot: number): number {
    return this.get(slot, words.socket);
  }

  event(slot: number): number {
    return this.get(slot, words.event);
  }

  /** The event of the running operation has been seen signaled: nobody will signal it again for this operation. */
  signalSeen(slot: number): boolean {
    return this.get(slot, words.signalSeen) !== 0;
  }

  sawSignal(slot: number): void {
    this.set(slot, words.signalSeen, 1);
  }

  sawPending(slot: number, time: number): void {
    this.times[(slot * SLOT_WORDS) / 2 + times.pendingAt] = time;
  }

  /** The last moment at which it was known to be pending; the issue, if nobody looked. */
  pendingAt(slot: number): number {
    return this.times[(slot * SLOT_WORDS) / 2 + times.pendingAt]!;
  }

  /** Where a slot lies in the arena. */
  static offset(slot: number): number {
    return slot * SLOT_BYTES;
  }

  /** Where the memory for its call's other pointers lies, and how much of it there is. */
  static extra(slot: number): { readonly offset: number; readonly length: number } {
    return { offset: slot * SLOT_BYTES + overlapped.size, length: SLOT_EXTRA_BYTES };
  }

  private change(slot: number, from: number, to: number): boolean {
    return Atomics.compareExchange(this.words, slot * SLOT_WORDS + words.state, from, to) === from;
  }

  private get(slot: number, word: number): number {
    return Atomics.load(this.words, slot * SLOT_WORDS + word);
  }

  private set(slot: number, word: number, value: number): void {
    Atomics.store(this.words, slot * SLOT_WORDS + word, value);
  }

  private raiseHighest(slot: number): void {
    for (let known = this.count; known < slot; known = this.count) {
      if (Atomics.compareExchange(this.highest, 0, known, slot) === known) return;
    }
  }
}

function wordOf(operation: number, phase: SlotPhase): number {
  return (operation << PHASE_BITS) | phases.indexOf(phase);
}
