import { expect, it } from 'vitest';
import { ACTOR_BYTES, FIRST_ACTOR_THREAD } from './shared-memory.ts';
import { Scratch, ThreadMemory } from './thread-memory.ts';

it('buffers do not overlap, and a released one is used again', () => {
  const memory = new ThreadMemory(FIRST_ACTOR_THREAD, 0x1000);
  const [a, b] = [memory.allocate(100), memory.allocate(100)];
  expect(b.address).toBeGreaterThanOrEqual(a.address + 100);
  memory.release(a.id);
  expect(memory.allocate(97).address).toBe(a.address);
  expect(() => memory.release(a.id)).toThrow('released before');
});

it('a thread that asks for more than its part is told so', () => {
  const memory = new ThreadMemory(FIRST_ACTOR_THREAD, 0);
  expect(() => memory.allocate(ACTOR_BYTES)).toThrow('4 MiB of buffers');
  expect(() => new Scratch(0, 16).take(17)).toThrow('more than 16 bytes');
});
