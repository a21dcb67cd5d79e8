import { addressOf, bindFunctions, type Bound } from './bindings.ts';
import { Clock } from './clock.ts';
import { Control } from './control.ts';
import { ObjectTable } from './object-table.ts';
import { Recorder } from './recorder.ts';
import type { SessionMemory } from './shared-memory.ts';
import { SlotTable } from './slot-table.ts';
import { bindSystemCalls, type SystemCalls } from './system-calls.ts';
import { ThreadMemory } from './thread-memory.ts';
import type { PerformerParts } from './performer.ts';
import type { FunctionName } from '../winsock/index.ts';

/** What a thread of a session is started with. */
export interface ThreadData {
  readonly memory: SessionMemory;
  readonly thread: number;
  readonly name: string;
  readonly clockOrigin: bigint;
  readonly program: string;
  /** How many threads meet at the starting line: the actors and the observer. */
  readonly threads: number;
}

let functionsOfThread: ReadonlyMap<FunctionName, Bound> | undefined;
let systemOfThread: SystemCalls | undefined;

/** Everything that a thread needs to perform, record and watch. Binds the functions once in each thread. */
export function joinSession(data: Omit<ThreadData, 'program' | 'threads'>): PerformerParts & { readonly clock: Clock } {
  const { memory, thread, name, clockOrigin } = data;
  const clock = new Clock(clockOrigin);
  const control = new Control(memory.control);
  const ring = memory.rings[thread];
  if (ring === undefined) throw new Error(`Thread ${thread} has no ring`);
  const recorder = new Recorder(ring, thread, clock);
  const functions = (functionsOfThread ??= bindFunctions());
  const system = (systemOfThread ??= bindSystemCalls());
  const base = addressOf(memory.arena);
  recorder.text('thread-started', name, { value: system.currentThreadId() });
  return {
    clock,
    control,
    recorder,
    functions,
    system,
    slots: new SlotTable(memory),
    objects: new ObjectTable(memory, control),
    memory: new ThreadMemory(thread, base),
    arena: { view: new DataView(memory.arena), base },
  };
}
