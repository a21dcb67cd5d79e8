import type { OverlappedRef } from '../lessons/index.ts';
import { overlapped, STATUS_PENDING } from '../winsock/index.ts';
import { SLOTS, SLOT_BYTES, SLOT_CANARY_BYTES, SLOT_WORDS, type SessionMemory } from './shared-memory.ts';

/**
 * - `free`: nobody's; `idle`: the program's; `issuing`: a call that hands it to Windows is running;
 * - `in-flight`: Windows'; `completed`: seen to complete, and somebody has written the row that says so;
 * - `dead`: the call failed, so nothing will come; `quarantined`: the program has given it back, and something that tells of
 *   its completion has not been seen, so that nobody gets it in this session.
 */
const names = ['free', 'idle', 'issuing', 'in-flight', 'completed', 'dead', 'quarantined'] as const;
export type SlotPhase = (typeof names)[number];
/** A phase as it stands in the word of a slot, to be compared with `SlotTable.phaseOf`. */
export const phases = { free: 0, idle: 1, issuing: 2, inFlight: 3, completed: 4, dead: 5, quarantined: 6 } as const;
const PHASE_BITS = 3;
const PHASE_MASK = (1 << PHASE_BITS) - 1;

const words = { state: 0, socket: 1, event: 2, thread: 3, awaits: 4, unrecorded: 5, port: 6, issuer: 7 } as const;
/** In units of 8 bytes: when it was issued, and when the observer last saw STATUS_PENDING. */
const times = { issuedAt: 4, pendingAt: 5 } as const;

/**
 * The ways in which an operation's completion is reported, as bits. A structure is Windows' until all that apply have been
 * seen: an event that is signaled late, or a packet that is still queued, would be taken for the next operation's.
 */
export const indications = { event: 1, packet: 2, routine: 4 } as const;
/** Among the indications: the call has failed, so that they may also never come. */
const DOUBTFUL = 8;
const CANARY = 0x5a5a_a5a5_c3c3_3c3cn;

/** What is true of a slot at one moment; a change of any part changes `word`. */
export interface SlotState {
  readonly phase: SlotPhase;
  readonly operation: number;
  readonly word: number;
}

/** What a WSAOVERLAPPED holds before it is issued. `hEvent`: the handle, its low bit set to keep the packet off a port. */
export interface SlotContent {
  readonly event: number;
  readonly hEvent: number;
  readonly Offset: number;
  readonly OffsetHigh: number;
}

/** A call that is about to hand a slot to Windows. Objects and threads by number; 0: none. */
export interface Issue {
  readonly operation: number;
  readonly socket: number;
  readonly port: number;
  readonly thread: number;
  readonly awaits: number;
  readonly recorded: boolean;
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
  private readonly references: OverlappedRef[] = [];

  constructor(memory: SessionMemory) {
    this.words = new Int32Array(memory.slots);
    this.times = new Float64Array(memory.slots);
    this.arena = new DataView(memory.arena);
    this.internal = new Int32Array(memory.arena);
    this.highest = new Int32Array(memory.slots, 0, 1);
  }

  /** Slots 1 to `count` may be in use. It only grows, and whoever is given a slot by another thread sees it. */
  get count(): number {
    return this.highest[0]!;
  }

  state(slot: number): SlotState {
    const word = this.word(slot);
    return { word, phase: names[SlotTable.phaseOf(word)]!, operation: SlotTable.operationOf(word) };
  }

  /** Phase and operation in one, as `state` tells them, for those who look often. */
  word(slot: number): number {
    return Atomics.load(this.words, slot * SLOT_WORDS + words.state);
  }

  /** One of `phases`. */
  static phaseOf(word: number): number {
    return word & PHASE_MASK;
  }

  static operationOf(word: number): number {
    return word >>> PHASE_BITS;
  }

  /** The operation that it was last issued for. */
  operation(slot: number): number {
    return SlotTable.operationOf(this.word(slot));
  }

  /** One of `phases`. */
  phase(slot: number): number {
    return SlotTable.phaseOf(this.word(slot));
  }

