import { describe, expect, it } from 'vitest';
import type { Operation } from '../../trace/index.ts';
import { randomNumbers } from '../../trace/testing/random-numbers.ts';
import { busyUntil, SubRows } from './sub-rows.ts';

const operation = (id: number, issuedAt: number, more: Partial<Operation> = {}): Operation => ({
  id,
  api: 'WSARecv',
  call: id,
  thread: 1,
  object: 1,
  slot: 1,
  event: 0,
  issuedAt,
  requested: 0,
  ...more,
});
const packed = (...operations: Operation[]) => {
  const rows = new SubRows();
  for (const each of operations) rows.place(each);
  return rows;
};
const ids = (rows: SubRows) => rows.rows.map((row) => row.map(({ id }) => id));

describe('packing of a lane', () => {
  it('puts operations that follow each other into one row', () => {
    expect(ids(packed(operation(1, 0, { fetchedAt: 10 }), operation(2, 10, { fetchedAt: 20 })))).toEqual([[1, 2]]);
  });

  it('puts overlapping ones below each other, and uses a row again when it is free', () => {
    const rows = packed(
      operation(1, 0, { fetchedAt: 20 }),
      operation(2, 5, { fetchedAt: 40 }),
      operation(3, 25, { fetchedAt: 30 }),
    );
    expect(ids(rows)).toEqual([[1, 3], [2]]);
    expect([1, 2, 3, 4].map((id) => rows.rowOf(id))).toEqual([0, 1, 0, undefined]);
  });

  it('leaves no room for what is over, and all room for what was never seen to end', () => {
    expect(busyUntil(operation(1, 0, { fetchedAt: 5, releasedAt: 99 }))).toBe(5);
    expect(busyUntil(operation(1, 0, { outcome: 'failed', returnedAt: 3 }))).toBe(3);
    expect(busyUntil(operation(1, 0, { releasedAt: 7 }))).toBe(7);
    expect(busyUntil(operation(1, 0))).toBe(Infinity);
  });

  it('never lets two busy operations share a row, and needs no more rows than overlap (seed 11)', () => {
    const random = randomNumbers(11);
    let at = 0;
    const operations = Array.from({ length: 500 }, (_, id) => {
      at += random() * 10;
      return operation(id, at, { fetchedAt: at + random() * 40 });
    });
    const rows = packed(...operations);
    for (const row of rows.rows) {
      row.forEach((each, i) =>
        expect(busyUntil(row[i - 1] ?? operation(0, 0, { fetchedAt: 0 }))).toBeLessThanOrEqual(each.issuedAt),
      );
    }
    const overlap = Math.max(
      ...operations.map(
        (one) => operations.filter((o) => o.issuedAt <= one.issuedAt && busyUntil(o) > one.issuedAt).length,
      ),
    );
    expect(rows.rows.length).toBe(overlap);
  });
});
