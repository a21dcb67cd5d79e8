import type { Bindings } from './bindings.ts';
import type { Clock } from './clock.ts';
import type { LentBuffers } from './lent-buffers.ts';
import type { SystemCalls } from './system-calls.ts';
import type { ThreadMemory } from './thread-memory.ts';
import type { Watching } from './watch-slots.ts';

/** What a thread needs to perform calls: the functions, its memory, the time, and what all threads share. */
export interface PerformerParts extends Watching {
  readonly clock: Clock;
  readonly functions: Bindings;
  readonly system: SystemCalls;
  readonly memory: ThreadMemory;
  readonly lent: LentBuffers;
  readonly arena: { readonly view: DataView; readonly base: number };
}
