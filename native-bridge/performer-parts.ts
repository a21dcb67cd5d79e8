import type { FunctionName } from '../winsock/index.ts';
import type { Bound } from './bindings.ts';
import type { Control } from './control.ts';
import type { SystemCalls } from './system-calls.ts';
import type { ThreadMemory } from './thread-memory.ts';
import type { Watching } from './watch-slots.ts';

/** What a thread needs to perform calls: the functions, its memory, and what all threads share. */
export interface PerformerParts extends Watching {
  readonly functions: ReadonlyMap<FunctionName, Bound>;
  readonly system: SystemCalls;
  readonly control: Control;
  readonly memory: ThreadMemory;
  readonly arena: { readonly view: DataView; readonly base: number };
}
