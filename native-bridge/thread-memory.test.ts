import { expect, it } from 'vitest';
import { FIRST_ACTOR_THREAD, createSessionMemory } from './shared-memory.ts';
import { Scratch, ThreadMemory } from './thread-memory.ts';

const BASE = 0x1000;
function memory() {
  const session = createSessionMemory(1);
  const overruns: string[] = [];
  const thread = new ThreadMemory(session, FIRST_ACTOR_THREAD, BASE, (sentence) => overruns.push(sentence));
  return { thread, overruns, bytes: new Uint8Array(session.arena), most: session.actorBytes };
}

it('buffers do not overlap, and a released one rests before it is used again', () => {
  const { thread, overruns } = memory();
  const [a, b] = [thread.allocate(100), thread.allocate(100)];
  expect(b.address).toBeGreaterThanOrEqual(a.address + 100);
  thread.release(a);
  expect(thread.allocate(97).address).not.toBe(a.address);
  for (let i = 0; i < 64; i++) thread.release(thread.allocate(4000));
  expect(thread.allocate(97).address).toBe(a.address);
  expect(() => thread.release(a)).toThrow('released before');
  thread.check();
  expect(overruns).toEqual([]);
});

it('whoever writes outside of a buffer is found out when it is released, or at the end', () => {
  for (const [where, release] of [
    [-1, true],
    [100, true],
    [100, false],
  ] as const) {
    const { thread, overruns, bytes } = memory();
    const buffer = thread.allocate(100);
    bytes[buffer.address - BASE + where] = 1;
    if (release) thread.release(buffer);
    else thread.check();
    expect(overruns).toEqual([`Somebody wrote outside of buffer ${buffer.id}, which has 100 bytes.`]);
  }
});

it('whoever writes into a released buffer is found out, and its memory is never used again', () => {
  const { thread, overruns, bytes } = memory();
  const buffer = thread.allocate(100);
  thread.release(buffer);
  bytes[buffer.address - BASE + 99] = 1;
  thread.check();
  expect(overruns).toEqual([`Somebody wrote into buffer ${buffer.id} after it had been released.`]);
  expect(thread.allocate(100).address).not.toBe(buffer.address);
});

it('a buffer is released where it was allocated', () => {
  const session = createSessionMemory(2);
  const [mine, other] = [0, 1].map(
    (index) => new ThreadMemory(session, FIRST_ACTOR_THREAD + index, BASE, () => undefined),
  ) as [ThreadMemory, ThreadMemory];
  const buffer = mine.allocate(100);
  other.allocate(100); // The same number, and another buffer.
  expect(() => other.release(buffer)).toThrow('allocated by another actor');
  mine.release(buffer);
});

it('scarce memory ends the rest of released buffers', () => {
  const { thread, most } = memory();
  const large = thread.allocate(most / 2);
  thread.release(large);
  expect(thread.allocate(most / 2).address).toBe(large.address);
});

it('a thread that asks for more than its part is told so', () => {
  const { thread, most } = memory();
  expect(() => thread.allocate(most)).toThrow('used up its memory');
  expect(() => new Scratch(0, 16).take(17)).toThrow('more than 16 bytes');
});

it('a call that is made inside another has what is left of the scratch memory', () => {
  const outer = new Scratch(512, 64);
  outer.take(20);
  const inner = new Scratch(0, 0);
  inner.resetToRest(outer);
  expect(inner.take(8)).toBe(536);
});
