import { overlapped } from '../winsock/index.ts';
import { ringBytes } from './ring.ts';

/**
 * The memory that all threads of a session share.
 *
 * - `arena`: what Windows sees: WSAOVERLAPPED structures, buffers, everything that a pointer argument points to. Its
 *   address is fixed for the session; it is never transferred or resized.
 * - `table`: what Overlook knows of slots and objects. `control`: run, pause, stop, and the counters.
 * - `board`: what actors tell each other, as JSON. `rings`: one per thread, the rows on their way to the collector.
 *
 * ```
 * arena   slot 1 · slot 2 · … · slot 4096 · bridge: scratch, heap · actor 1: scratch, heap · …
 * slot    WSAOVERLAPPED (32 bytes) · lpFlags, lpNumberOfBytes, lpFromlen … of the call (88 bytes) · canary (8 bytes)
 * ```
 */
export interface SessionMemory {
  readonly arena: SharedArrayBuffer;
  readonly control: SharedArrayBuffer;
  readonly slots: SharedArrayBuffer;
  /** By slot: the ranges of the arena that its operation was given, see LentBuffers. */
  readonly lent: SharedArrayBuffer;
  readonly objects: SharedArrayBuffer;
  readonly board: SharedArrayBuffer;
  /** Bytes of the arena that each actor has for its buffers and arguments. */
  readonly actorBytes: number;
  /** Of each buffer that is sent or received so many bytes are recorded. */
  readonly payloadBytes: number;
  /** By thread number: 0 is unused, 1 the bridge itself, 2 the observer, then the actors. */
  readonly rings: readonly SharedArrayBuffer[];
}

export const SLOTS = 4096;
export const SLOT_BYTES = 128;
/** Memory behind the WSAOVERLAPPED of a slot, for pointers that must live as long as the operation. */
export const SLOT_CANARY_BYTES = 8;
export const SLOT_EXTRA_BYTES = SLOT_BYTES - overlapped.size - SLOT_CANARY_BYTES;
export const OBJECTS = 65_536;
export const SCRATCH_BYTES = 16 * 1024;
export const MOST_ACTORS = 32;
/** A few actors may have large buffers; memory that is never touched costs nothing. */
const ACTOR_BYTES = { few: 24 * 1024 * 1024, many: 4 * 1024 * 1024 };
const FEW_ACTORS = 8;
/** Room for what 4096 operations may still have to write, and as much again. Only what a backlog takes is ever touched. */
export const RING_BYTES = ringBytes(8 * 1024 * 1024);
const BOARD_BYTES = 64 * 1024;
const CONTROL_BYTES = 128;

/** Words of a slot's entry in `slots`; see SlotTable. */
export const SLOT_WORDS = 16;
/** Ranges that one operation's buffers are kept as, and the words of a slot's entry in `lent`: their number, two for each, whether they are received into. */
export const MOST_LENT = 16;
export const LENT_WORDS = 2 + MOST_LENT * 2;
/** Words of an object's entry in `objects`; see ObjectTable. */
export const OBJECT_WORDS = 8;

export const BRIDGE_THREAD = 1;
export const OBSERVER_THREAD = 2;
export const FIRST_ACTOR_THREAD = 3;

export function createSessionMemory(actors: number, payloadBytes = 0): SessionMemory {
  const actorBytes = actors <= FEW_ACTORS ? ACTOR_BYTES.few : ACTOR_BYTES.many;
  return {
    arena: new SharedArrayBuffer((SLOTS + 1) * SLOT_BYTES + (actors + 1) * actorBytes),
    actorBytes,
    payloadBytes,
    control: new SharedArrayBuffer(CONTROL_BYTES),
    slots: new SharedArrayBuffer((SLOTS + 1) * SLOT_WORDS * 4),
    lent: new SharedArrayBuffer((SLOTS + 1) * LENT_WORDS * 4),
    objects: new SharedArrayBuffer(OBJECTS * OBJECT_WORDS * 4),
    board: new SharedArrayBuffer(BOARD_BYTES),
    rings: Array.from({ length: FIRST_ACTOR_THREAD + actors }, () => new SharedArrayBuffer(RING_BYTES)),
  };
}

/** Where a thread's own part of the arena begins; the bridge has the first one. */
export function threadMemoryOffset({ actorBytes }: Pick<SessionMemory, 'actorBytes'>, thread: number): number {
  const index = thread === BRIDGE_THREAD ? 0 : thread - FIRST_ACTOR_THREAD + 1;
  return (SLOTS + 1) * SLOT_BYTES + index * actorBytes;
}