  /** Takes a free slot, zeroed but for what is given. Throws when all are taken. */
  allocate(content: SlotContent, thread: number): number {
    for (let slot = 1; slot <= SLOTS; slot++) {
      if (!this.change(slot, wordOf(0, phases.free), wordOf(0, phases.idle))) continue;
      const at = SlotTable.offset(slot);
      new Uint8Array(this.arena.buffer, at, SLOT_BYTES).fill(0);
      this.arena.setUint32(at + overlapped.Offset, content.Offset, true);
      this.arena.setUint32(at + overlapped.OffsetHigh, content.OffsetHigh, true);
      this.arena.setBigUint64(at + overlapped.hEvent, BigInt(content.hEvent), true);
      this.arena.setBigUint64(at + SLOT_BYTES - SLOT_CANARY_BYTES, CANARY, true);
      this.set(slot, words.event, content.event);
      this.set(slot, words.thread, thread);
      this.set(slot, words.awaits, 0);
      this.raiseHighest(slot);
      return slot;
    }
    throw new Error(`All ${SLOTS} WSAOVERLAPPED structures of this session are in use; release some of them.`);
  }

  /** Throws while Windows owns it, or when it was never taken: it cannot be issued then. Its word. */
  checkIssuable(slot: number): number {
    const word = this.word(slot);
    if (!isProgramsOwn(word) || this.awaits(slot, indications.packet | indications.routine)) {
      throw new Error(`WSAOVERLAPPED ${slot} ${this.whose(slot, word)}: it cannot be issued now.`);
    }
    return word;
  }

  /**
   * Gives it to a call about to be made, unless its word has changed since `checkIssuable` told it.
   *
   * `awaits`: the indications that will come unless the call fails. They are awaited from before the call: another thread
   * may see them before the call has returned.
   */
  beginIssue(slot: number, issue: Issue, time: number, word = this.checkIssuable(slot)): void {
    if (!this.change(slot, word, wordOf(issue.operation, phases.issuing))) {
      throw new Error(`WSAOVERLAPPED ${slot} is issued by two threads at once.`);
    }
    const internal = SlotTable.offset(slot) >> 2;
    // What an earlier operation left in Internal and InternalHigh must not be taken for this one's.
    for (let word32 = 0; word32 < overlapped.Offset / 4; word32++) this.internal[internal + word32] = 0;
    // Plain stores: until the phase changes again nobody else writes here, and the change makes them visible.
    const at = slot * SLOT_WORDS;
    this.words[at + words.socket] = issue.socket;
    this.words[at + words.port] = issue.port;
    this.words[at + words.issuer] = issue.thread;
    this.words[at + words.unrecorded] = issue.recorded ? 0 : 1;
    this.times[at / 2 + times.issuedAt] = time;
    this.times[at / 2 + times.pendingAt] = time;
    this.set(slot, words.awaits, issue.awaits);
  }

  endIssue(slot: number, operation: number, phase: 'in-flight' | 'dead'): void {
    if (phase === 'dead') this.set(slot, words.awaits, 0);
    const next = phase === 'dead' ? phases.dead : phases.inFlight;
    this.change(slot, wordOf(operation, phases.issuing), wordOf(operation, next));
  }

  /** True for the one who may write the row of this completion. `seen`: the slot's word. */
  claim(slot: number, seen: number): boolean {
    return this.change(slot, seen, wordOf(SlotTable.operationOf(seen), phases.completed));
  }

  /** Makes it free to take again. Throws while Windows owns it. */
  release(slot: number): void {
    const word = this.word(slot);
    if (!isProgramsOwn(word) || this.awaits(slot) || !this.change(slot, word, wordOf(0, phases.free))) {
      throw new Error(`WSAOVERLAPPED ${slot} ${this.whose(slot, word)}: it cannot be released now.`);
    }
  }

  /** Nobody gets it any more: something that points to it may still come. */
  quarantine(slot: number): void {
    const word = this.word(slot);
    this.change(slot, word, wordOf(SlotTable.operationOf(word), phases.quarantined));
  }

  /** At the session's end it is looked at again. */
  endQuarantine(slot: number): void {
    const word = this.word(slot);
    if (SlotTable.phaseOf(word) !== phases.quarantined) return;
    this.change(slot, word, wordOf(SlotTable.operationOf(word), phases.completed));
  }

