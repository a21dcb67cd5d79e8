import { expect, it } from 'vitest';
import { lostAt, lostText } from './gap.ts';
import { drawnRow, drawnTrace } from './testing/drawn-trace.ts';

const gap = (time: number, uncertainty: number, json: string) =>
  drawnRow('gap', time, { value: 21, uncertainty, thread: 4, payload: new TextEncoder().encode(json) });

it('a gap tells how many rows and whole operations are missing, and since when', () => {
  const trace = drawnTrace([gap(9000, 3000, '{"operations":3,"rows":21}')]);
  expect(trace.marks).toEqual([
    { kind: 'gap', since: 6000, time: 9000, thread: 4, text: '3 operations (21 rows) were dropped here' },
  ]);
  expect([trace.lostRows, trace.lostOperations]).toEqual([21, 3]);
});

it('a gap that began nobody knows when began with its thread', () => {
  const trace = drawnTrace([
    drawnRow('thread-started', 2000, { thread: 4 }),
    gap(9000, 0xffffffff, '{"operations":1}'),
  ]);
  expect(trace.marks[0]?.since).toBe(2000);
});

it('a gap of an old or damaged recording has rows only', () => {
  expect(lostAt(12, '')).toEqual({ rows: 12, operations: 0 });
  expect(lostAt(12, '{"operations":"x"}')).toEqual({ rows: 12, operations: 0 });
  expect(lostText(lostAt(1, 'null'))).toBe('1 row was lost here');
});
