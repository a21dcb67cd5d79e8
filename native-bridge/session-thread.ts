import { addressOf, bindFunctions } from './bindings.ts';
import { BufferRecorder } from './buffer-recorder.ts';
import { Clock } from './clock.ts';
import { Control } from './control.ts';
import { LentBuffers } from './lent-buffers.ts';
import { ObjectTable } from './object-table.ts';
import { Recorder } from './recorder.ts';
import type { SessionMemory } from './shared-memory.ts';
import { SlotTable } from './slot-table.ts';
import { bindSystemCalls, type SystemCalls } from './system-calls.ts';
import { ThreadMemory } from './thread-memory.ts';
import type { PerformerParts } from './performer-parts.ts';
import type { OptionValues } from '../lessons/index.ts';

/** What a thread of a session is started with. */
export interface ThreadData {
  readonly memory: SessionMemory;
  readonly thread: number;
  readonly name: string;
  readonly program: string;
  readonly options: OptionValues;
}

let systemOfThread: SystemCalls | undefined;

/** What a worker thread does first: loads what takes long, and waits for the session to begin. */
export function enterSession(data: ThreadData): ReturnType<typeof joinSession> {
  bindFunctions();
  systemOfThread ??= bindSystemCalls();
  new Control(data.memory.control).waitForBegin();
  return joinSession(data);
}

/** Everything that a thread needs to perform, record and watch. From here on everything is the session's time. */
export function joinSession(data: Omit<ThreadData, 'program' | 'options'>): PerformerParts {
  const { memory, thread, name } = data;
  const control = new Control(memory.control);
  const ring = memory.rings[thread];
  if (ring === undefined) throw new Error(`Thread ${thread} has no ring`);
  const system = (systemOfThread ??= bindSystemCalls());
  const base = addressOf(memory.arena);
  const clock = new Clock(control.clockOrigin);
  const recorder = new Recorder(ring, thread, clock, memory.arena);
  const slots = new SlotTable(memory);
  recorder.text('thread-started', name, { value: system.currentThreadId() });
  const lent = new LentBuffers(memory, slots, base);
  return {
    clock,
    control,
    recorder,
    functions: bindFunctions(),
    system,
    slots,
    lent,
    buffers: memory.payloadBytes === 0 ? undefined : new BufferRecorder(memory, { lent, slots, recorder }, base),
    objects: new ObjectTable(memory, control),
    memory: new ThreadMemory(memory, thread, base, (sentence) => {
      control.countOverrun();
      recorder.text('overrun', sentence);
    }),
    arena: { view: new DataView(memory.arena), base },
  };
}