  private whose(slot: number, word: number): string {
    if (!isProgramsOwn(word)) return `is ${names[SlotTable.phaseOf(word)]}`;
    const missing = this.awaits(slot, indications.packet)
      ? 'its packet has not been dequeued'
      : this.awaits(slot, indications.routine)
        ? 'its completion routine has not run'
        : 'its event has not been seen signaled';
    return `has completed, but ${missing}`;
  }

  /** Nobody has written behind the memory of this slot. */
  isIntact(slot: number): boolean {
    const at = SlotTable.offset(slot) + SLOT_BYTES - SLOT_CANARY_BYTES;
    return this.arena.getBigUint64(at, true) === CANARY;
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
    const at = (SlotTable.offset(slot) + overlapped.InternalHigh) >> 2;
    return (this.internal[at]! >>> 0) + (this.internal[at + 1]! >>> 0) * 2 ** 32;
  }

  /** Copies the 32 bytes. */
  copyBytes(slot: number, to: Int32Array): void {
    const at = SlotTable.offset(slot) >> 2;
    for (let word = 0; word < overlapped.size / 4; word++) to[word] = this.internal[at + word]!;
  }

  socket(slot: number): number {
    return this.get(slot, words.socket);
  }

  event(slot: number): number {
    return this.get(slot, words.event);
  }

  /** The low bit of hEvent is set: no packet goes to a port. */
  keepsOffPort(slot: number): boolean {
    return (this.internal[(SlotTable.offset(slot) + overlapped.hEvent) >> 2]! & 1) !== 0;
  }

  /** The port that its packet goes to; 0: none. */
  port(slot: number): number {
    return this.get(slot, words.port);
  }

  /** The thread that issued it: only there can its completion routine run. */
  issuer(slot: number): number {
    return this.get(slot, words.issuer);
  }

  /** Rows of its operation are left out: the recorder had no room for the whole of it. */
  isRecorded(slot: number): boolean {
    return this.get(slot, words.unrecorded) === 0;
  }

  /** Whether one of these indications of the running operation is still to come. */
  awaits(slot: number, which: number = indications.event | indications.packet | indications.routine): boolean {
    return (this.indications(slot) & which) !== 0;
  }

  /** The call has failed, and has completed all the same: the indications that are awaited may come, or not. */
  doubt(slot: number): void {
    Atomics.or(this.words, slot * SLOT_WORDS + words.awaits, DOUBTFUL);
  }

  isDoubtful(slot: number): boolean {
    return (this.indications(slot) & DOUBTFUL) !== 0;
  }

  /** Seen: it will not come again for this operation. True for the one who saw it first. */
  saw(slot: number, which: number): boolean {
    return (Atomics.and(this.words, slot * SLOT_WORDS + words.awaits, ~which) & which) !== 0;
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

  /** The slot at an address of the arena; 0: there is none. `base` is the arena's address. */
  slotAt(address: number, base: number): number {
    const slot = (address - base) / SLOT_BYTES;
    return Number.isInteger(slot) && slot >= 1 && slot <= this.count ? slot : 0;
  }

  /** The structure at an address of the arena; undefined: there is none. The same object each time. */
  reference(address: number, base: number): OverlappedRef | undefined {
    const slot = this.slotAt(address, base);
    return slot === 0 ? undefined : (this.references[slot] ??= { type: 'overlapped', slot, address });
  }

  /** Where the memory for its call's other pointers lies; there are SLOT_EXTRA_BYTES. */
  static extraOffset(slot: number): number {
    return slot * SLOT_BYTES + overlapped.size;
  }

  private change(slot: number, from: number, to: number): boolean {
    return Atomics.compareExchange(this.words, slot * SLOT_WORDS + words.state, from, to) === from;
  }

  /**
   * A word that stays as it is from one issue to the next, or longer. A plain load, which is several times cheaper: who
   * asks has read `word` before, or issued the operation.
   */
  private get(slot: number, word: number): number {
    return this.words[slot * SLOT_WORDS + word]!;
  }

  private indications(slot: number): number {
    return Atomics.load(this.words, slot * SLOT_WORDS + words.awaits);
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

/** The program may issue or release it, as far as the operation itself is concerned. */
function isProgramsOwn(word: number): boolean {
  const phase = SlotTable.phaseOf(word);
  return phase === phases.idle || phase === phases.completed || phase === phases.dead;
}

function wordOf(operation: number, phase: number): number {
  return (operation << PHASE_BITS) | phase;
}
