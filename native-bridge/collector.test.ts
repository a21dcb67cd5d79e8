import { expect, it } from 'vitest';
import { kindName } from '../trace/index.ts';
import { Clock } from './clock.ts';
import { Collector } from './collector.ts';
import { Ring } from './ring.ts';
import { RING_BYTES, createSessionMemory } from './shared-memory.ts';

function session() {
  const memory = createSessionMemory(2);
  return { rings: memory.rings.map((ring) => new Ring(ring)), collector: new Collector(memory, new Clock(0n)) };
}

it('rows of all threads come in the order of their time', () => {
  const { rings, collector } = session();
  for (const [thread, times] of [
    [3, [1, 4, 9]],
    [4, [2, 3, 10]],
    [2, [5]],
  ] as const) {
    for (const time of times) rings[thread]!.write({ time, thread });
  }
  expect(collector.take().map((row) => row.time)).toEqual([1, 2, 3, 4, 5, 9, 10]);
});

it('rows wait for a thread that is about to write earlier ones', () => {
  const { rings, collector } = session();
  rings[3]!.begin();
  rings[3]!.write({ time: 5, thread: 3 });
  rings[4]!.write({ time: 8, thread: 4 });
  expect(collector.take().map((row) => row.time)).toEqual([5]);
  expect(collector.take()).toEqual([]);
  rings[3]!.write({ time: 7, thread: 3 });
  rings[3]!.end();
  expect(collector.take().map((row) => row.time)).toEqual([7, 8]);
});

it('at the end nothing waits', () => {
  const { rings, collector } = session();
  rings[3]!.begin();
  rings[4]!.write({ time: 8, thread: 4 });
  expect(collector.take(true).map((row) => row.time)).toEqual([8]);
});

it('lost rows become one row that counts them', () => {
  const { rings, collector } = session();
  const payload = new Uint8Array(RING_BYTES / 4);
  for (let time = 1; time <= 6; time++) rings[3]!.write({ time, thread: 3 }, { payload });
  const rows = collector.take(true);
  const gap = rows.find((row) => kindName(row.kind) === 'gap');
  expect(gap).toMatchObject({ value: 6 - (rows.length - 1), thread: 3 });
});
