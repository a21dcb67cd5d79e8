import { OBJECTS, OBJECT_WORDS, type SessionMemory } from './shared-memory.ts';
import type { ObjectKind } from '../winsock/index.ts';
import type { Control } from './control.ts';

const kinds = { none: 0, socket: 1, event: 2, port: 3, file: 4 } as const;
const words = { kind: 0, handle: 1, eventState: 2, port: 3, modes: 4, autoReset: 5 } as const;
/** In units of 8 bytes: when the event's state was last looked at. */
const LOOKED_AT = 3;

/**
 * The sockets, events, ports and files of a session, the last known state of each event, and what is true of a socket for
 * the completions of its operations: its port, its notification modes.
 *
 * What every call asks for is read with plain loads: a program that issues on one thread while it associates the socket on
 * another cannot know which comes first.
 *
 * Handles fit into 32 bits on Windows (their upper half is unused), and are reused by the system; numbers never are.
 */
export class ObjectTable {
  private readonly words: Int32Array;
  private readonly times: Float64Array;

  constructor(
    memory: SessionMemory,
    private readonly control: Control,
  ) {
    this.words = new Int32Array(memory.objects);
    this.times = new Float64Array(memory.objects);
  }

  open(kind: ObjectKind, handle: number): number {
    const object = this.control.nextObject();
    if (object >= OBJECTS)
      throw new Error(`A session can open ${OBJECTS - 1} sockets, events, ports and files, and this one has.`);
    Atomics.store(this.words, object * OBJECT_WORDS + words.handle, handle);
    Atomics.store(this.words, object * OBJECT_WORDS + words.kind, kinds[kind]);
    return object;
  }

  close(object: number): void {
    Atomics.store(this.words, object * OBJECT_WORDS + words.kind, kinds.none);
  }

  handle(object: number): number {
    return Atomics.load(this.words, object * OBJECT_WORDS + words.handle);
  }

  isOpen(object: number): boolean {
    return Atomics.load(this.words, object * OBJECT_WORDS + words.kind) !== kinds.none;
  }

  /** The completions of this socket's operations are queued at this port from now on. */
  associate(object: number, port: number): void {
    Atomics.store(this.words, object * OBJECT_WORDS + words.port, port);
  }

  /** The port that a socket is associated with; 0: none. */
  portOf(object: number): number {
    return this.words[object * OBJECT_WORDS + words.port]!;
  }

  /** The flags of SetFileCompletionNotificationModes; they only ever become more. */
  addModes(object: number, flags: number): void {
    Atomics.or(this.words, object * OBJECT_WORDS + words.modes, flags);
  }

  modesOf(object: number): number {
    return this.words[object * OBJECT_WORDS + words.modes]!;
  }

  /** The first wait that sees this event signaled takes the signal. */
  setAutoReset(event: number): void {
    Atomics.store(this.words, event * OBJECT_WORDS + words.autoReset, 1);
  }

  isAutoReset(event: number): boolean {
    return Atomics.load(this.words, event * OBJECT_WORDS + words.autoReset) !== 0;
  }

  /** The open objects of a kind. */
  *allOpen(kind: ObjectKind): Generator<number> {
    for (let object = 1; object <= this.control.objectCount; object++) {
      if (Atomics.load(this.words, object * OBJECT_WORDS + words.kind) === kinds[kind]) yield object;
    }
  }

  /**
   * What was known of an event before somebody looks at it: pass it to `learn` together with what was seen. The word
   * changes whenever somebody learns something, so that a look which is overtaken by another says nothing.
   */
  eventWord(event: number): number {
    return Atomics.load(this.words, event * OBJECT_WORDS + words.eventState);
  }

  /** Whether the last look saw it signaled. */
  static wasSignaled(word: number): boolean {
    return (word & 1) === 1;
  }

  /**
   * Notes what was seen after `before` had been read. When that is a change: the time of the look before, since which it
   * happened. Undefined: no change, or another thread learned something meanwhile.
   */
  learn(event: number, before: number, signaled: boolean, time: number): number | undefined {
    const after = ((before & ~1) + 2) | (signaled ? 1 : 0);
    const at = event * OBJECT_WORDS + words.eventState;
    if (Atomics.compareExchange(this.words, at, before, after) !== before) return undefined;
    const lookedAt = this.times[(event * OBJECT_WORDS) / 2 + LOOKED_AT]!;
    this.times[(event * OBJECT_WORDS) / 2 + LOOKED_AT] = time;
    return ObjectTable.wasSignaled(before) === signaled ? undefined : lookedAt;
  }
}
