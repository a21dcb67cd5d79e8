import { OBJECTS, OBJECT_WORDS, type SessionMemory } from './shared-memory.ts';
import type { Control } from './control.ts';

export type ObjectKind = 'socket' | 'event';
const kinds = { none: 0, socket: 1, event: 2 } as const;
const words = { kind: 0, handle: 1, eventState: 2 } as const;
/** In units of 8 bytes: when the event's state was last looked at. */
const LOOKED_AT = 3;

/**
 * The sockets and events of a session, and the last known state of each event.
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
    if (object >= OBJECTS) throw new Error(`A session can open ${OBJECTS - 1} sockets and events, and this one has.`);
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
