import { expect, it } from 'vitest';
import { exitThread, note, perform, type Program } from '../lessons/index.ts';
import { Actor } from './actor.ts';
import { Clock } from './clock.ts';
import { Control } from './control.ts';
import { LentBuffers } from './lent-buffers.ts';
import { ObjectTable } from './object-table.ts';
import type { PerformerParts } from './performer-parts.ts';
import { Recorder } from './recorder.ts';
import { RingReader } from './ring-reader.ts';
import { FIRST_ACTOR_THREAD, createSessionMemory } from './shared-memory.ts';
import { SlotTable } from './slot-table.ts';
import { drain } from './testing/test-ring.ts';
import { ThreadMemory } from './thread-memory.ts';

const decoder = new TextDecoder();

/** An actor whose programs make no calls, on a thread of its own. */
function idleActor() {
  const memory = createSessionMemory(1);
  const thread = FIRST_ACTOR_THREAD;
  const ring = memory.rings[thread]!;
  const control = new Control(memory.control);
  const clock = new Clock(process.hrtime.bigint());
  const slots = new SlotTable(memory);
  const nothing = () => undefined;
  const parts: PerformerParts = {
    clock,
    control,
    recorder: new Recorder(ring, thread, clock, memory.arena),
    functions: { get: () => () => 0 },
    system: {
      currentThreadId: () => 1,
      isSignaled: nothing,
      portDepth: nothing,
      windowsVersion: () => '',
      wineVersion: nothing,
    },
    slots,
    objects: new ObjectTable(memory, control),
    memory: new ThreadMemory(memory, thread, 0, nothing),
    arena: { view: new DataView(memory.arena), base: 0 },
    lent: new LentBuffers(memory, slots, 0),
  };
  const reader = new RingReader(ring);
  return { actor: new Actor(parts, memory.board, thread), control, texts: () => drain(reader).map(textOf) };
}

const textOf = ({ payload }: { readonly payload: Uint8Array }) => decoder.decode(payload);

/** Notes what comes before and after another program. */
function* around(inner: Program): Program {
  yield* note('before');
  yield* perform(inner);
  yield* note('after');
}

it('a program performs another one to its end, and goes on', () => {
  const { actor, texts } = idleActor();
  expect(actor.run(around(around(note('inside'))))).toBe('returned');
  expect(texts()).toEqual(['before', 'before', 'inside', 'after', 'after']);
});

it('nothing follows when the program inside has ended its thread', () => {
  const { actor, texts } = idleActor();
  expect(actor.run(around(exitThread()))).toBe('exit');
  expect(texts()).toEqual(['before']);
});

it('the session that is to stop leaves both where they are', () => {
  const { actor, control, texts } = idleActor();
  function* stopped(): Program {
    control.setMode('stop');
    yield* note('never');
  }
  expect(actor.run(around(stopped()))).toBe('stop');
  expect(texts()).toEqual(['before']);
});

it('what the program inside throws ends both', () => {
  const { actor, texts } = idleActor();
  function* broken(): Program {
    yield* note('inside');
    throw new Error('broken');
  }
  expect(() => actor.run(around(broken()))).toThrow('broken');
  expect(texts()).toEqual(['before', 'inside']);
});
